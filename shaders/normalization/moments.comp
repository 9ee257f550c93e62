#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#ifdef ALONG
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_shuffle : require
#endif

// Mean and sum of squared differences from it, of each segment (Welford): the lanes run on their own, then merge in pairs (Chan):
//   n = n1 + n2, mean = mean1 + (mean2 - mean1)·n2/n, m2 = m2_1 + m2_2 + (mean2 - mean1)²·n1·n2/n.
// PARALLEL 0: an invocation an item and segment; 1: 16 invocations. ALONG 0 or 1: fours, the way software drivers read them (reduce/fours.glsl).
// FACTORS 1: items are groups of one segment, and what is stored is what normalization/factors.comp makes of the moments.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

#ifndef ALONG
layout(set = 0, binding = 1) readonly buffer A { uint values[]; } a;
#endif
#if FACTORS
layout(set = 0, binding = 2) readonly buffer B { float values[]; } b;
layout(set = 0, binding = 3) writeonly buffer Factor { float values[]; } factor;
layout(set = 0, binding = 4) writeonly buffer Shift { float values[]; } shift;
#else
layout(set = 0, binding = 3) writeonly buffer Output { float values[]; } result;
#endif

#ifdef ALONG
#include "reduce/fours.glsl"
#else
#include "reduce/reduction_space.glsl"
#endif
#include "normalization/moments.glsl"

#ifndef ALONG
float load(Item item, int r) {
    int at = element(item.place, r);
    return uintBitsToFloat(bits_of_word(a.values[word_of(at) - int(part.shift[0])], at));
}
#endif

#if FACTORS
const int P_CHANNELS = P_MORE;
const int P_CHANNELS_A_GROUP = P_MORE + 1;
const int P_EPSILON = P_MORE + 2;

void store(Item item, Moments moments) {
    int size = parameter(P_CHANNELS_A_GROUP);
    int first = item.k * size;
    int channel = first % parameter(P_CHANNELS) - int(part.shift[1]);
    float deviation = sqrt(moments.m2 / moments.count + intBitsToFloat(parameter(P_EPSILON)));
    for (int i = 0; i < size; i++) {
        float scale = b.values[channel + i] / deviation;
        factor.values[first + i - int(part.shift[2])] = scale;
        shift.values[first + i - int(part.shift[3])] = b.values[channel + i + parameter(P_CHANNELS)] - moments.mean * scale;
    }
}
#else
void store(Item item, Moments moments) {
    int at = (item.k * parameter(P_SEGMENTS) + item.segment) * 2 - int(part.shift[2]);
    result.values[at] = moments.mean;
    result.values[at + 1] = moments.m2;
}
#endif

#if defined(ALONG)
#include "normalization/moments_fours.glsl"

#if ALONG
void main() {
    Item item = shared_item();
    Moments moments = moments_of(item);
    if (item.exists && quarter() == 0) store(item, moments);
}
#else
void main() {
    Item item = item_of(int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x));
    if (!item.exists) return;
    Moments4 moments = moments_of(item);
    [[unroll]] for (int i = 0; i < 4; i++) {
        store(item, moments_at(moments, i));
        item.k++;
    }
}
#endif
#elif PARALLEL
shared float counts[64];
shared float means[64];
shared float squares[64];

void merge(int into, int from) {
    Moments moments = merged(Moments(counts[into], means[into], squares[into]), Moments(counts[from], means[from], squares[from]));
    counts[into] = moments.count;
    means[into] = moments.mean;
    squares[into] = moments.m2;
}

void main() {
    int local = int(gl_LocalInvocationID.x);
    int lane = local & (LANES - 1);
    Item item = item_of(int(workgroup().x * (LOCAL_SIZE / LANES)) + local / LANES);
    Moments own = Moments(0.0, 0.0, 0.0);
    int r = item.first + lane;
    for (; r + 3 * LANES < item.end; r += 4 * LANES) {
        float x0 = load(item, r);
        float x1 = load(item, r + LANES);
        float x2 = load(item, r + 2 * LANES);
        float x3 = load(item, r + 3 * LANES);
        own = with_element(with_element(with_element(with_element(own, x0), x1), x2), x3);
    }
    for (; r < item.end; r += LANES) own = with_element(own, load(item, r));
    counts[local] = own.count;
    means[local] = own.mean;
    squares[local] = own.m2;
    barrier();
    if ((lane & 4) == 0) merge(local, local + 4);
    barrier();
    if (lane < 4) merge(local, local + 8);
    barrier();
    if (lane == 0) {
        merge(local, local + 1);
        merge(local + 2, local + 3);
        merge(local, local + 2);
    }
    if (lane == 0 && item.exists) store(item, Moments(counts[local], means[local], squares[local]));
}
#else
#include "normalization/moments_serial.glsl"

void main() {
    Item item = item_of(int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x));
    if (item.exists) store(item, moments_of(item));
}
#endif
