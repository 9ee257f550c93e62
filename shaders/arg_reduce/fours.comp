#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// As arg_reduce.comp among the elements of a segment, for four items at once that lie beside each other, the way software drivers read fours
// (reduce/fours.glsl).

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 8;

layout(set = 0, binding = 3) writeonly buffer Output { int positions[]; } result;

#define BITS 1
#include "reduce/fours.glsl"
#include "top_k/key.glsl"

const int P_LAST = P_MORE;             // 1: the last of equal elements
const int P_MAXIMUM = P_MORE + 1;      // 1: the greatest

// key_of() of each component, turned around where the least is sought; a NaN comes first in both directions.
uvec4 keys_of(uvec4 bits, bool greatest) {
    if (NUMBER != 0) {
        uvec4 keys = NUMBER == 1 ? bits ^ 0x80000000u : bits;
        return greatest ? keys : ~keys;
    }
    uvec4 magnitude = bits & 0x7fffffffu;
    uvec4 keys = mix(bits ^ (uvec4(ivec4(bits) >> 31) | 0x80000000u), uvec4(0x80000000u), equal(magnitude, uvec4(0u)));
    if (!greatest) keys = NAN_KEY - 1u - keys;
    return mix(keys, uvec4(NAN_KEY), greaterThan(magnitude, uvec4(0x7f800000u)));
}


// No key is less than the first best; of equal ones the first stays.
void take(inout uvec4 best, inout ivec4 positions, uvec4 keys, int r, uvec4 last) {
    bvec4 chosen = bvec4(uvec4(greaterThan(keys, best)) | (uvec4(equal(keys, best)) & last));
    best = mix(best, keys, chosen);
    positions = mix(positions, ivec4(r), chosen);
}

void main() {
    Item item = item_of(int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x));
    if (!item.exists) return;
    bool greatest = parameter(P_MAXIMUM) == 1;
    uvec4 last = uvec4(parameter(P_LAST));
    int at = first_four(item);
    int step = reduced_strides.z >> 2;
    uvec4 best = uvec4(0u);
    ivec4 positions = ivec4(item.first);
    int r = item.first;
    for (; r + 3 < item.end; r += 4) {
        uvec4 x0 = bits_at(at);
        uvec4 x1 = bits_at(at + step);
        uvec4 x2 = bits_at(at + 2 * step);
        uvec4 x3 = bits_at(at + 3 * step);
        take(best, positions, keys_of(x0, greatest), r, last);
        take(best, positions, keys_of(x1, greatest), r + 1, last);
        take(best, positions, keys_of(x2, greatest), r + 2, last);
        take(best, positions, keys_of(x3, greatest), r + 3, last);
        at += 4 * step;
    }
    for (; r < item.end; r++) {
        take(best, positions, keys_of(bits_at(at), greatest), r, last);
        at += step;
    }
    int segments = parameter(P_SEGMENTS);
    int to = item.k * segments + item.segment - int(part.shift[2]);
    [[unroll]] for (int i = 0; i < 4; i++) result.positions[to + i * segments] = positions[i];
}
