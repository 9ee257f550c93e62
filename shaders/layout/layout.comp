#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// A tensor from one layout to the other: plain (image, C, positions) and blocked (image, C/4, positions, 4), where positions are
// a multiple of four. An invocation turns four vectors: four channels by four positions. Lanes beyond the channels are zero.
//
// TO_BLOCKED: reads plain, writes blocked; without it the other way.
// LOAD_TEXEL: reads from a uniform texel buffer, which software drivers read several times faster than a storage buffer.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

// Tensors of halves, four to two words.
layout(constant_id = 1) const uint HALF = 0;
const uint HALF_SOURCE = 1;
const uint HALF_TARGET = 2;

#ifdef LOAD_TEXEL
layout(set = 0, binding = 1) uniform samplerBuffer source;
uvec4 load(int index) { return floatBitsToUint(texelFetch(source, index)); }
#else
layout(set = 0, binding = 1) readonly buffer Source { uvec4 values[]; } source;
layout(set = 0, binding = 1) readonly buffer SourceHalves { uvec2 values[]; } source_halves;
uvec4 load(int index) { return (HALF & HALF_SOURCE) != 0 ? floatBitsToUint(unpack_halves(source_halves.values[index])) : source.values[index]; }
#endif
layout(set = 0, binding = 3) writeonly buffer Target { uvec4 values[]; } target;
layout(set = 0, binding = 3) writeonly buffer TargetHalves { uvec2 values[]; } target_halves;

void store(int index, uvec4 value) {
    if ((HALF & HALF_TARGET) != 0) target_halves.values[index] = pack_halves(uintBitsToFloat(value));
    else target.values[index] = value;
}

const int P_QUADS = 0;      // positions / 4
const int P_CHANNELS = 1;
const int P_BLOCKS = 2;     // channels / 4, rounded up

void main() {
    uvec3 group = workgroup();
    int quad = int(group.x * LOCAL_SIZE + gl_LocalInvocationID.x);
    int quads = parameter(P_QUADS);
    if (quad >= quads) return;
    int block = int(group.y);
    int image = int(group.z);
    int rows = min(parameter(P_CHANNELS) - block * 4, 4);
    int row = (image * parameter(P_CHANNELS) + block * 4) * quads + quad;
    int lane = ((image * parameter(P_BLOCKS) + block) * quads + quad) * 4;
#ifdef TO_BLOCKED
    row -= int(part.shift[0]);
    lane -= int(part.shift[2]);
#else
    lane -= int(part.shift[0]);
    row -= int(part.shift[2]);
#endif
    uvec4 values[4];
#ifdef TO_BLOCKED
    [[unroll]] for (int i = 0; i < 4; i++) values[i] = i < rows ? load(row + i * quads) : uvec4(0u);
#else
    [[unroll]] for (int i = 0; i < 4; i++) values[i] = load(lane + i);
#endif
    [[unroll]] for (int i = 0; i < 4; i++) {
        uvec4 turned = uvec4(values[0][i], values[1][i], values[2][i], values[3][i]);
#ifdef TO_BLOCKED
        store(lane + i, turned);
#else
        if (i < rows) store(row + i * quads, turned);
#endif
    }
}
