#version 450
#extension GL_GOOGLE_include_directive : require

// An elementwise graph over operands of the output's size that all lie as it does: four elements an invocation, whatever the
// axes. The number of elements is a multiple of four. The compiler replaces the body of lucid_pointwise.
//
// LOAD_TEXEL: reads from uniform texel buffers, which software drivers read several times faster than storage buffers.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

#ifdef LOAD_TEXEL
layout(set = 0, binding = 1) uniform samplerBuffer a;
#if OPERANDS > 1
layout(set = 0, binding = 2) uniform samplerBuffer b;
#endif
#if OPERANDS > 2
layout(set = 0, binding = 4) uniform samplerBuffer c;
#endif
#define LOAD(operand, index) floatBitsToUint(texelFetch(operand, index))
#else
layout(set = 0, binding = 1) readonly buffer A { uvec4 values[]; } a;
#if OPERANDS > 1
layout(set = 0, binding = 2) readonly buffer B { uvec4 values[]; } b;
#endif
#if OPERANDS > 2
layout(set = 0, binding = 4) readonly buffer C { uvec4 values[]; } c;
#endif
#define LOAD(operand, index) operand.values[index]
#endif
layout(set = 0, binding = 3) writeonly buffer Output { uvec4 values[]; } result;

const int P_QUADS = 0;  // elements / 4

uvec4 lucid_pointwise(uvec4 x, uvec4 y, uvec4 z) { return x + y + z; }

void main() {
    int quad = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (quad >= parameter(P_QUADS)) return;
    uvec4 x = LOAD(a, quad);
    uvec4 y = uvec4(0u);
    uvec4 z = uvec4(0u);
#if OPERANDS > 1
    y = LOAD(b, quad);
#endif
#if OPERANDS > 2
    z = LOAD(c, quad);
#endif
    result.values[quad] = lucid_pointwise(x, y, z);
}
