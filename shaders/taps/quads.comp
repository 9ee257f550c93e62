#version 450
#extension GL_GOOGLE_include_directive : require

// The tile of dense.comp for subgroups of four: each lane fetches the weights of another block of output channels, and the lanes of the
// quad swap them, so that lane j has block k ^ j in place k. SwiftShader swaps by one instruction and shuffles by a dozen.
// Two taps go into a sum before it is put back, which costs there as much as four products.

#include "common/interface.glsl"
#include "taps/dense.glsl"

#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_quad : require

const int TAPS = 2;
// Blocks of a set, one a lane; with fewer blocks than lanes some lanes fetch the same.
const int SET = TILE_M < 4 ? TILE_M : 4;

vec4 swapped(vec4 value, int place) {
    if (place == 0) return value;
    if (place == 1) return subgroupQuadSwapHorizontal(value);
    if (place == 2) return subgroupQuadSwapVertical(value);
    return subgroupQuadSwapDiagonal(value);
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
    int lane = int(gl_SubgroupInvocationID) & (SET - 1);

    int begin, end;
    bool last;
    depth_range(begin, end, last);

    int input_base = group * parameter(P_INPUT_GROUP) - int(part.shift[0]);
    int output_base = group * parameter(P_OUTPUT_GROUP) - int(part.shift[2]);
    ivec3 origin[TILE_N];
    int base[TILE_N];
    [[unroll]] for (int n = 0; n < TILE_N; n++) {
        int image;
        ivec3 m;
        // A position beyond the last is computed as the last and not stored.
        position_of(grid, min(first_position + n * int(LOCAL_SIZE), total - 1), phase, image, m);
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
                int block = first_block + (o ^ lane);
                if (block < out_blocks) sums[o * TILE_N + n] = load_partial(output_base + position_in(output_view, image, at) + block * output_view.block, output_view.lane, group_out - block * 4);
            }
        }
    }

    // One loop over depth blocks and taps; what changes from a tap to the next is carried along.
    ivec3 step = parameter3(P_STEP);
    Walk walk = walk_of(phase, step, parameter3(P_PERIOD));
    int taps = phase.taps.x * phase.taps.y * phase.taps.z;
    int block_stride = depth_blocks * kernel_size * 4;
    int weight = parameter(P_WEIGHT) + group * parameter(P_WEIGHT + 1) - int(part.shift[1])
        + (first_block * depth_blocks + begin) * kernel_size * 4 + walk.kernel * 4;
    // Blocks beyond the last read the last one's weights and are not stored.
    int spare = out_blocks - 1 - first_block;
    int shares[TILE_M / SET];
    [[unroll]] for (int s = 0; s < TILE_M / SET; s++) shares[s] = min(s * SET + lane, spare) * block_stride;
    int moved = begin * input_view.block;
    for (int left = (end - begin) * taps; left > 0; left -= TAPS) {
        vec4 w[TAPS * TILE_M * 4];
        ivec3 moved_by[TAPS];
        int moved_at[TAPS];
        bool live[TAPS];
        [[unroll]] for (int t = 0; t < TAPS; t++) {
            // A tap beyond the last has weights that are there, and no inputs.
            live[t] = t < left;
            int from = live[t] ? weight : 0;
            [[unroll]] for (int s = 0; s < TILE_M / SET; s++) {
                [[unroll]] for (int i = 0; i < 4; i++) {
                    vec4 own = load_weight(from + shares[s] + i);
                    [[unroll]] for (int k = 0; k < SET; k++) w[(t * TILE_M + s * SET + k) * 4 + i] = swapped(own, k);
                }
            }
            moved_by[t] = walk.moved;
            moved_at[t] = moved;
            int input_change = 0;
            int kernel_change = 0;
            walk_on(walk, phase, step, input_change, kernel_change);
            moved += input_change;
            weight += kernel_change * 4;
        }
        // Each input right before its products: the fetch is a call there, which leaves no register to what lives across it.
        [[unroll]] for (int n = 0; n < TILE_N; n++) {
            vec4 x[TAPS];
            bool real[TAPS];
            [[unroll]] for (int t = 0; t < TAPS; t++) {
                ivec3 at = origin[n] + moved_by[t];
                real[t] = at.z >= 0 && at.z < extents.z;
                if (RANK > 1) real[t] = real[t] && at.y >= 0 && at.y < extents.y;
                if (RANK > 2) real[t] = real[t] && at.x >= 0 && at.x < extents.x;
                if (t > 0) real[t] = real[t] && live[t];
                uint mask = mix(0u, 0xFFFFFFFFu, real[t]);
                x[t] = texelFetch(source, int(uint(base[n] + moved_at[t]) & mask));
                if (FINITE != 0) x[t] = uintBitsToFloat(floatBitsToUint(x[t]) & uvec4(mask));
            }
            [[unroll]] for (int o = 0; o < TILE_M; o++) {
                vec4 sum = sums[o * TILE_N + n];
                [[unroll]] for (int t = 0; t < TAPS; t++) {
                    int first = (t * TILE_M + o) * 4;
                    vec4 next = accumulate(sum, x[t], w[first], w[first + 1], w[first + 2], w[first + 3]);
                    sum = FINITE != 0 ? next : mix(sum, next, bvec4(real[t]));
                }
                sums[o * TILE_N + n] = sum;
            }
        }
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
                int block = first_block + (o ^ lane);
                if (block < out_blocks) {
                    vec4 value = sums[o * TILE_N + n];
                    if (last) value = lucid_epilogue(value, group * out_blocks + block, image, at);
                    store(output_base + position_in(output_view, image, at) + block * output_view.block, output_view.lane, group_out - block * 4, value);
                }
            }
        }
    }
}
