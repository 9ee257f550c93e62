#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// Largest or mean of windows of KERNEL x KERNEL that lie STRIDE apart and begin PAD before the input, of planes whose rows are STRIDE times as long as those of
// the output, which are whole fours: an invocation makes four neighbours, of up to LINES lines, and reads the rows of their windows by fours.
//
// source: (planes, height, width), result: (planes, output height, width / STRIDE)
// LOAD_TEXEL: the source is read from a uniform texel buffer, which software drivers read several times faster than a storage buffer.

#include "common/interface.glsl"
#include "common/chain.glsl"
#define VEC 4
#define FLOATS vec4
#include "common/float_functions.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 8;
// 0 largest, 3 mean, as in pool.comp
layout(constant_id = 2) const int KIND = 0;
layout(constant_id = 3) const int LINES = 8;

#ifdef LOAD_TEXEL
layout(set = 0, binding = 1) uniform samplerBuffer source;
#define LOAD(at) texelFetch(source, at)
#else
layout(set = 0, binding = 1) readonly buffer Source { vec4 values[]; } source;
#define LOAD(at) source.values[at]
#endif
layout(set = 0, binding = 2) writeonly buffer Result { uvec4 values[]; } result;

const int P_COUNT = 0;          // invocations
const int P_UNITS = 1;          // fours of a row of the output
const int P_HEIGHT = 2;         // rows of a plane of the input
const int P_OUTPUT = 3;         // rows of a plane of the output
const int P_STRIPS = 4;         // strips a plane
const int P_PLANES = 5;         // planes an image
const int P_SOURCE_IMAGE = 6;   // fours from an image to the next
const int P_IMAGE = 7;
const int P_LIMIT = 8;          // x 2: rows and columns whose positions the mean counts, from the first of the input

// The elements of a row from four before the first of the windows' own, that are read.
struct Row { float of[4 * STRIDE + 8]; };

Row row_at(int first, int unit, int units) {
    float none = KIND == 0 ? uintBitsToFloat(0xff800000u) : 0.0;
    Row row;
    vec4 value;
    row.of[3] = none;
    row.of[4 * STRIDE + 4] = none;
    if (PAD > 0 && unit > 0) row.of[3] = LOAD(first + unit * STRIDE - 1).w;
    [[unroll]] for (int i = 0; i < STRIDE; i++) {
        value = LOAD(first + unit * STRIDE + i);
        [[unroll]] for (int j = 0; j < 4; j++) row.of[4 + 4 * i + j] = value[j];
    }
    if (KERNEL - PAD > STRIDE && unit < units - 1) row.of[4 * STRIDE + 4] = LOAD(first + (unit + 1) * STRIDE).x;
    return row;
}

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int units = parameter(P_UNITS);
    int height = parameter(P_HEIGHT);
    int output_height = parameter(P_OUTPUT);
    int strips = parameter(P_STRIPS);
    int planes = parameter(P_PLANES);
    ivec2 limit = ivec2(parameter(P_LIMIT), parameter(P_LIMIT + 1));
    int rest = divide(index, units);
    int unit = index - rest * units;
    int plane = divide(rest, strips);
    int y = (rest - plane * strips) * LINES;
    int image = divide(plane, planes);
    int within = plane - image * planes;
    int source_at = image * parameter(P_SOURCE_IMAGE) + within * height * units * STRIDE - int(part.shift[0]);
    int target = image * parameter(P_IMAGE) + (within * output_height + y) * units + unit - int(part.shift[1]);
    int end = min(y + LINES, output_height);
    // What the mean counts along x, from before the input where that counts.
    ivec4 column = (unit * 4 + ivec4(0, 1, 2, 3)) * STRIDE - PAD;
    int origin = limit.x < 0 ? 0 : -PAD;
    int beyond_x = limit.x < 0 ? units * 4 * STRIDE : limit.y;
    int beyond_y = limit.x < 0 ? height : limit.x;
    vec4 columns = vec4(min(column + KERNEL, ivec4(beyond_x)) - max(column, ivec4(origin)));
    for (; y < end; y++) {
        int start = y * STRIDE - PAD;
        int last = min(start + KERNEL, height);
        vec4 sum = vec4(KIND == 0 ? uintBitsToFloat(0xff800000u) : 0.0);
        for (int row_y = max(start, 0); row_y < last; row_y++) {
            Row row = row_at(source_at + row_y * units * STRIDE, unit, units);
            [[unroll]] for (int k = 0; k < KERNEL; k++) {
                vec4 next = vec4(row.of[4 - PAD + k], row.of[4 - PAD + k + STRIDE], row.of[4 - PAD + k + 2 * STRIDE], row.of[4 - PAD + k + 3 * STRIDE]);
                sum = KIND == 0 ? larger(sum, next) : sum + next;
            }
        }
        if (KIND == 3) sum /= columns * float(min(start + KERNEL, beyond_y) - max(start, origin));
        uvec4 bits = floatBitsToUint(sum);
        result.values[target] = CHAIN == 1 ? lucid_chain(bits) : bits;
        target += units;
    }
}
