#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// A linear layer with one input and one output channel a group: one invocation computes a block of four channels at one output.
//
// weights: (C/4, kernel) of vec4 over 4 channels
// input and output: blocked, (image, C/4, axes) of vec4
//
// LOAD_TEXEL: both from uniform texel buffers, which software drivers read several times faster than storage buffers.
//
// Order of accumulation: taps by kernel index (a group has one channel).

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

#ifdef LOAD_TEXEL
layout(set = 0, binding = 1) uniform samplerBuffer source;
layout(set = 0, binding = 2) uniform samplerBuffer weights;
vec4 fetch_input(int index) { return texelFetch(source, index); }
vec4 fetch_weight(int index) { return texelFetch(weights, index); }
#else
layout(set = 0, binding = 1) readonly buffer Input { vec4 values[]; } source;
layout(set = 0, binding = 1) readonly buffer InputHalves { uvec2 values[]; } source_halves;
layout(set = 0, binding = 2) readonly buffer Weights { vec4 values[]; } weights;
layout(set = 0, binding = 2) readonly buffer WeightHalves { uvec2 values[]; } weight_halves;
vec4 fetch_input(int index) { return source.values[index]; }
vec4 fetch_weight(int index) { return weights.values[index]; }
#endif
layout(set = 0, binding = 3) writeonly buffer Output { vec4 values[]; } result;
layout(set = 0, binding = 3) writeonly buffer OutputHalves { uvec2 values[]; } result_halves;

#include "taps/taps.glsl"
#include "taps/epilogue.glsl"

vec4 load_input(int index) {
#ifndef LOAD_TEXEL
    if ((HALF & HALF_INPUT) != 0) return unpack_halves(source_halves.values[index]);
#endif
    return fetch_input(index);
}

vec4 load_weight(int index) {
#ifndef LOAD_TEXEL
    if ((HALF & HALF_WEIGHTS) != 0) return unpack_halves(weight_halves.values[index]);
#endif
    return fetch_weight(index);
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
    int index = tile * int(LOCAL_SIZE) + int(gl_LocalInvocationID.x);
    if (index >= parameter(P_BATCH) * grid.positions) return;
    int image;
    ivec3 m;
    position_of(grid, index, phase, image, m);
    image += first_image;
    ivec3 at = output_of(grid, m, phase);
    if (!inside(at, grid.extents)) return;

    int block = int(group.y);
    ivec3 kernel = parameter3(P_KERNEL);
    ivec3 step = parameter3(P_STEP);
    ivec3 extents = parameter3(P_IN);
    ivec3 period = parameter3(P_PERIOD);
    int source_base = block * input_view.block - int(part.shift[0]);
    int weight_base = parameter(P_WEIGHT) + block * kernel.x * kernel.y * kernel.z - int(part.shift[1]);
    ivec3 first = parameter3(P_IS) * m + phase.offset;
    vec4 sum = vec4(0.0);
    for (int a = 0; a < phase.taps.x; a++)
    for (int b = 0; b < phase.taps.y; b++)
    for (int c = 0; c < phase.taps.z; c++) {
        ivec3 tap = ivec3(a, b, c);
        ivec3 from = first + step * tap;
        if (!inside(from, extents)) continue;
        ivec3 k = phase.kernel + period * tap;
        int kernel_index = (k.x * kernel.y + k.y) * kernel.z + k.z;
        sum += load_input(source_base + position_in(input_view, image, from)) * load_weight(weight_base + kernel_index);
    }

    sum = lucid_epilogue(sum, block, image, at);
    int channels = output_channels - block * 4;
    sum = vec4(sum.x, channels > 1 ? sum.y : 0.0, channels > 2 ? sum.z : 0.0, channels > 3 ? sum.w : 0.0);
    int target = position_in(output_view, image, at) + block * output_view.block - int(part.shift[2]);
    if ((HALF & HALF_OUTPUT) != 0) result_halves.values[target] = pack_halves(sum);
    else result.values[target] = sum;
}
