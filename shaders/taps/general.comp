#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// Any linear layer, any groups, any layout, weights as the model has them: one invocation computes four output channels
// of one output. Input channel c of a group and output channel o of a group meet in weights[group·sg + o·so + c·si + k].
// Order of accumulation: blocks of four input channels of the group, taps by kernel index, channels of the block.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

layout(set = 0, binding = 1) readonly buffer Input { float values[]; } source;
layout(set = 0, binding = 2) readonly buffer Weights { float values[]; } weights;
layout(set = 0, binding = 3) buffer Output { float values[]; } result;

#include "taps/taps.glsl"
#include "taps/epilogue.glsl"

// The sum of one output channel, continuing `sum`.
float sum_of(float sum, int channel, int image, ivec3 m, Phase phase, int begin, int end) {
    int group_out = parameter(P_GROUP_OUT);
    int group = channel / group_out;
    int group_in = parameter(P_IN_CHANNELS);
    int weight_base = parameter(P_WEIGHT) + group * parameter(P_WEIGHT + 1)
        + (channel - group * group_out) * parameter(P_WEIGHT + 2) - int(part.shift[1]);
    ivec3 first = parameter3(P_IS) * m + phase.offset;
    ivec3 extents = parameter3(P_IN);
    for (int block = begin; block < end; block++) {
        int count = min(group_in - block * 4, 4);
        for (int a = 0; a < phase.taps.x; a++)
        for (int b = 0; b < phase.taps.y; b++)
        for (int c = 0; c < phase.taps.z; c++) {
            ivec3 tap = ivec3(a, b, c);
            ivec3 at = first + parameter3(P_STEP) * tap;
            if (!inside(at, extents)) continue;
            ivec3 k = phase.kernel + parameter3(P_PERIOD) * tap;
            int kernel_index = (k.x * parameter(P_KERNEL + 1) + k.y) * parameter(P_KERNEL + 2) + k.z;
            int position = view_position(P_INPUT_VIEW, image, at) - int(part.shift[0]);
            for (int lane = 0; lane < count; lane++) {
                int in_group = block * 4 + lane;
                int in_channel = group * group_in + in_group;
                int index = position + (in_channel >> 2) * parameter(P_INPUT_VIEW + VIEW_BLOCK)
                    + (in_channel & 3) * parameter(P_INPUT_VIEW + VIEW_LANE);
                sum += source.values[index] * weights.values[weight_base + in_group * parameter(P_WEIGHT + 3) + kernel_index];
            }
        }
    }
    return sum;
}

void main() {
    uvec3 group = workgroup();
    int tiles_of_phase = parameter(P_TILES);
    int phase_index = int(group.x) / tiles_of_phase;
    int tile = int(group.x) - phase_index * tiles_of_phase;
    int first_image = int(group.z) * parameter(P_BATCH);
    Phase phase = phase_of(phase_index);
    int image;
    ivec3 m;
    int index = tile * int(LOCAL_SIZE) + int(gl_LocalInvocationID.x);
    if (index >= parameter(P_BATCH) * parameter(P_POSITIONS)) return;
    position_of(index, phase, image, m);
    image += first_image;
    ivec3 at = output_of(m, phase);
    if (!inside(at, parameter3(P_OUT))) return;

    int begin, end;
    bool last;
    depth_range(begin, end, last);
    int block = int(group.y);
    int channels = parameter(P_OUT_CHANNELS);
    int lane_stride = parameter(P_OUTPUT_VIEW + VIEW_LANE);
    int target = view_position(P_OUTPUT_VIEW, image, at) + block * parameter(P_OUTPUT_VIEW + VIEW_BLOCK) - int(part.shift[2]);
    vec4 sums = vec4(0.0);
    for (int lane = 0; lane < 4; lane++) {
        int channel = block * 4 + lane;
        if (channel >= channels) continue;
        float start = begin > 0 ? result.values[target + lane * lane_stride] : 0.0;
        sums[lane] = sum_of(start, channel, image, m, phase, begin, end);
    }

    if (last) sums = lucid_epilogue(sums, block, image, at);
    bool padded = parameter(P_OUTPUT_PADDED) != 0;
    for (int lane = 0; lane < 4; lane++) {
        if (block * 4 + lane < channels) result.values[target + lane * lane_stride] = sums[lane];
        else if (padded) result.values[target + lane * lane_stride] = 0.0;
    }
}
