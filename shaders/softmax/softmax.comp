#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// e^(x - m) / s along a range with its maximum m and s = Σ e^(x - m), or x - m - ln s. PARALLEL 0: an invocation a range; 1: 16 invocations.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
// 1: the logarithm.
layout(constant_id = 2) const int LOGARITHM = 0;

layout(set = 0, binding = 1) readonly buffer A { float values[]; } a;
layout(set = 0, binding = 1) readonly buffer HalvesA { uint values[]; } a_halves;
layout(set = 0, binding = 3) writeonly buffer Output { float values[]; } result;
layout(set = 0, binding = 3) writeonly buffer HalvesOutput { uint values[]; } result_halves;

#include "reduce/reduction_space.glsl"

// 1: the output holds halves, two to a word; ranges are runs of whole quads then, beginning at one.
layout(constant_id = 6) const int HALF_OUTPUT = 0;

float load(Item item, int r) {
    int at = element(item.place, r);
    if (HALF == 1) return half_of(a_halves.values[(at >> 1) - int(part.shift[0])], at);
    return a.values[at - int(part.shift[0])];
}

float greater(float x, float y) { return x < y || isnan(y) ? y : x; }

// SwiftShader's exp gives a number for NaN.
float exponential(float x) { return isnan(x) ? x : exp(x); }

// The output lies as the operand does.
float value_of(Item item, int r, float most, float sum) {
    float x = load(item, r) - most;
    float value = LOGARITHM == 1 ? x - log(sum) : exponential(x) / sum;
    return isnan(x) || isnan(sum) ? x + sum : value;
}

// Element r, or of halves r and the one behind it.
void store(Item item, int r, float most, float sum) {
    int at = element(item.place, r);
    float value = value_of(item, r, most, sum);
    if (HALF_OUTPUT == 1) result_halves.values[(at >> 1) - int(part.shift[2])] = packHalf2x16(vec2(value, value_of(item, r + 1, most, sum)));
    else result.values[at - int(part.shift[2])] = value;
}

// Elements that one store makes.
const int STORED = 1 + HALF_OUTPUT;

#define LEAST uintBitsToFloat(0xff800000u)

#if PARALLEL
shared float lanes[64];

float over_lanes(float x, int local, bool maximum) {
    int lane = local & (LANES - 1);
    barrier();
    lanes[local] = x;
    barrier();
    if ((lane & 4) == 0) lanes[local] = maximum ? greater(lanes[local], lanes[local + 4]) : lanes[local] + lanes[local + 4];
    barrier();
    if (lane < 4) lanes[local] = maximum ? greater(lanes[local], lanes[local + 8]) : lanes[local] + lanes[local + 8];
    barrier();
    int first = local - lane;
    return maximum ? greater(greater(lanes[first], lanes[first + 1]), greater(lanes[first + 2], lanes[first + 3]))
        : (lanes[first] + lanes[first + 1]) + (lanes[first + 2] + lanes[first + 3]);
}

void main() {
    int local = int(gl_LocalInvocationID.x);
    int lane = local & (LANES - 1);
    Item item = item_of(int(workgroup().x * (LOCAL_SIZE / LANES)) + local / LANES);
    float most = LEAST;
    int r = item.first + lane;
    for (; r + 3 * LANES < item.end; r += 4 * LANES) {
        float x0 = load(item, r);
        float x1 = load(item, r + LANES);
        float x2 = load(item, r + 2 * LANES);
        float x3 = load(item, r + 3 * LANES);
        most = greater(greater(greater(greater(most, x0), x1), x2), x3);
    }
    for (; r < item.end; r += LANES) most = greater(most, load(item, r));
    most = over_lanes(most, local, true);
    float sum = 0.0;
    for (r = item.first + lane; r + 3 * LANES < item.end; r += 4 * LANES) {
        float x0 = load(item, r) - most;
        float x1 = load(item, r + LANES) - most;
        float x2 = load(item, r + 2 * LANES) - most;
        float x3 = load(item, r + 3 * LANES) - most;
        sum = (((sum + exponential(x0)) + exponential(x1)) + exponential(x2)) + exponential(x3);
    }
    for (; r < item.end; r += LANES) sum += exponential(load(item, r) - most);
    sum = over_lanes(sum, local, false);
    for (r = item.first + STORED * lane; r < item.end; r += STORED * LANES) store(item, r, most, sum);
}
#else
// Loops are not unrolled: SwiftShader takes minutes for a pipeline of many loads.
vec4 load4(Item item, int r) { return vec4(load(item, r), load(item, r + 1), load(item, r + 2), load(item, r + 3)); }

// As load4, -∞ behind the end: it changes neither the maximum nor, as e^-∞, the sum.
vec4 load4_before(Item item, int r) {
    vec4 x = vec4(LEAST);
    for (int i = 0; i < 4; i++) {
        if (r + i < item.end) x[i] = load(item, r + i);
    }
    return x;
}

vec4 greater4(vec4 x, vec4 y) { return mix(x, y, bvec4(uvec4(lessThan(x, y)) | uvec4(isnan(y)))); }

vec4 exponential4(vec4 x) { return mix(exp(x), x, isnan(x)); }

void main() {
    Item item = item_of(int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x));
    if (!item.exists) return;
    int whole = item.end & ~3;
    vec4 m = vec4(LEAST);
    for (int r = 0; r < whole; r += 4) m = greater4(m, load4(item, r));
    if (whole < item.end) m = greater4(m, load4_before(item, whole));
    float most = greater(greater(m.x, m.y), greater(m.z, m.w));

    vec4 s0 = vec4(0.0);
    vec4 s1 = vec4(0.0);
    vec4 s2 = vec4(0.0);
    vec4 s3 = vec4(0.0);
    for (int r = 0; r < item.end; r += 4) {
        // Terms behind the end are 0, whatever the maximum is.
        vec4 x = r < whole ? load4(item, r) : load4_before(item, r);
        vec4 terms = exponential4(x - most);
        if (r >= whole) terms = mix(vec4(0.0), terms, lessThan(ivec4(r) + ivec4(0, 1, 2, 3), ivec4(item.end)));
        vec4 sum = s0 + terms;
        // The four sums take turns.
        s0 = s1;
        s1 = s2;
        s2 = s3;
        s3 = sum;
    }
    // Turned on to where the first is the first again.
    for (int turn = (item.end + 3) >> 2; (turn & 3) != 0; turn++) {
        vec4 first = s0;
        s0 = s1;
        s1 = s2;
        s2 = s3;
        s3 = first;
    }
    vec4 sums = (s0 + s1) + (s2 + s3);
    float sum = (sums.x + sums.y) + (sums.z + sums.w);

    for (int r = 0; r < whole; r += 4) {
        store(item, r, most, sum);
        if (HALF_OUTPUT == 0) store(item, r + 1, most, sum);
        store(item, r + 2, most, sum);
        if (HALF_OUTPUT == 0) store(item, r + 3, most, sum);
    }
    for (int r = whole; r < item.end; r++) store(item, r, most, sum);
}
#endif
