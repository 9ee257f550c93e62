#version 450
#extension GL_GOOGLE_include_directive : require

// An elementwise graph over an operand a that lies as the output does and others that do too or are the same along each row of it: a factor a channel,
// a mean a row. A row is a multiple of four elements, or of positions of a block of four channels. The compiler replaces the body of lucid_pointwise.
//
// a, output: (rows, run) of four; others the same, or (rows modulo period) of one value, of four where FOURS is 1
// LOAD_TEXEL: a is read from a uniform texel buffer, which software drivers read several times faster than a storage buffer.

#include "common/interface.glsl"
#include "common/overflow.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 8;
layout(constant_id = 1) const int FOURS = 0;
// 1 where b and 2 where c are the same along a row.
layout(constant_id = 2) const int SAME = 1;
// Fours that an invocation makes one after the other.
layout(constant_id = 5) const int QUADS = 16;

#ifdef LOAD_TEXEL
layout(set = 0, binding = 1) uniform samplerBuffer a;
#else
layout(set = 0, binding = 1) readonly buffer A { uvec4 values[]; } a;
#endif
layout(set = 0, binding = 2) readonly buffer B { uvec4 values[]; } b;
layout(set = 0, binding = 2) readonly buffer RowsOfB { uint values[]; } rows_of_b;
#if OPERANDS > 2
layout(set = 0, binding = 4) readonly buffer C { uvec4 values[]; } c;
layout(set = 0, binding = 4) readonly buffer RowsOfC { uint values[]; } rows_of_c;
#endif
layout(set = 0, binding = 3) writeonly buffer Output { uvec4 values[]; } result;

const int P_COUNT = 0;      // invocations
const int P_ALONG = 1;      // invocations a row
const int P_RUN = 2;        // fours a row
const int P_PERIOD = 3;     // x 2: rows until b and c repeat themselves

uvec4 lucid_checked(uvec4 value, bvec4 beyond) {
    if (any(beyond)) mark_overflow();
    return value;
}

uvec4 lucid_pointwise(uvec4 x, uvec4 y, uvec4 z) { return lucid_checked(x + y + z, lucid_power_overflows(ivec4(x), ivec4(y))); }

int first_of(int row, int period) {
    row -= divide(row, period) * period;
    return FOURS == 1 ? row * 4 : row;
}

#define VALUES_OF(operand, at) (FOURS == 1 ? uvec4(operand.values[at], operand.values[(at) + 1], operand.values[(at) + 2], operand.values[(at) + 3]) : uvec4(operand.values[at]))

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int along = parameter(P_ALONG);
    int run = parameter(P_RUN);
    int row = divide(index, along);
    int first = (index - row * along) * QUADS;
    int end = row * run + min(first + QUADS, run);
    uvec4 y = uvec4(0u);
    uvec4 z = uvec4(0u);
    if ((SAME & 1) != 0) {
        int at = first_of(row, parameter(P_PERIOD));
        y = VALUES_OF(rows_of_b, at);
    }
#if OPERANDS > 2
    if ((SAME & 2) != 0) {
        int at = first_of(row, parameter(P_PERIOD + 1));
        z = VALUES_OF(rows_of_c, at);
    }
#endif
    for (int quad = row * run + first; quad < end; quad++) {
#ifdef LOAD_TEXEL
        uvec4 x = floatBitsToUint(texelFetch(a, quad));
#else
        uvec4 x = a.values[quad];
#endif
        if ((SAME & 1) == 0) y = b.values[quad];
#if OPERANDS > 2
        if ((SAME & 2) == 0) z = c.values[quad];
#endif
        result.values[quad] = lucid_pointwise(x, y, z);
    }
}
