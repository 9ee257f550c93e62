#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// A linear layer whose groups have whole blocks of four channels: one invocation computes TILE_M blocks of output channels
// at TILE_N positions of one phase, LOCAL_SIZE apart, in registers.
//
// weights: (group, outC/4, inC/4, kernel, 4 input lanes) of vec4 over 4 output lanes
// input:   blocked, (image, C/4, axes) of vec4; LOAD_PLAIN reads (image, C, axes) of float instead
//
// LOAD_TEXEL:   both from uniform texel buffers, which software drivers read several times faster than storage buffers.
// SHUFFLE:      besides, a subgroup of eight fetches eight weight vectors at once, one a lane, and hands them around.
//
// Order of accumulation: blocks of four input channels, taps by kernel index, lanes of the block.

#include "common/interface.glsl"

#ifdef SHUFFLE
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_shuffle : require
#endif

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
// 1: no weight is infinite or NaN, so that a missing input may be replaced by 0. 0: the product is left out instead.
layout(constant_id = 1) const uint FINITE = 1;
// Number of axes that are not trivial: 1 (z), 2 (y, z) or 3.
layout(constant_id = 2) const uint RANK = 3;
// 1: the output is blocked and stored as vec4; 0: as scalars by its lane stride.
layout(constant_id = 3) const uint BLOCKED_STORE = 1;

#include "taps/taps.glsl"
#include "taps/epilogue.glsl"

#ifdef LOAD_TEXEL
layout(set = 0, binding = 1) uniform samplerBuffer source;
layout(set = 0, binding = 2) uniform samplerBuffer weights;
vec4 load_weight(int index) { return texelFetch(weights, index); }
#else
#ifdef LOAD_PLAIN
layout(set = 0, binding = 1) readonly buffer Input { float values[]; } source;
#else
layout(set = 0, binding = 1) readonly buffer Input { vec4 values[]; } source;
layout(set = 0, binding = 1) readonly buffer InputHalves { uvec2 values[]; } source_halves;
#endif
layout(set = 0, binding = 2) readonly buffer Weights { vec4 values[]; } weights;
layout(set = 0, binding = 2) readonly buffer WeightHalves { uvec2 values[]; } weight_halves;
vec4 load_weight(int index) { return (HALF & HALF_WEIGHTS) != 0 ? unpack_halves(weight_halves.values[index]) : weights.values[index]; }
#endif
layout(set = 0, binding = 3) buffer OutputScalars { float values[]; } result;
layout(set = 0, binding = 3) buffer OutputBlocks { vec4 values[]; } result_blocks;
layout(set = 0, binding = 3) buffer OutputHalves { uvec2 values[]; } result_halves;

vec4 load_input(int index, int lane, int channels) {
#ifdef LOAD_TEXEL
    return texelFetch(source, index);
#elif defined(LOAD_PLAIN)
    vec4 value = vec4(source.values[index], 0.0, 0.0, 0.0);
    if (channels > 1) value.y = source.values[index + lane];
    if (channels > 2) value.z = source.values[index + 2 * lane];
    if (channels > 3) value.w = source.values[index + 3 * lane];
    return value;
#else
    return (HALF & HALF_INPUT) != 0 ? unpack_halves(source_halves.values[index]) : source.values[index];
#endif
}

// sum + Wᵀ·x, one lane after the other.
vec4 accumulate(vec4 sum, vec4 x, vec4 w0, vec4 w1, vec4 w2, vec4 w3) {
    sum += x.x * w0;
    sum += x.y * w1;
    sum += x.z * w2;
    sum += x.w * w3;
    return sum;
}

// `channels`: how many of the block's lanes are channels.
vec4 load_partial(int index, int lane, int channels) {
    if ((HALF & HALF_OUTPUT) != 0) return unpack_halves(result_halves.values[index]);
    if (BLOCKED_STORE != 0) return result_blocks.values[index];
    vec4 value = vec4(0.0);
    for (int i = 0; i < 4; i++) {
        if (i < channels) value[i] = result.values[index + i * lane];
    }
    return value;
}

void store(int index, int lane, int channels, vec4 value) {
    value = lucid_stored(value);
    if (BLOCKED_STORE != 0) {
        // Lanes beyond the channels are zero, whoever writes them.
        value = vec4(value.x, channels > 1 ? value.y : 0.0, channels > 2 ? value.z : 0.0, channels > 3 ? value.w : 0.0);
        if ((HALF & HALF_OUTPUT) != 0) result_halves.values[index] = pack_halves(value);
        else result_blocks.values[index] = value;
        return;
    }
    result.values[index] = value.x;
    if (channels > 1) result.values[index + lane] = value.y;
    if (channels > 2) result.values[index + 2 * lane] = value.z;
    if (channels > 3) result.values[index + 3 * lane] = value.w;
}

void main() {
    uvec3 group_id = workgroup();
    int tiles_of_phase = parameter(P_TILES);
    int phase_index = int(group_id.x) / tiles_of_phase;
    int tile = int(group_id.x) - phase_index * tiles_of_phase;
    int first_image = int(group_id.z) * parameter(P_BATCH);
    Phase phase = phase_of(phase_index);
    Grid grid = grid_of();
    View input_view = view_of(P_INPUT_VIEW);
    View output_view = view_of(P_OUTPUT_VIEW);
    prepare_epilogue();
    int group_out = parameter(P_GROUP_OUT);
    int out_blocks = parameter(P_OUT_BLOCKS);
    int depth_blocks = parameter(P_DEPTH_BLOCKS);
    int tiles = (out_blocks + TILE_M - 1) / TILE_M;
    int group = int(group_id.y) / tiles;
    int first_block = (int(group_id.y) - group * tiles) * TILE_M;
    int total = parameter(P_BATCH) * grid.positions;
    ivec3 stride = parameter3(P_IS);
    int first_position = tile * int(LOCAL_SIZE) * TILE_N + int(gl_LocalInvocationID.x);
    int kernel_size = parameter(P_KERNEL) * parameter(P_KERNEL + 1) * parameter(P_KERNEL + 2);
    ivec3 extents = parameter3(P_IN);

    int begin, end;
    bool last;
    depth_range(begin, end, last);

    int input_base = group * parameter(P_INPUT_GROUP) - int(part.shift[0]);
    int output_base = group * parameter(P_OUTPUT_GROUP) - int(part.shift[2]);
    ivec3 origin[TILE_N];
    int base[TILE_N];
    [[unroll]] for (int n = 0; n < TILE_N; n++) {
        int index = first_position + n * int(LOCAL_SIZE);
        int image;
        ivec3 m;
        // A position beyond the last is computed as the last and not stored.
        position_of(grid, min(index, total - 1), phase, image, m);
        origin[n] = stride * m + phase.offset;
        base[n] = position_in(input_view, first_image + image, origin[n]) + input_base;
    }

    vec4 sums[TILE_M * TILE_N];
    [[unroll]] for (int i = 0; i < TILE_M * TILE_N; i++) sums[i] = vec4(0.0);
    if (begin > 0) {
        [[unroll]] for (int n = 0; n < TILE_N; n++) {
            int index = first_position + n * int(LOCAL_SIZE);
            int image;
            ivec3 m;
            position_of(grid, min(index, total - 1), phase, image, m);
            image += first_image;
            ivec3 at = output_of(grid, m, phase);
            if (index >= total || !inside(at, grid.extents)) continue;
            [[unroll]] for (int o = 0; o < TILE_M; o++) {
                int block = first_block + o;
                if (block < out_blocks) sums[o * TILE_N + n] = load_partial(output_base + position_in(output_view, image, at) + block * output_view.block, output_view.lane, group_out - block * 4);
            }
        }
    }

    // One loop over depth blocks and taps; what changes from a round to the next is carried along.
    Walk walk = walk_of(phase);
    ivec3 step = parameter3(P_STEP);
    int taps = phase.taps.x * phase.taps.y * phase.taps.z;
    int block_stride = depth_blocks * kernel_size * 4;
    int weight = parameter(P_WEIGHT) + group * parameter(P_WEIGHT + 1) - int(part.shift[1])
        + (first_block * depth_blocks + begin) * kernel_size * 4 + walk.kernel * 4;
    // Blocks beyond the last read the last one's weights and are not stored.
    int spare = out_blocks - 1 - first_block;
#ifdef SHUFFLE
    int lane = int(gl_SubgroupInvocationID);
    int fetched[(TILE_M + 1) / 2];
    [[unroll]] for (int o = 0; o < TILE_M; o += 2) fetched[o / 2] = min(o + (lane >> 2), spare) * block_stride + (lane & 3);
#endif
    [[unroll]] for (int n = 0; n < TILE_N; n++) base[n] += begin * input_view.block;
    int channels = parameter(P_IN_CHANNELS) - begin * 4;
    for (int round = (end - begin) * taps; round > 0; round--) {
        vec4 x[TILE_N];
        bool real[TILE_N];
        [[unroll]] for (int n = 0; n < TILE_N; n++) {
            real[n] = uint(origin[n].z + walk.moved.z) < uint(extents.z);
            if (RANK > 1) real[n] = real[n] && uint(origin[n].y + walk.moved.y) < uint(extents.y);
            if (RANK > 2) real[n] = real[n] && uint(origin[n].x + walk.moved.x) < uint(extents.x);
            vec4 value = load_input(real[n] ? base[n] : 0, input_view.lane, channels);
            x[n] = FINITE != 0 ? mix(vec4(0.0), value, bvec4(real[n])) : value;
        }
#ifdef SHUFFLE
        vec4 own;
#endif
        [[unroll]] for (int o = 0; o < TILE_M; o++) {
            vec4 w0, w1, w2, w3;
#ifdef SHUFFLE
            if ((o & 1) == 0) {
                own = load_weight(weight + fetched[o / 2]);
                w0 = subgroupShuffle(own, 0u);
                w1 = subgroupShuffle(own, 1u);
                w2 = subgroupShuffle(own, 2u);
                w3 = subgroupShuffle(own, 3u);
            } else {
                w0 = subgroupShuffle(own, 4u);
                w1 = subgroupShuffle(own, 5u);
                w2 = subgroupShuffle(own, 6u);
                w3 = subgroupShuffle(own, 7u);
            }
#else
            int at = weight + min(o, spare) * block_stride;
            w0 = load_weight(at);
            w1 = load_weight(at + 1);
            w2 = load_weight(at + 2);
            w3 = load_weight(at + 3);
#endif
            [[unroll]] for (int n = 0; n < TILE_N; n++) {
                vec4 sum = accumulate(sums[o * TILE_N + n], x[n], w0, w1, w2, w3);
                sums[o * TILE_N + n] = FINITE != 0 ? sum : mix(sums[o * TILE_N + n], sum, bvec4(real[n]));
            }
        }
        int moved = 0;
        int kernel = 0;
        bool wrapped = walk_on(walk, phase, step, moved, kernel);
        weight += kernel * 4;
        if (wrapped) channels -= 4;
        [[unroll]] for (int n = 0; n < TILE_N; n++) base[n] += moved;
    }

    [[unroll]] for (int n = 0; n < TILE_N; n++) {
        int index = first_position + n * int(LOCAL_SIZE);
        int image;
        ivec3 m;
        position_of(grid, min(index, total - 1), phase, image, m);
        image += first_image;
        ivec3 at = output_of(grid, m, phase);
        if (index < total && inside(at, grid.extents)) {
            [[unroll]] for (int o = 0; o < TILE_M; o++) {
                int block = first_block + o;
                if (block < out_blocks) {
                    vec4 value = sums[o * TILE_N + n];
                    if (last) value = lucid_epilogue(value, group * out_blocks + block, image, at);
                    store(output_base + position_in(output_view, image, at) + block * output_view.block, output_view.lane, group_out - block * 4, value);
                }
            }
        }
    }
}
