#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_shuffle : require

// As reduce.comp for floats, the way software drivers read fours (reduce/fours.glsl).

#define INTEGER 0
#define WIDE 0

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 8;

layout(set = 0, binding = 3) writeonly buffer Output { uint values[]; } result;

#include "reduce/fours.glsl"
#include "reduce/terms.glsl"
#include "common/chain.glsl"

vec4 terms(vec4 x, vec4 shift) {
    if (TERM == 1) return abs(x);
    if (TERM == 2) return x * x;
#if SHIFTED
    if (TERM == 3) {
        x -= shift;
        return mix(exp(x), x, isnan(x));
    }
#endif
    return x;
}

uvec4 after(uvec4 bits) { return CHAIN == 1 ? lucid_chain(bits) : bits; }

#if ALONG
void main() {
    Item item = shared_item();
    float shift = item.exists ? shift_of(item.k) : 0.0;
    vec4 shifts = vec4(shift);
    vec4 sum = vec4(value_of(uint(parameter(P_NEUTRAL))));
    int at = first_four(item);
    int left = number_of_fours(item);
    for (; left > 3; left -= 4) {
        vec4 x0 = four_at(at);
        vec4 x1 = four_at(at + 4);
        vec4 x2 = four_at(at + 8);
        vec4 x3 = four_at(at + 12);
        sum = combined4(combined4(combined4(combined4(sum, terms(x0, shifts)), terms(x1, shifts)), terms(x2, shifts)), terms(x3, shifts));
        at += 16;
    }
    for (; left > 0; left--) {
        sum = combined4(sum, terms(four_at(at), shifts));
        at += 4;
    }
    sum = combined4(sum, of_neighbour(sum, 1u));
    sum = combined4(sum, of_neighbour(sum, 2u));
    if (!item.exists || quarter() != 0) return;
    float value = finished(combined(combined(sum.x, sum.y), combined(sum.z, sum.w)), shift);
    result.values[item.k * parameter(P_SEGMENTS) + item.segment - int(part.shift[2])] = after(uvec4(bits_of(value))).x;
}
#else
void main() {
    Item item = item_of(int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x));
    if (!item.exists) return;
    vec4 shifts = vec4(shift_of(item.k), shift_of(item.k + 1), shift_of(item.k + 2), shift_of(item.k + 3));
    vec4 lanes[LANES];
    [[unroll]] for (int lane = 0; lane < LANES; lane++) lanes[lane] = vec4(value_of(uint(parameter(P_NEUTRAL))));
    int at = first_four(item);
    int step = reduced_strides.z >> 2;
    if (TURNS == 1) {
        // Software drivers go once more through a loop that asks before each round.
        int turns = (item.end - item.first) >> 4;
        do {
            [[unroll]] for (int lane = 0; lane < LANES; lane++) {
                lanes[lane] = combined4(lanes[lane], terms(four_at(at), shifts));
                at += step;
            }
            turns--;
        } while (turns > 0);
    }
    [[unroll]] for (int lane = 0; lane < LANES - 1; lane++) {
        if (lane < REST) {
            lanes[lane] = combined4(lanes[lane], terms(four_at(at), shifts));
            at += step;
        }
    }
    [[unroll]] for (int lane = 0; lane < 4; lane++) lanes[lane] = combined4(combined4(lanes[lane], lanes[lane + 4]), combined4(lanes[lane + 8], lanes[lane + 12]));
    vec4 sum = combined4(combined4(lanes[0], lanes[1]), combined4(lanes[2], lanes[3]));
    uvec4 bits = uvec4(0u);
    [[unroll]] for (int i = 0; i < 4; i++) bits[i] = bits_of(finished(sum[i], shifts[i]));
    bits = after(bits);
    int segments = parameter(P_SEGMENTS);
    int to = item.k * segments + item.segment - int(part.shift[2]);
    [[unroll]] for (int i = 0; i < 4; i++) result.values[to + i * segments] = bits[i];
}
#endif
