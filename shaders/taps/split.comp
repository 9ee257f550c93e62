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
    prepare_tile(group_id.x, group_id.y, group_id.z, 1, TILE_M);
    uvec3 extents = uvec3(parameter3(P_IN));
    int me = int(gl_LocalInvocationID.x);
    int slice = me / POSITIONS;
    int blocks_of_slice = (depth_blocks + SLICES - 1) / SLICES;
    int begin = min(slice * blocks_of_slice, depth_blocks);
    int end = min(begin + blocks_of_slice, depth_blocks);

    int index = tile * POSITIONS + me % POSITIONS;
    ivec3 origin;
    int base = inputs_of(index, origin);

    vec4 sums[TILE_M];
    [[unroll]] for (int o = 0; o < TILE_M; o++) sums[o] = vec4(0.0);
    ivec3 step = parameter3(P_STEP);
    Walk walk = walk_of(phase, step, parameter3(P_PERIOD));
    int weight = weights_of(walk, begin);
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
        walk_on(walk, phase, step, moved, weight);
    }
    [[unroll]] for (int o = 0; o < TILE_M; o++) slice_sums[o * SLICES * POSITIONS + me] = sums[o];
    barrier();

    // The second step: an invocation for each output block, at the position that it has summed a slice of.
    if (me >= TILE_M * POSITIONS) return;
    int tile_block = me / POSITIONS;
    vec4 value = slice_sums[tile_block * SLICES * POSITIONS + me % POSITIONS];
    for (int other = 1; other < SLICES; other++) value += slice_sums[(tile_block * SLICES + other) * POSITIONS + me % POSITIONS];
    int image;
    ivec3 at;
    if (output_at(index, image, at)) finish(value, true, first_block + tile_block, image, at);
}
