#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// Sums, products, extrema, norms and logarithms of sums over any axes. PARALLEL 0: an invocation an item and segment; 1: 16 invocations.
// INTEGER 1: 32-bit integers; WIDE 1: which stand for 64-bit ones. SHIFTED 1: operand b holds a number for each item, and terms are e^(x - b).

#include "common/interface.glsl"
#if WIDE
#include "common/overflow.glsl"
#endif

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

layout(set = 0, binding = 1) readonly buffer A { uint values[]; } a;
layout(set = 0, binding = 3) writeonly buffer Output { uint values[]; } result;

#include "reduce/reduction_space.glsl"
#include "reduce/terms.glsl"
#include "common/chain.glsl"

VALUE load(Item item, int r, float shift) {
    int at = element(item.place, r);
    return term_of(bits_of_word(a.values[word_of(at) - int(part.shift[0])], at), shift);
}

void store(Item item, VALUE value, float shift) {
    uint bits = bits_of(finished(value, shift));
    result.values[item.k * parameter(P_SEGMENTS) + item.segment - int(part.shift[2])] = CHAIN == 1 ? lucid_chain(uvec4(bits)).x : bits;
}

#if PARALLEL
shared VALUE lanes[64];

void main() {
    int local = int(gl_LocalInvocationID.x);
    int lane = local & (LANES - 1);
    Item item = item_of(int(workgroup().x * (LOCAL_SIZE / LANES)) + local / LANES);
    float shift = item.exists ? shift_of(item.k) : 0.0;
    VALUE sum = value_of(uint(parameter(P_NEUTRAL)));
    int r = item.first + lane;
    for (; r + 3 * LANES < item.end; r += 4 * LANES) {
        VALUE x0 = load(item, r, shift);
        VALUE x1 = load(item, r + LANES, shift);
        VALUE x2 = load(item, r + 2 * LANES, shift);
        VALUE x3 = load(item, r + 3 * LANES, shift);
        sum = combined(combined(combined(combined(sum, x0), x1), x2), x3);
    }
    for (; r < item.end; r += LANES) sum = combined(sum, load(item, r, shift));
    lanes[local] = sum;
    barrier();
    if ((lane & 4) == 0) lanes[local] = combined(lanes[local], lanes[local + 4]);
    barrier();
    if (lane < 4) lanes[local] = combined(lanes[local], lanes[local + 8]);
    barrier();
    if (lane != 0 || !item.exists) return;
    VALUE low = combined(lanes[local], lanes[local + 1]);
    VALUE high = combined(lanes[local + 2], lanes[local + 3]);
    store(item, combined(low, high), shift);
}
#else
VALUES load4(Item item, int r, float shift) {
    return VALUES(load(item, r, shift), load(item, r + 1, shift), load(item, r + 2, shift), load(item, r + 3, shift));
}

// As load4, what changes nothing behind the end.
VALUES load4_before(Item item, int r, float shift) {
    VALUES x = VALUES(value_of(uint(parameter(P_NEUTRAL))));
    for (int i = 0; i < 4; i++) {
        if (r + i < item.end) x[i] = load(item, r + i, shift);
    }
    return x;
}

// Lanes 0 to 15 are four vectors that take turns. Unrolling the turns is not worth it: SwiftShader takes minutes for a pipeline of many loads.
void main() {
    Item item = item_of(int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x));
    if (!item.exists) return;
    float shift = shift_of(item.k);
    VALUES s0 = VALUES(value_of(uint(parameter(P_NEUTRAL))));
    VALUES s1 = s0;
    VALUES s2 = s0;
    VALUES s3 = s0;
    int r = item.first;
    for (; r < item.end; r += 4) {
        VALUES x;
        if (r + 4 <= item.end) x = load4(item, r, shift);
        else x = load4_before(item, r, shift);
        VALUES sum = combined4(s0, x);
        s0 = s1;
        s1 = s2;
        s2 = s3;
        s3 = sum;
    }
    // Turned on to where the first is the first again.
    for (; (r & 15) != (item.first & 15); r += 4) {
        VALUES first = s0;
        s0 = s1;
        s1 = s2;
        s2 = s3;
        s3 = first;
    }
    VALUES sum = combined4(combined4(s0, s1), combined4(s2, s3));
    store(item, combined(combined(sum.x, sum.y), combined(sum.z, sum.w)), shift);
}
#endif
