#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// Two neighbouring axes resampled, TAPS neighbours on each: 1 nearest, 2 linear. An invocation walks down a strip of the output: each line of the input is
// resampled along x once, and the lines around the one it is at are kept for the outputs that need them.
//
// Places in the input grow with those in the output.
//
// PLAIN: four neighbours of a row of the output, which is whole fours. Else a block of four channels, which may be written row-major.
// LOAD_TEXEL: the source is read from a uniform texel buffer, which software drivers read several times faster than a storage buffer.

#include "common/interface.glsl"
#include "common/chain.glsl"

#define FLOATS vec4
#include "resize/coordinates.glsl"
#include "resize/taps.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 8;
layout(constant_id = 1) const int BLOCKED_STORE = 1;
// Lines of the output that an invocation makes.
layout(constant_id = 2) const int LINES = 32;

#ifdef LOAD_TEXEL
layout(set = 0, binding = 1) uniform samplerBuffer source;
#elif defined(PLAIN)
layout(set = 0, binding = 1) readonly buffer Source { float values[]; } source;
#else
layout(set = 0, binding = 1) readonly buffer Source { vec4 values[]; } source;
#endif
layout(set = 0, binding = 2) writeonly buffer Result { uvec4 values[]; } result;
#ifndef PLAIN
layout(set = 0, binding = 2) writeonly buffer ResultScalars { uint values[]; } result_scalars;
#endif

const int P_COUNT = 0;          // invocations
const int P_UNITS = 1;          // fours of a line of the output
const int P_OUTPUT = 2;         // lines of a plane of the output
const int P_STRIPS = 3;         // strips a plane
const int P_PLANES = 4;         // planes an image
const int P_SOURCE_IMAGE = 5;   // elements of the source from an image to the next
const int P_IMAGE = 6;          // fours from an image to the next; elements where they are written row-major
const int P_CHANNELS = 7;       // of an image
const int P_OUTER = 8;          // planes of one block of channels
const int P_ROUNDING = 9;
const int P_EXCLUDE = 10;
const int P_CUBIC_A = 11;       // bits
const int P_AXIS = 12;          // x 2: y, x

#ifdef PLAIN
const int COLUMNS = 4;
#else
const int COLUMNS = 1;
#endif

// What the columns of an invocation read of a line.
struct Columns {
    ivec4 at[TAPS];
    vec4 weight[TAPS];
};

vec4 near(int first, Columns x, int tap) {
#ifndef PLAIN
#ifdef LOAD_TEXEL
    return texelFetch(source, first + x.at[tap].x);
#else
    return source.values[first + x.at[tap].x];
#endif
#else
    vec4 value;
    [[unroll]] for (int i = 0; i < 4; i++) {
        int at = first + x.at[tap][i];
#ifdef LOAD_TEXEL
        vec4 four = texelFetch(source, (at >> 2) - int(part.shift[0]));
        vec2 two = (at & 2) == 0 ? four.xy : four.zw;
        value[i] = (at & 1) == 0 ? two.x : two.y;
#else
        value[i] = source.values[at];
#endif
    }
    return value;
#endif
}

vec4 line_at(int first, Columns x) {
#if TAPS == 1
    return near(first, x, 0);
#else
    vec4 line = vec4(0.0);
    [[unroll]] for (int t = 0; t < TAPS; t++) line += mix(vec4(0.0), x.weight[t] * near(first, x, t), notEqual(x.weight[t], vec4(0.0)));
    return line;
#endif
}

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int units = parameter(P_UNITS);
    int output_height = parameter(P_OUTPUT);
    int strips = parameter(P_STRIPS);
    int planes = parameter(P_PLANES);
    int rest = divide(index, units);
    int unit = index - rest * units;
    int plane = divide(rest, strips);
    int o = (rest - plane * strips) * LINES;
    int image = divide(plane, planes);
    int within = plane - image * planes;
    int lanes = 4;
#ifndef PLAIN
    int outer = parameter(P_OUTER);
    lanes = min(parameter(P_CHANNELS) - (outer == 1 ? within : divide(within, outer)) * 4, 4);
#endif
    Filter how = Filter(parameter(P_ROUNDING), parameter(P_EXCLUDE) != 0, intBitsToFloat(parameter(P_CUBIC_A)));
    int height = parameter(P_AXIS + A_INPUT);
    int width = parameter(P_AXIS + AXIS_WORDS + A_INPUT);
    int source_at = image * parameter(P_SOURCE_IMAGE) + within * height * width;
#if !defined(PLAIN) || !defined(LOAD_TEXEL)
    source_at -= int(part.shift[0]);
#endif
#ifndef PLAIN
    // Row-major, a block's planes lie behind all channels of the block before; blocks of one plane.
    if (BLOCKED_STORE == 0) within *= 4;
#endif
    int target = image * parameter(P_IMAGE) + (within * output_height + o) * units + unit - int(part.shift[1]);
    int end = min(o + LINES, output_height);

    // One call for all positions that are worked out anew: drivers inline it.
    Columns x;
    Position y;
    Step step = step_of(P_AXIS);
    Taps taps;
    for (int i = COLUMNS; i >= 0; i--) {
        bool is_row = i == COLUMNS;
        Position position = position_of(is_row ? P_AXIS : P_AXIS + AXIS_WORDS, is_row ? o : unit * COLUMNS + i);
        Taps own = taps_of(how, position, is_row ? height - 1 : width - 1);
        if (is_row) {
            y = position;
            taps = own;
        } else {
            [[unroll]] for (int t = 0; t < TAPS; t++) {
                if (COLUMNS == 1) {
                    x.at[t] = ivec4(own.at[t]);
                    x.weight[t] = vec4(own.weight[t]);
                } else {
                    x.at[t][i] = own.at[t];
                    x.weight[t][i] = own.weight[t];
                }
            }
        }
    }

    vec4 lines[TAPS];
    [[unroll]] for (int t = 0; t < TAPS; t++) lines[t] = vec4(0.0);
    // The newest line, not clamped.
    int newest = TAPS == 1 ? taps.at[0] : y.base;
    while (o < end) {
        [[unroll]] for (int t = 0; t < TAPS - 1; t++) lines[t] = lines[t + 1];
        lines[TAPS - 1] = line_at(source_at + clamp(newest, 0, height - 1) * width, x);
        while (o < end) {
#if TAPS == 1
            if (taps.at[0] != newest) break;
            vec4 sum = lines[0];
#else
            if (y.base + 1 != newest) break;
            vec4 sum = vec4(0.0);
            [[unroll]] for (int t = 0; t < TAPS; t++) sum += weighed(taps.weight[t], lines[t]);
#endif
            uvec4 bits = floatBitsToUint(sum);
            if (CHAIN == 1) bits = lucid_chain(bits);
            if (lanes < 4) bits = mix(bits, uvec4(0u), greaterThanEqual(ivec4(0, 1, 2, 3), ivec4(lanes)));
#ifdef PLAIN
            result.values[target] = bits;
#else
            if (BLOCKED_STORE == 1) result.values[target] = bits;
            else {
                for (int lane = 0; lane < lanes; lane++) result_scalars.values[target + lane * output_height * units] = bits[lane];
            }
#endif
            target += units;
            o++;
            advance_to(o, step, y);
            taps = taps_of(how, y, height - 1);
        }
        newest++;
    }
}
