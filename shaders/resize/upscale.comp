#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// Two neighbouring axes made SCALE times as long, where output SCALE·j + p lies at the same place beside element j for every j: the weights of a phase p are
// the same everywhere. TAPS neighbours on each axis: 1 nearest, 2 linear, 4 cubic. An invocation walks down a strip: each line of the input is read and
// resampled along x once, and the lines around the one it is at are kept for the outputs that need them.
//
// PLAIN: elements of an image's rows by fours: a row is whole fours, so is the output's. Else blocks of four channels, which may be written row-major.
// LOAD_TEXEL: the source is read from a uniform texel buffer, which software drivers read several times faster than a storage buffer.

#include "common/interface.glsl"
#include "common/chain.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 8;
layout(constant_id = 1) const int BLOCKED_STORE = 1;
// Lines of the input that an invocation walks.
layout(constant_id = 2) const int LINES = 16;
// Phases (bits) of which the first neighbour is one element before that of the others, along x and along y.
layout(constant_id = 3) const uint BEFORE_X = 0;
layout(constant_id = 4) const uint BEFORE_Y = 0;
// 1: some weights are 0, and a product with them does not exist.
layout(constant_id = 5) const int SOME_ZERO = 0;

#ifdef LOAD_TEXEL
layout(set = 0, binding = 1) uniform samplerBuffer source;
#define LOAD(at) texelFetch(source, at)
#else
layout(set = 0, binding = 1) readonly buffer Source { vec4 values[]; } source;
#define LOAD(at) source.values[at]
#endif
layout(set = 0, binding = 2) writeonly buffer Result { uvec4 values[]; } result;
#ifndef PLAIN
layout(set = 0, binding = 2) writeonly buffer ResultScalars { uint values[]; } result_scalars;
#endif

const int P_COUNT = 0;          // invocations
const int P_UNITS = 1;          // fours of a line of the input
const int P_HEIGHT = 2;         // lines of a plane of the input
const int P_STRIPS = 3;         // strips a plane
const int P_PLANES = 4;         // planes an image
const int P_SOURCE_IMAGE = 5;   // fours from an image to the next
const int P_IMAGE = 6;          // in elements where they are written row-major
const int P_CHANNELS = 7;       // of an image
const int P_OUTER = 8;          // planes of one block of channels
const int P_WEIGHTS = 9;        // x 2·SCALE·TAPS: of y, then of x; of each phase

// Elements kept before and behind the one that phases lie beside.
#if TAPS == 4
const int REACH = 2;
#elif TAPS == 2
const int REACH = 1;
#else
const int REACH = 0;
#endif
const int KEPT = 2 * REACH + 1;

struct Weights { float of[SCALE * TAPS]; };

// SCALE phases of four elements (PLAIN) or of one.
struct Line { vec4 of[SCALE]; };

Weights weights_at(int first) {
    Weights weights;
    [[unroll]] for (int i = 0; i < SCALE * TAPS; i++) weights.of[i] = intBitsToFloat(parameter(first + i));
    return weights;
}

vec4 weighed(float weight, vec4 value) {
    if (SOME_ZERO == 1) return weight != 0.0 ? weight * value : vec4(0.0);
    return weight * value;
}

Line line_at(int first, int unit, int units, Weights weights) {
    vec4 near[KEPT];
#if TAPS == 1
    near[0] = LOAD(first + unit);
#elif defined(PLAIN)
    vec4 here = LOAD(first + unit);
    int before = first + max(unit - 1, 0);
    int behind = first + min(unit + 1, units - 1);
    float left = unit == 0 ? here.x : LOAD(before).w;
    float right = unit == units - 1 ? here.w : LOAD(behind).x;
    near[REACH - 1] = vec4(left, here.xyz);
    near[REACH] = here;
    near[REACH + 1] = vec4(here.yzw, right);
#if TAPS == 4
    near[0] = vec4(unit == 0 ? here.x : LOAD(before).z, left, here.xy);
    near[4] = vec4(here.zw, right, unit == units - 1 ? here.w : LOAD(behind).y);
#endif
#else
    [[unroll]] for (int i = 0; i < KEPT; i++) near[i] = LOAD(first + clamp(unit + i - REACH, 0, units - 1));
#endif
    Line line;
    [[unroll]] for (int p = 0; p < SCALE; p++) {
#if TAPS == 1
        line.of[p] = near[0];
#else
        line.of[p] = vec4(0.0);
        [[unroll]] for (int t = 0; t < TAPS; t++)
            line.of[p] += weighed(weights.of[p * TAPS + t], (BEFORE_X >> p & 1) != 0 ? near[t] : near[t + 1]);
#endif
    }
    return line;
}

// `plane`: fours of a plane of the output.
void store(int at, vec4 value, int lanes, int plane) {
    uvec4 bits = floatBitsToUint(value);
    if (CHAIN == 1) {
        bits = lucid_chain(bits);
        if (lanes < 4) bits = mix(bits, uvec4(0u), greaterThanEqual(ivec4(0, 1, 2, 3), ivec4(lanes)));
    }
#ifndef PLAIN
    if (BLOCKED_STORE == 0) {
        for (int lane = 0; lane < lanes; lane++) result_scalars.values[at + lane * plane] = bits[lane];
        return;
    }
#endif
    result.values[at] = bits;
}

void store_line(int at, Line line, int lanes, int plane) {
    [[unroll]] for (int v = 0; v < SCALE; v++) {
#ifdef PLAIN
        vec4 value;
        [[unroll]] for (int i = 0; i < 4; i++) value[i] = line.of[(4 * v + i) % SCALE][(4 * v + i) / SCALE];
        store(at + v, value, lanes, plane);
#else
        store(at + v, line.of[v], lanes, plane);
#endif
    }
}

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int units = parameter(P_UNITS);
    int height = parameter(P_HEIGHT);
    int strips = parameter(P_STRIPS);
    int planes = parameter(P_PLANES);
    int rest = divide(index, units);
    int unit = index - rest * units;
    int plane = divide(rest, strips);
    int y = (rest - plane * strips) * LINES;
    int image = divide(plane, planes);
    int within = plane - image * planes;
    int lanes = 4;
#ifndef PLAIN
    int outer = parameter(P_OUTER);
    lanes = min(parameter(P_CHANNELS) - (outer == 1 ? within : divide(within, outer)) * 4, 4);
#endif
    int source_at = image * parameter(P_SOURCE_IMAGE) + within * height * units - int(part.shift[0]);
    int result_plane = height * units * SCALE * SCALE;
#ifndef PLAIN
    // Row-major, a block's planes lie behind all channels of the block before; blocks of one plane.
    if (BLOCKED_STORE == 0) within *= 4;
#endif
    int target = image * parameter(P_IMAGE) + within * result_plane + y * SCALE * SCALE * units + unit * SCALE - int(part.shift[1]);
    int end = min(y + LINES, height);
    Weights weights_y = weights_at(P_WEIGHTS);
    Weights weights_x = weights_at(P_WEIGHTS + SCALE * TAPS);
    Line lines[KEPT];
    [[unroll]] for (int i = 0; i < KEPT - 1; i++) lines[i + 1] = line_at(source_at + clamp(y + i - REACH, 0, height - 1) * units, unit, units, weights_x);
    for (; y < end; y++) {
        [[unroll]] for (int i = 0; i < KEPT - 1; i++) lines[i] = lines[i + 1];
        lines[KEPT - 1] = line_at(source_at + min(y + REACH, height - 1) * units, unit, units, weights_x);
        [[unroll]] for (int p = 0; p < SCALE; p++) {
            Line sum;
            [[unroll]] for (int v = 0; v < SCALE; v++) {
#if TAPS == 1
                sum.of[v] = lines[0].of[v];
#else
                sum.of[v] = vec4(0.0);
                [[unroll]] for (int t = 0; t < TAPS; t++)
                    sum.of[v] += weighed(weights_y.of[p * TAPS + t], (BEFORE_Y >> p & 1) != 0 ? lines[t].of[v] : lines[t + 1].of[v]);
#endif
            }
            store_line(target, sum, lanes, result_plane);
            target += SCALE * units;
        }
    }
}
