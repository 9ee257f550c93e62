#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// (x - mean) / sqrt(variance + epsilon) · scale + bias along rows of memory, or ranges along another axis; scale and bias have an entry for each position
// of a range. CENTRED 0: x / sqrt(mean of x² + epsilon) · scale + bias.
// PARALLEL 0: an invocation a row; 1: 16 invocations. Lanes and their merging as in moments.comp.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
// 0: there is no bias; its binding is not read.
layout(constant_id = 2) const int BIAS = 1;

layout(set = 0, binding = 1) readonly buffer A { float values[]; } a;
layout(set = 0, binding = 1) readonly buffer HalvesA { uint values[]; } a_halves;
layout(set = 0, binding = 2) readonly buffer B { float values[]; } b;
layout(set = 0, binding = 3) writeonly buffer Output { float values[]; } result;
layout(set = 0, binding = 3) writeonly buffer HalvesOutput { uint values[]; } result_halves;
layout(set = 0, binding = 4) readonly buffer C { float values[]; } c;

#include "reduce/reduction_space.glsl"
#include "normalization/moments.glsl"

const int P_EPSILON = P_MORE;

// 1: the output holds halves, two to a word; rows are whole quads then.
layout(constant_id = 6) const int HALF_OUTPUT = 0;

float load(Item item, int r) {
    int at = element(item.place, r);
    if (HALF == 1) return half_of(a_halves.values[(at >> 1) - int(part.shift[0])], at);
    return a.values[at - int(part.shift[0])];
}

float value_of(Item item, int r, float mean, float deviation) {
    float x = (load(item, r) - mean) / deviation * b.values[r - int(part.shift[1])];
    if (BIAS == 1) x += c.values[r - int(part.shift[3])];
    return x;
}

// Element r, or of halves r and the one behind it.
void store(Item item, int r, float mean, float deviation) {
    int at = element(item.place, r);
    float value = value_of(item, r, mean, deviation);
    if (HALF_OUTPUT == 1) result_halves.values[(at >> 1) - int(part.shift[2])] = packHalf2x16(vec2(value, value_of(item, r + 1, mean, deviation)));
    else result.values[at - int(part.shift[2])] = value;
}

// Elements that one store makes.
const int STORED = 1 + HALF_OUTPUT;

float deviation_of(Moments moments) { return sqrt(moments.m2 / moments.count + intBitsToFloat(parameter(P_EPSILON))); }

#if PARALLEL
shared float counts[64];
shared float means[64];
shared float squares[64];

Moments moments_at(int at) { return Moments(counts[at], means[at], squares[at]); }

void put(int at, Moments moments) {
    counts[at] = moments.count;
    means[at] = moments.mean;
    squares[at] = moments.m2;
}

void main() {
    int local = int(gl_LocalInvocationID.x);
    int lane = local & (LANES - 1);
    Item item = item_of(int(workgroup().x * (LOCAL_SIZE / LANES)) + local / LANES);
    Moments own = Moments(0.0, 0.0, 0.0);
    for (int r = item.first + lane; r < item.end; r += LANES) own = with_element(own, load(item, r));
    put(local, own);
    barrier();
    if ((lane & 4) == 0) put(local, merged(moments_at(local), moments_at(local + 4)));
    barrier();
    if (lane < 4) put(local, merged(moments_at(local), moments_at(local + 8)));
    barrier();
    int first = local - lane;
    Moments all = merged(merged(moments_at(first), moments_at(first + 1)), merged(moments_at(first + 2), moments_at(first + 3)));
    float deviation = deviation_of(all);
    for (int r = item.first + STORED * lane; r < item.end; r += STORED * LANES) store(item, r, all.mean, deviation);
}
#else
#include "normalization/moments_serial.glsl"

void main() {
    Item item = item_of(int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x));
    if (!item.exists) return;
    Moments all = moments_of(item);
    float deviation = deviation_of(all);
    int whole = item.end & ~3;
    for (int r = 0; r < whole; r += 4) {
        store(item, r, all.mean, deviation);
        if (HALF_OUTPUT == 0) store(item, r + 1, all.mean, deviation);
        store(item, r + 2, all.mean, deviation);
        if (HALF_OUTPUT == 0) store(item, r + 3, all.mean, deviation);
    }
    for (int r = whole; r < item.end; r++) store(item, r, all.mean, deviation);
}
#endif
