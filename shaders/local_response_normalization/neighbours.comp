#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// in / (bias + scale · Σ in²)^beta, the sum over neighbouring channels of the same position; scale = alpha / size.
//
// source, result: (image, C, positions) of float, or blocked (image, C/4, positions, 4); an invocation makes four positions of a channel, or the
// four channels of a block at a position

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
layout(constant_id = 1) const int BLOCKED_STORE = 1;
layout(constant_id = 2) const int BLOCKED_LOAD = 1;
// Tensors of halves, four to two words; a row-major result of halves has positions of whole quads.
layout(constant_id = 3) const uint HALF = 0;
const uint HALF_SOURCE = 1;
const uint HALF_RESULT = 2;

layout(set = 0, binding = 1) readonly buffer Source { float values[]; } source;
layout(set = 0, binding = 1) readonly buffer SourceHalves { uint values[]; } source_halves;
layout(set = 0, binding = 2) writeonly buffer Result { float values[]; } result;
layout(set = 0, binding = 2) writeonly buffer ResultHalves { uvec2 values[]; } result_halves;

const int P_COUNT = 0;      // invocations of a layer: of all images, or of one where workgroups along z walk them
const int P_QUADS = 1;      // groups of four positions, or positions where the result is blocked
const int P_POSITIONS = 2;
const int P_CHANNELS = 3;
const int P_PLANES = 4;     // channels, or blocks of them where the result is blocked
const int P_BEFORE = 5;     // channels summed before one
const int P_BEHIND = 6;     // and behind it
const int P_SCALE = 7;      // bits
const int P_BETA = 8;       // bits
const int P_BIAS = 9;       // bits

float load(int image, int channel, int position) {
    int blocks = (parameter(P_CHANNELS) + 3) / 4;
    int index = BLOCKED_LOAD == 1
        ? ((image * blocks + (channel >> 2)) * parameter(P_POSITIONS) + position) * 4 + (channel & 3)
        : (image * parameter(P_CHANNELS) + channel) * parameter(P_POSITIONS) + position;
    if ((HALF & HALF_SOURCE) != 0) return half_of(source_halves.values[(index >> 1) - int(part.shift[0])], index);
    return source.values[index - int(part.shift[0])];
}

// x^beta for the exponents that are common, and by the driver's function.
float power(float x, float beta) {
    if (beta == 0.75) return sqrt(x) * sqrt(sqrt(x));
    if (beta == 0.5) return sqrt(x);
    if (beta == 1.0) return x;
    if (beta == 2.0) return x * x;
    return isnan(x) || x < 0.0 ? uintBitsToFloat(0x7fc00000u) : x == 0.0 ? (beta > 0.0 ? 0.0 : beta == 0.0 ? 1.0 : uintBitsToFloat(0x7f800000u)) : pow(x, beta);
}

float normalized(int image, int channel, int position) {
    float sum = 0.0;
    int end = min(channel + parameter(P_BEHIND), parameter(P_CHANNELS) - 1);
    for (int j = max(channel - parameter(P_BEFORE), 0); j <= end; j++) {
        float x = load(image, j, position);
        sum += x * x;
    }
    float base = intBitsToFloat(parameter(P_BIAS)) + intBitsToFloat(parameter(P_SCALE)) * sum;
    return load(image, channel, position) / power(base, intBitsToFloat(parameter(P_BETA)));
}

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int quads = parameter(P_QUADS);
    int rest = divide(index, quads);
    int quad = index - rest * quads;
    int planes = parameter(P_PLANES);
    int image = divide(rest, planes);
    int plane = rest - image * planes;
    image += int(workgroup().z);
    int positions = parameter(P_POSITIONS);
    int target = (image * planes + plane) * positions;
    int begin = BLOCKED_STORE == 1 ? (target + quad) * 4 : target + quad * 4;
    int end = BLOCKED_STORE == 1 ? 4 : min(positions - quad * 4, 4);
    vec4 values = vec4(0.0);
    for (int i = 0; i < end; i++) {
        int channel = BLOCKED_STORE == 1 ? plane * 4 + i : plane;
        if (channel < parameter(P_CHANNELS)) values[i] = normalized(image, channel, BLOCKED_STORE == 1 ? quad : quad * 4 + i);
        if ((HALF & HALF_RESULT) == 0) result.values[begin + i - int(part.shift[1])] = values[i];
    }
    if ((HALF & HALF_RESULT) != 0) result_halves.values[(begin >> 2) - int(part.shift[1])] = pack_halves(values);
}
