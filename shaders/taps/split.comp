#version 450
#extension GL_GOOGLE_include_directive : require

// The layer of dense.comp for small outputs and deep channels, which would leave most of a large device without work: a workgroup of 128 computes TILE_M blocks of
// output channels at POSITIONS positions of one phase. Each of SLICES invocations sums a slice of the input channels at the same position, in the order of all kernels of
// a linear layer; then their sums are added, slice after slice (order class `split-16`). The slices depend on the number of channels alone.

#include "common/interface.glsl"
#include "taps/dense.glsl"

const int SLICES = 16;
const int POSITIONS = 8;
const int TILE_M = 2;

shared vec4 slice_sums[SLICES * POSITIONS * TILE_M];

void main() {
    uvec3 group_id = workgroup();
    int tiles_of_phase = parameter(P_TILES);
    int phase_index = int(group_id.x) / tiles_of_phase;
    int first_position = (int(group_id.x) - phase_index * tiles_of_phase) * POSITIONS;
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
    int kernel_size = parameter(P_KERNEL) * parameter(P_KERNEL + 1) * parameter(P_KERNEL + 2);
    uvec3 extents = uvec3(parameter3(P_IN));
    int me = int(gl_LocalInvocationID.x);
    int slice = me / POSITIONS;
    int blocks_of_slice = (depth_blocks + SLICES - 1) / SLICES;
    int begin = min(slice * blocks_of_slice, depth_blocks);
    int end = min(begin + blocks_of_slice, depth_blocks);

    // A position beyond the last is computed as the last and not stored.
    int index = first_position + me % POSITIONS;
    int image;
    ivec3 m;
    position_of(grid, min(index, total - 1), phase, image, m);
    image += int(group_id.z) * parameter(P_BATCH);
    ivec3 origin = parameter3(P_IS) * m + phase.offset;
    int base = position_in(input_view, image, origin) + group * parameter(P_INPUT_GROUP) - int(part.shift[0]);

    vec4 sums[TILE_M];
    [[unroll]] for (int o = 0; o < TILE_M; o++) sums[o] = vec4(0.0);
    ivec3 step = parameter3(P_STEP);
    Walk walk = walk_of(phase, step, parameter3(P_PERIOD));
    int block_stride = depth_blocks * kernel_size * 4;
    int weight = parameter(P_WEIGHT) + group * parameter(P_WEIGHT + 1) - int(part.shift[1])
        + (first_block * depth_blocks + begin) * kernel_size * 4 + walk.kernel * 4;
    // Blocks beyond the last read the last one's weights and are not stored.
    int spare = out_blocks - 1 - first_block;
    int moved = begin * input_view.block;
    for (int round = (end - begin) * phase.taps.x * phase.taps.y * phase.taps.z; round > 0; round--) {
        bool real = all(lessThan(uvec3(origin + walk.moved), extents));
        vec4 x = load_input(real ? base + moved : 0, input_view.lane, 4);
        if (FINITE != 0) x = mix(vec4(0.0), x, bvec4(real));
        [[unroll]] for (int o = 0; o < TILE_M; o++) {
            int at = weight + min(o, spare) * block_stride;
            vec4 sum = accumulate(sums[o], x, load_weight(at), load_weight(at + 1), load_weight(at + 2), load_weight(at + 3));
            sums[o] = FINITE != 0 ? sum : mix(sums[o], sum, bvec4(real));
        }
        int input_change = 0;
        int kernel_change = 0;
        walk_on(walk, phase, step, input_change, kernel_change);
        moved += input_change;
        weight += kernel_change * 4;
    }
    [[unroll]] for (int o = 0; o < TILE_M; o++) slice_sums[o * SLICES * POSITIONS + me] = sums[o];
    barrier();

    // The second step: an invocation for each output block, at the position that it has summed a slice of.
    if (me >= TILE_M * POSITIONS) return;
    int tile_block = me / POSITIONS;
    vec4 value = slice_sums[tile_block * SLICES * POSITIONS + me % POSITIONS];
    for (int other = 1; other < SLICES; other++) value += slice_sums[(tile_block * SLICES + other) * POSITIONS + me % POSITIONS];
    int block = first_block + tile_block;
    ivec3 at = output_of(grid, m, phase);
    if (index >= total || block >= out_blocks || !inside(at, grid.extents)) return;
    value = lucid_epilogue(value, group * out_blocks + block, image, at);
    store(group * parameter(P_OUTPUT_GROUP) - int(part.shift[2]) + position_in(output_view, image, at) + block * output_view.block, output_view.lane, group_out - block * 4, value);
}
