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
layout(set = 0, binding = 1) readonly buffer InputHalves { uint values[]; } source_halves;
layout(set = 0, binding = 2) readonly buffer Weights { float values[]; } weights;
layout(set = 0, binding = 2) readonly buffer WeightHalves { uint values[]; } weight_halves;
layout(set = 0, binding = 3) buffer Output { float values[]; } result;
layout(set = 0, binding = 3) buffer OutputHalves { uvec2 values[]; } result_halves;

#include "taps/taps.glsl"
#include "taps/epilogue.glsl"

float load_input(int index) {
    if ((HALF & HALF_INPUT) != 0) return half_of(source_halves.values[(index >> 1) - int(part.shift[0])], index);
    return source.values[index - int(part.shift[0])];
}

float load_weight(int index) {
    if ((HALF & HALF_WEIGHTS) != 0) return half_of(weight_halves.values[(index >> 1) - int(part.shift[1])], index);
    return weights.values[index - int(part.shift[1])];
}

// The sum of one output channel, continuing `sum`.
float sum_of(float sum, int channel, int image, ivec3 m, Phase phase, View input_view, int begin, int end) {
    int group_out = parameter(P_GROUP_OUT);
    int weight_in = parameter(P_WEIGHT + 3);
    ivec3 kernel = parameter3(P_KERNEL);
    ivec3 step = parameter3(P_STEP);
    ivec3 period = parameter3(P_PERIOD);
    int group = channel / group_out;
    int group_in = parameter(P_IN_CHANNELS);
    int weight_base = parameter(P_WEIGHT) + group * parameter(P_WEIGHT + 1)
        + (channel - group * group_out) * parameter(P_WEIGHT + 2);
    ivec3 first = parameter3(P_IS) * m + phase.offset;
    ivec3 extents = parameter3(P_IN);
    for (int block = begin; block < end; block++) {
        int count = min(group_in - block * 4, 4);
        for (int a = 0; a < phase.taps.x; a++)
        for (int b = 0; b < phase.taps.y; b++)
        for (int c = 0; c < phase.taps.z; c++) {
            ivec3 tap = ivec3(a, b, c);
            ivec3 at = first + step * tap;
            if (!inside(at, extents)) continue;
            ivec3 k = phase.kernel + period * tap;
            int kernel_index = (k.x * kernel.y + k.y) * kernel.z + k.z;
            int position = position_in(input_view, image, at);
            for (int lane = 0; lane < count; lane++) {
                int in_group = block * 4 + lane;
                int in_channel = group * group_in + in_group;
                int index = position + (in_channel >> 2) * input_view.block
                    + (in_channel & 3) * input_view.lane;
                sum += load_input(index) * load_weight(weight_base + in_group * weight_in + kernel_index);
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
    Grid grid = grid_of();
    View input_view = view_of(P_INPUT_VIEW);
    View output_view = view_of(P_OUTPUT_VIEW);
    prepare_epilogue();
    int image;
    ivec3 m;
    int index = tile * int(LOCAL_SIZE) + int(gl_LocalInvocationID.x);
    if (index >= parameter(P_BATCH) * grid.positions) return;
    position_of(grid, index, phase, image, m);
    image += first_image;
    ivec3 at = output_of(grid, m, phase);
    if (!inside(at, grid.extents)) return;

    int begin, end;
    bool last;
    depth_range(begin, end, last);
    int block = int(group.y);
    int channels = output_channels;
    int lane_stride = output_view.lane;
    int target = position_in(output_view, image, at) + block * output_view.block - int(part.shift[2]);
    vec4 sums = vec4(0.0);
    for (int lane = 0; lane < 4; lane++) {
        int channel = block * 4 + lane;
        if (channel >= channels) continue;
        // A sum that is stored as halves is never cut.
        float start = begin > 0 && (HALF & HALF_OUTPUT) == 0 ? result.values[target + lane * lane_stride] : 0.0;
        sums[lane] = sum_of(start, channel, image, m, phase, input_view, begin, end);
    }

    if (last) sums = lucid_epilogue(sums, block, image, at);
    if ((HALF & HALF_OUTPUT) != 0) {
        result_halves.values[target] = pack_halves(mix(sums, vec4(0.0), greaterThanEqual(ivec4(0, 1, 2, 3), ivec4(channels - block * 4))));
        return;
    }
    bool padded = parameter(P_OUTPUT_PADDED) != 0;
    for (int lane = 0; lane < 4; lane++) {
        if (block * 4 + lane < channels) result.values[target + lane * lane_stride] = sums[lane];
        else if (padded) result.values[target + lane * lane_stride] = 0.0;
    }
}
