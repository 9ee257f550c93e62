#version 450
#extension GL_GOOGLE_include_directive : require

// factor[n,c] = scale[c] / sqrt(variance + epsilon) and shift[n,c] = bias[c] - mean·factor[n,c], from the moments of the segments of c's group.
// The pair (scale, bias) lies as [2,C].

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

layout(set = 0, binding = 1) readonly buffer A { float values[]; } a;
layout(set = 0, binding = 2) readonly buffer B { float values[]; } b;
layout(set = 0, binding = 3) writeonly buffer Factor { float values[]; } factor;
layout(set = 0, binding = 4) writeonly buffer Shift { float values[]; } shift;

#include "normalization/moments.glsl"

const int P_COUNT = 0;       // images times channels
const int P_CHANNELS = 1;
const int P_CHANNELS_A_GROUP = 2;
const int P_SEGMENTS = 3;
const int P_LENGTH = 4;      // of a segment
const int P_SIZE = 5;        // elements of a group
const int P_EPSILON = 6;

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int segments = parameter(P_SEGMENTS);
    int at = index / parameter(P_CHANNELS_A_GROUP) * segments * 2 - int(part.shift[0]);
    Moments moments = Moments(0.0, 0.0, 0.0);
    int rest = parameter(P_SIZE);
    for (int i = 0; i < segments; i++) {
        int count = min(rest, parameter(P_LENGTH));
        moments = merged(moments, Moments(float(count), a.values[at + 2 * i], a.values[at + 2 * i + 1]));
        rest -= count;
    }
    int channel = index % parameter(P_CHANNELS);
    float deviation = sqrt(moments.m2 / moments.count + intBitsToFloat(parameter(P_EPSILON)));
    float scale = b.values[channel - int(part.shift[1])] / deviation;
    factor.values[index - int(part.shift[2])] = scale;
    shift.values[index - int(part.shift[3])] = b.values[channel + parameter(P_CHANNELS) - int(part.shift[1])] - moments.mean * scale;
}
