#version 450
#extension GL_GOOGLE_include_directive : require

// Weights as the model has them, element group·sg + o·so + c·si + k·sk, to the packing of the dense kernel:
// (group, outC/4, inC/4, kernel, 4 input lanes) of vec4 over 4 output lanes; lanes beyond the channels are zero.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

layout(set = 0, binding = 1) readonly buffer Weights { float values[]; } weights;
layout(set = 0, binding = 1) readonly buffer WeightHalves { uint values[]; } weight_halves;
layout(set = 0, binding = 2) writeonly buffer Packed { vec4 values[]; } result;
layout(set = 0, binding = 2) writeonly buffer PackedHalves { uvec2 values[]; } result_halves;

// 1: the weights are halves, two to a word. 2: so is the packing.
layout(constant_id = 1) const uint HALF = 0;
const uint HALF_SOURCE = 1;
const uint HALF_PACKING = 2;

const int P_COUNT = 0;      // vec4s to write
const int P_OFFSET = 1;
const int P_STRIDE = 2;     // x 4: group, output channel, input channel, kernel element
const int P_OUT = 6;        // output channels of a group
const int P_IN = 7;         // input channels of a group
const int P_KERNEL = 8;     // kernel elements

float load(int index) {
    if ((HALF & HALF_SOURCE) == 0) return weights.values[index - int(part.shift[0])];
    vec2 both = unpackHalf2x16(weight_halves.values[(index >> 1) - int(part.shift[0])]);
    return (index & 1) == 0 ? both.x : both.y;
}

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int rest = index;
    int lane = rest & 3;
    rest >>= 2;
    int kernel = rest % parameter(P_KERNEL);
    rest /= parameter(P_KERNEL);
    int in_blocks = (parameter(P_IN) + 3) >> 2;
    int c = (rest % in_blocks) * 4 + lane;
    rest /= in_blocks;
    int out_blocks = (parameter(P_OUT) + 3) >> 2;
    int o = (rest % out_blocks) * 4;
    int group = rest / out_blocks;
    int base = parameter(P_OFFSET) + group * parameter(P_STRIDE) + c * parameter(P_STRIDE + 2) + kernel * parameter(P_STRIDE + 3);
    vec4 value = vec4(0.0);
    for (int i = 0; i < 4; i++) {
        if (c < parameter(P_IN) && o + i < parameter(P_OUT)) value[i] = load(base + (o + i) * parameter(P_STRIDE + 1));
    }
    if ((HALF & HALF_PACKING) != 0) result_halves.values[index - int(part.shift[1])] = pack_halves(value);
    else result.values[index - int(part.shift[1])] = value;
}
