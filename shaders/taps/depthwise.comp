#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// A linear layer with one input and one output channel a group: one invocation computes a block of four channels at one output.
//
// weights: (C/4, kernel) of vec4 over 4 channels
// input and output: blocked, (image, C/4, axes) of vec4
//
// Order of accumulation: taps by kernel index (a group has one channel).

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

layout(set = 0, binding = 1) readonly buffer Input { vec4 values[]; } source;
layout(set = 0, binding = 2) readonly buffer Weights { vec4 values[]; } weights;
layout(set = 0, binding = 3) writeonly buffer Output { vec4 values[]; } result;

#include "taps/taps.glsl"
#include "taps/epilogue.glsl"

void main() {
    uvec3 group = workgroup();
    int tiles_of_phase = parameter(P_TILES);
    int phase_index = int(group.x) / tiles_of_phase;
    int tile = int(group.x) - phase_index * tiles_of_phase;
    int first_image = int(group.z) * parameter(P_BATCH);
    Phase phase = phase_of(phase_index);
    int index = tile * int(LOCAL_SIZE) + int(gl_LocalInvocationID.x);
    if (index >= parameter(P_BATCH) * parameter(P_POSITIONS)) return;
    int image;
    ivec3 m;
    position_of(index, phase, image, m);
    image += first_image;
    ivec3 at = output_of(m, phase);
    if (!inside(at, parameter3(P_OUT))) return;

    int block = int(group.y);
    int kernel_size = parameter(P_KERNEL) * parameter(P_KERNEL + 1) * parameter(P_KERNEL + 2);
    ivec3 first = parameter3(P_IS) * m + phase.offset;
    vec4 sum = vec4(0.0);
    for (int a = 0; a < phase.taps.x; a++)
    for (int b = 0; b < phase.taps.y; b++)
    for (int c = 0; c < phase.taps.z; c++) {
        ivec3 tap = ivec3(a, b, c);
        ivec3 from = first + parameter3(P_STEP) * tap;
        if (!inside(from, parameter3(P_IN))) continue;
        ivec3 k = phase.kernel + parameter3(P_PERIOD) * tap;
        int kernel_index = (k.x * parameter(P_KERNEL + 1) + k.y) * parameter(P_KERNEL + 2) + k.z;
        vec4 x = source.values[view_position(P_INPUT_VIEW, image, from) + block * parameter(P_INPUT_VIEW + VIEW_BLOCK) - int(part.shift[0])];
        sum += x * weights.values[parameter(P_WEIGHT) + block * kernel_size + kernel_index - int(part.shift[1])];
    }

    sum = lucid_epilogue(sum, block, image, at);
    int channels = parameter(P_OUT_CHANNELS) - block * 4;
    sum = vec4(sum.x, channels > 1 ? sum.y : 0.0, channels > 2 ? sum.z : 0.0, channels > 3 ? sum.w : 0.0);
    result.values[view_position(P_OUTPUT_VIEW, image, at) + block * parameter(P_OUTPUT_VIEW + VIEW_BLOCK) - int(part.shift[2])] = sum;
}
