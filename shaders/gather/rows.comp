#version 450
#extension GL_GOOGLE_include_directive : require

// Rows at positions that are data: row (outer, i) of the output is row (outer, index[i]) of the operand, rows being of whole fours. A negative index counts
// from the end; one outside reads nothing. An index is read once for each invocation, which copies a row or a piece of it. Values are 32-bit patterns.
//
// a: (outer, extent, run) of four; b: (count); output: (outer, count, run) of four
// LOAD_TEXEL: a is read from a uniform texel buffer, which software drivers read several times faster than a storage buffer.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 8;

#ifdef LOAD_TEXEL
layout(set = 0, binding = 1) uniform samplerBuffer a;
#define LOAD(index) floatBitsToUint(texelFetch(a, index))
#else
layout(set = 0, binding = 1) readonly buffer A { uvec4 values[]; } a;
#define LOAD(index) a.values[index]
#endif
layout(set = 0, binding = 2) readonly buffer B { int values[]; } b;
layout(set = 0, binding = 3) writeonly buffer Output { uvec4 values[]; } result;

const int P_INVOCATIONS = 0;
const int P_ALONG = 1;      // invocations a row
const int P_EACH = 2;       // fours of an invocation
const int P_RUN = 3;        // fours a row
const int P_INDICES = 4;
const int P_EXTENT = 5;     // rows that an index chooses from
const int P_NOTHING = 6;    // bit pattern of an element that no index reads

void main() {
    int invocation = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (invocation >= parameter(P_INVOCATIONS)) return;
    int along = parameter(P_ALONG);
    int run = parameter(P_RUN);
    int indices = parameter(P_INDICES);
    int extent = parameter(P_EXTENT);
    uvec4 nothing = uvec4(uint(parameter(P_NOTHING)));
    int row = divide(invocation, along);
    int fours = parameter(P_EACH);
    int first = (invocation - row * along) * fours;
    fours = min(run - first, fours);
    int outer = divide(row, indices);
    int index = b.values[row - outer * indices - int(part.shift[1])];
    if (index < 0) index += extent;
    bool some = index >= 0 && index < extent;
    int from = (outer * extent + (some ? index : 0)) * run + first - int(part.shift[0]);
    int to = row * run + first - int(part.shift[2]);
    for (int four = 0; four < fours; four++) {
        uvec4 value = LOAD(from + four);
        result.values[to + four] = some ? value : nothing;
    }
}
