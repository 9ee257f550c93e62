#version 450
#extension GL_GOOGLE_include_directive : require

// An elementwise graph over operands of the output's size that all lie as it does: QUADS times four elements an invocation, whatever the
// axes. The number of elements is a multiple of four. The compiler replaces the body of lucid_pointwise.
//
// LOAD_TEXEL: reads from uniform texel buffers, which software drivers read several times faster than storage buffers.

#include "common/interface.glsl"
#include "common/overflow.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
layout(constant_id = 5) const int QUADS = 1;
// Tensors of halves, four to two words, which the graph sees as floats.
layout(constant_id = 8) const uint HALF = 0;
const uint HALF_A = 1;
const uint HALF_B = 2;
const uint HALF_C = 4;
const uint HALF_OUTPUT = 8;

#ifdef LOAD_TEXEL
layout(set = 0, binding = 1) uniform samplerBuffer a;
#if OPERANDS > 1
layout(set = 0, binding = 2) uniform samplerBuffer b;
#endif
#if OPERANDS > 2
layout(set = 0, binding = 4) uniform samplerBuffer c;
#endif
#define LOAD(operand, bit, index) floatBitsToUint(texelFetch(operand, index))
#else
layout(set = 0, binding = 1) readonly buffer A { uvec4 values[]; } a;
layout(set = 0, binding = 1) readonly buffer HalvesA { uvec2 values[]; } a_halves;
#if OPERANDS > 1
layout(set = 0, binding = 2) readonly buffer B { uvec4 values[]; } b;
layout(set = 0, binding = 2) readonly buffer HalvesB { uvec2 values[]; } b_halves;
#endif
#if OPERANDS > 2
layout(set = 0, binding = 4) readonly buffer C { uvec4 values[]; } c;
layout(set = 0, binding = 4) readonly buffer HalvesC { uvec2 values[]; } c_halves;
#endif
#define LOAD(operand, bit, index) ((HALF & bit) != 0 ? floatBitsToUint(unpack_halves(operand##_halves.values[index])) : operand.values[index])
#endif
layout(set = 0, binding = 3) writeonly buffer Output { uvec4 values[]; } result;
layout(set = 0, binding = 3) writeonly buffer HalvesOutput { uvec2 values[]; } result_halves;

const int P_QUADS = 0;  // elements / 4

uvec4 lucid_checked(uvec4 value, bvec4 beyond) {
    if (any(beyond)) mark_overflow();
    return value;
}

uvec4 lucid_pointwise(uvec4 x, uvec4 y, uvec4 z) { return lucid_checked(x + y + z, lucid_power_overflows(ivec4(x), ivec4(y))); }

void main() {
    int first = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x) * QUADS;
    int end = min(first + QUADS, parameter(P_QUADS));
    for (int quad = first; quad < end; quad++) {
        uvec4 x = LOAD(a, HALF_A, quad);
        uvec4 y = uvec4(0u);
        uvec4 z = uvec4(0u);
#if OPERANDS > 1
        y = LOAD(b, HALF_B, quad);
#endif
#if OPERANDS > 2
        z = LOAD(c, HALF_C, quad);
#endif
        uvec4 value = lucid_pointwise(x, y, z);
        if ((HALF & HALF_OUTPUT) != 0) result_halves.values[quad] = pack_halves(uintBitsToFloat(value));
        else result.values[quad] = value;
    }
}
