#version 450
#extension GL_GOOGLE_include_directive : require

// The dense kernel by rows: an invocation computes TILE_M blocks of output channels at TILE_N neighbouring positions of a row.
//
// TAPS:   taps along the last axis taken in one round. More than one needs inputs that overlap (stride 1 of the input, taps one
//         input apart, a multiple of TAPS of them): TILE_N + TAPS - 1 loads then serve TILE_N·TAPS products.
// PHASES: 2 where kernel and stride along that axis are 2: both phases read the same inputs, so that they take the place of two
//         blocks of output channels, and their outputs lie side by side.
//
// Workgroups: x counts tiles of output channels, y tiles of positions, so that the inputs of a tile stay in a cache.

#include "common/interface.glsl"
#include "taps/dense.glsl"

// 1: a tap lies one input before the one before it (a transposed convolution); 0: one after it.
layout(constant_id = 5) const uint BACKWARD = 0;
// 1: rows of the output are stored four elements at a time: it is plain, its rows are whole quads and nothing is cropped off them.
layout(constant_id = 6) const uint QUAD_STORE = 0;

// Lanes of a block of outputs, and of inputs, that are channels: fewer than four only where there is one block. 1 too with BY_CHANNEL: the stored channel is summed alone.
layout(constant_id = 7) const uint LANES = 4;
layout(constant_id = 8) const uint IN_LANES = 4;

const int BLOCKS = TILE_M / PHASES;

layout(set = 0, binding = 3) buffer OutputQuads { vec4 values[]; } result_quads;

void store_quad(int quad, vec4 value) { result_quads.values[quad] = lucid_stored(value); }

vec4 add_product(vec4 sum, float x, vec4 w) {
    sum.x += x * w.x;
    if (LANES > 1) sum.y += x * w.y;
    if (LANES > 2) sum.z += x * w.z;
    if (LANES > 3) sum.w += x * w.w;
    return sum;
}

void main() {
    uvec3 group_id = workgroup();
    prepare_tile(group_id.y, group_id.x, group_id.z, PHASES, BLOCKS);
    ivec3 extents = parameter3(P_IN);

    // The grid of tiles: rows as in the grid of positions, each of whole tiles.
    Grid rows = grid;
    rows.width = (grid.width + TILE_N - 1) / TILE_N;
    rows.plane = parameter(P_M + 1) * rows.width;
    rows.positions = parameter(P_M) * rows.plane;
    int tiles = parameter(P_BATCH) * rows.positions;
    int index = tile * int(LOCAL_SIZE) + int(gl_LocalInvocationID.x);
    int image;
    ivec3 m;
    // A tile beyond the last is computed as the last and not stored.
    position_of(rows, min(index, tiles - 1), phase, image, m);
    image += first_image;
    int first = (m.z - phase.low.z) * TILE_N;
    m.z = phase.low.z + first;
    ivec3 origin = parameter3(P_IS) * m + phase.offset;
    int base = position_in(input_view, image, origin) + input_base;

    vec4 sums[TILE_M * TILE_N];
    [[unroll]] for (int i = 0; i < TILE_M * TILE_N; i++) sums[i] = vec4(0.0);

    // One loop over depth blocks and taps; what changes from a round to the next is carried along.
    int next_tap = parameter(P_PERIOD + 2) * 4;
    ivec3 step = parameter3(P_STEP) * ivec3(1, 1, TAPS);
    phase.taps.z /= TAPS;
    Walk walk = walk_of(phase, step, parameter3(P_PERIOD) * ivec3(1, 1, TAPS));
    int is = parameter(P_IS + 2);
    int weight = weights_of(walk, 0);
    // Blocks beyond the last read the last one's weights and are not stored.
    int spare = out_blocks - 1 - first_block;
    vec4 own;
#if PHASES > 1
    int shares[BLOCKS];
    [[unroll]] for (int b = 0; b < BLOCKS; b++) shares[b] = min(b, spare) * block_stride + int(gl_SubgroupInvocationID);
#elif TILE_M > 1
    int shares[(TILE_M + 1) / 2];
    [[unroll]] for (int o = 0; o < TILE_M; o += 2) shares[o / 2] = weight_share(o / 2, spare, block_stride);
#else
    // With one block the lanes share pairs of taps.
    int shares[(TAPS + 1) / 2];
    [[unroll]] for (int t = 0; t < TAPS; t += 2) shares[t / 2] = weight_share(t / 2, TAPS - 1, next_tap);
#endif
    int moved = 0;
    for (int round = depth_blocks * phase.taps.x * phase.taps.y * phase.taps.z; round > 0; round--) {
        bool row = true;
        if (RANK > 1) row = uint(origin.y + walk.moved.y) < uint(extents.y);
        if (RANK > 2) row = row && uint(origin.x + walk.moved.x) < uint(extents.x);
        vec4 x[TILE_N + TAPS - 1];
        bool real[TILE_N + TAPS - 1];
        [[unroll]] for (int c = 0; c < TILE_N + TAPS - 1; c++) {
            int offset = TAPS == 1 ? c * is : BACKWARD != 0 ? c - (TAPS - 1) : c;
            real[c] = row && uint(origin.z + walk.moved.z + offset) < uint(extents.z);
            vec4 value = load_input(real[c] ? base + moved + offset * input_view.axis.z : 0, 0, 4);
            x[c] = FINITE != 0 ? mix(vec4(0.0), value, bvec4(real[c])) : value;
        }
        [[unroll]] for (int t = 0; t < TAPS; t++) {
            [[unroll]] for (int o = 0; o < TILE_M; o++) {
#if TILE_M > 1
                if ((o & 1) == 0) own = load_weight(weight + t * next_tap + shares[o / 2]);
                int from = (o & 1) * 4;
#else
                if ((t & 1) == 0) own = load_weight(weight + shares[t / 2]);
                int from = (t & 1) * 4;
#endif
                if (BY_CHANNEL != 0) own.x = own[only_lane];
                vec4 w[4];
                [[unroll]] for (int i = 0; i < 4; i++) w[i] = subgroupShuffle(own, uint(from + i));
                [[unroll]] for (int n = 0; n < TILE_N; n++) {
                    int column = BACKWARD != 0 ? n + TAPS - 1 - t : n + t;
                    vec4 sum = sums[o * TILE_N + n];
                    [[unroll]] for (int i = 0; i < 4; i++) {
                        if (i < IN_LANES) sum = add_product(sum, x[column][i], w[i]);
                    }
                    sums[o * TILE_N + n] = FINITE != 0 ? sum : mix(sums[o * TILE_N + n], sum, bvec4(real[column]));
                }
            }
        }
        walk_on(walk, phase, step, moved, weight);
    }

    if (index >= tiles) return;
    ivec3 start = output_of(grid, m, phase);
    if (RANK > 1 && uint(start.y) >= uint(grid.extents.y)) return;
    if (RANK > 2 && uint(start.x) >= uint(grid.extents.x)) return;
    [[unroll]] for (int b = 0; b < BLOCKS; b++) {
        int block = first_block + b;
        if (block >= out_blocks) continue;
        int remaining = group_out - block * 4;
        vec4 values[TILE_N * PHASES];
        [[unroll]] for (int i = 0; i < TILE_N * PHASES; i++) {
            int n = i / PHASES;
            int p = i % PHASES;
            ivec3 at = start + ivec3(0, 0, n * grid.stride.z + p);
            values[i] = vec4(0.0);
            if (first + n < grid.width && uint(at.z) < uint(grid.extents.z)) {
                vec4 sum = sums[(b * PHASES + p) * TILE_N + n];
                if (BY_CHANNEL != 0) sum = vec4(sum.x);
                values[i] = lucid_epilogue(sum, group * out_blocks + block, image, at);
                if (QUAD_STORE == 0) store(output_base + position_in(output_view, image, at) + block * output_view.block, output_view.lane, remaining, values[i]);
            }
        }
        if (QUAD_STORE != 0) {
            int row = output_base + position_in(output_view, image, start) + block * output_view.block;
            [[unroll]] for (int q = 0; q < TILE_N * PHASES / 4; q++) {
                if (start.z + q * 4 >= grid.extents.z) break;
                [[unroll]] for (int lane = 0; lane < 4; lane++) {
                    if (BY_CHANNEL != 0 ? lane == only_lane : lane < remaining) store_quad((row + lane * output_view.lane >> 2) + q, vec4(values[q * 4][lane], values[q * 4 + 1][lane], values[q * 4 + 2][lane], values[q * 4 + 3][lane]));
                }
            }
        }
    }
}
