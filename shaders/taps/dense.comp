#version 450
#extension GL_GOOGLE_include_directive : require

// A linear layer whose groups have whole blocks of four channels: one invocation computes TILE_M blocks of output channels
// at TILE_N positions of one phase, LOCAL_SIZE apart, in registers.

#include "common/interface.glsl"
#include "taps/dense.glsl"

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
    ivec3 step = parameter3(P_STEP);
    Walk walk = walk_of(phase, step, parameter3(P_PERIOD));
    int taps = phase.taps.x * phase.taps.y * phase.taps.z;
    int block_stride = depth_blocks * kernel_size * 4;
    int weight = parameter(P_WEIGHT) + group * parameter(P_WEIGHT + 1) - int(part.shift[1])
        + (first_block * depth_blocks + begin) * kernel_size * 4 + walk.kernel * 4;
    // Blocks beyond the last read the last one's weights and are not stored.
    int spare = out_blocks - 1 - first_block;
#ifdef SHUFFLE
    int shares[(TILE_M + SHARED - 1) / SHARED];
    [[unroll]] for (int o = 0; o < TILE_M; o += SHARED) shares[o / SHARED] = weight_share(o / SHARED, spare, block_stride);
#endif
    int moved = begin * input_view.block;
    int channels = parameter(P_IN_CHANNELS) - begin * 4;
#ifdef SHUFFLE
    vec4 own;
#endif
    for (int round = (end - begin) * taps; round > 0; round--) {
        // The weights first, then each input with all that is done with it: a processor then fetches the next beside the sums.
        vec4 w[TILE_M * 4];
        [[unroll]] for (int o = 0; o < TILE_M; o++) {
#ifdef SHUFFLE
            if (o % SHARED == 0) own = load_weight(weight + shares[o / SHARED]);
            [[unroll]] for (int i = 0; i < 4; i++) w[o * 4 + i] = subgroupShuffle(own, uint(o % SHARED * 4 + i));
#else
            int at = weight + min(o, spare) * block_stride;
            [[unroll]] for (int i = 0; i < 4; i++) w[o * 4 + i] = load_weight(at + i);
#endif
        }
        [[unroll]] for (int n = 0; n < TILE_N; n++) {
            bool real = uint(origin[n].z + walk.moved.z) < uint(extents.z);
            if (RANK > 1) real = real && uint(origin[n].y + walk.moved.y) < uint(extents.y);
            if (RANK > 2) real = real && uint(origin[n].x + walk.moved.x) < uint(extents.x);
            vec4 x = load_input(real ? base[n] + moved : 0, input_view.lane, channels);
            if (FINITE != 0) x = mix(vec4(0.0), x, bvec4(real));
            [[unroll]] for (int o = 0; o < TILE_M; o++) {
                vec4 sum = accumulate(sums[o * TILE_N + n], x, w[o * 4], w[o * 4 + 1], w[o * 4 + 2], w[o * 4 + 3]);
                sums[o * TILE_N + n] = FINITE != 0 ? sum : mix(sums[o * TILE_N + n], sum, bvec4(real));
            }
        }
        int input_change = 0;
        int kernel_change = 0;
        if (walk_on(walk, phase, step, input_change, kernel_change)) channels -= 4;
        moved += input_change;
        weight += kernel_change * 4;
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
