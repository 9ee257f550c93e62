#version 450
#extension GL_GOOGLE_include_directive : require

// The layer of dense.comp for devices whose workgroups share fast memory: a workgroup of 128 computes BLOCKS blocks of output channels at POSITIONS
// positions of one phase. For STAGE taps at a time it brings their weights and inputs into shared memory, each element once; every
// invocation then sums TILE_M blocks at 8 positions from there, in the order of all kernels of a linear layer.

#include "common/interface.glsl"
#include "taps/dense.glsl"

const int INVOCATIONS = 128;
const int TILE_N = 8;
const int STAGE = 4;

// Invocations along channels and along positions.
const int ALONG_N = INVOCATIONS / ALONG_M;
const int BLOCKS = ALONG_M * TILE_M;
const int POSITIONS = ALONG_N * TILE_N;

shared vec4 stage_weights[STAGE * BLOCKS * 4];
shared vec4 stage_inputs[STAGE * POSITIONS];
// Which inputs exist, where a product with a missing one must be left out.
shared uint stage_real[STAGE * POSITIONS];

void main() {
    uvec3 group_id = workgroup();
    prepare_tile(group_id.x, group_id.y, group_id.z, 1, BLOCKS);
    int first_position = tile * POSITIONS;
    uvec3 extents = uvec3(parameter3(P_IN));
    int me = int(gl_LocalInvocationID.x);

    int begin, end;
    bool last;
    depth_range(begin, end, last);

    // The position that this invocation fetches inputs of.
    ivec3 origin;
    int base = inputs_of(first_position + me % POSITIONS, origin);

    // What it sums: blocks first_block + mine_m·TILE_M …, positions first_position + mine_n, + ALONG_N, …
    int mine_m = me / ALONG_N;
    int mine_n = me - mine_m * ALONG_N;
    vec4 sums[TILE_M * TILE_N];
    [[unroll]] for (int i = 0; i < TILE_M * TILE_N; i++) sums[i] = vec4(0.0);
    if (begin > 0) {
        [[unroll]] for (int n = 0; n < TILE_N; n++) {
            int image;
            ivec3 at;
            if (!output_at(first_position + mine_n + n * ALONG_N, image, at)) continue;
            [[unroll]] for (int o = 0; o < TILE_M; o++) sums[o * TILE_N + n] = sum_before(first_block + mine_m * TILE_M + o, image, at);
        }
    }

    ivec3 step = parameter3(P_STEP);
    Walk walk = walk_of(phase, step, parameter3(P_PERIOD));
    int taps = phase.taps.x * phase.taps.y * phase.taps.z;
    int weight = weights_of(walk, begin);
    // Blocks beyond the last read the last one's weights and are not stored.
    int spare = out_blocks - 1 - first_block;
    int moved = begin * input_view.block;
    for (int rounds = (end - begin) * taps; rounds > 0; rounds -= STAGE) {
        int stage = min(rounds, STAGE);
        int weight_at[STAGE];
        int moved_at[STAGE];
        ivec3 moved_by[STAGE];
        [[unroll]] for (int r = 0; r < STAGE; r++) {
            weight_at[r] = weight;
            moved_at[r] = moved;
            moved_by[r] = walk.moved;
            // A round beyond the last fetches what the last one does.
            if (r + 1 < stage) walk_on(walk, phase, step, moved, weight);
        }

        [[unroll]] for (int r = 0; r < STAGE; r++) {
            for (int i = me; i < BLOCKS * 4; i += INVOCATIONS)
                stage_weights[r * BLOCKS * 4 + i] = load_weight(weight_at[r] + min(i >> 2, spare) * block_stride + (i & 3));
        }
        [[unroll]] for (int k = 0; k < STAGE * POSITIONS / INVOCATIONS; k++) {
            int r = me / POSITIONS + k * (INVOCATIONS / POSITIONS);
            ivec3 by = moved_by[0];
            int at = moved_at[0];
            [[unroll]] for (int other = 1; other < STAGE; other++) {
                if (r == other) {
                    by = moved_by[other];
                    at = moved_at[other];
                }
            }
            bool real = all(lessThan(uvec3(origin + by), extents));
            vec4 x = load_input(real ? base + at : 0, input_view.lane, 4);
            stage_inputs[k * INVOCATIONS + me] = real ? x : vec4(0.0);
            if (FINITE == 0) stage_real[k * INVOCATIONS + me] = real ? 1u : 0u;
        }
        barrier();

        for (int r = 0; r < stage; r++) {
            vec4 w[TILE_M * 4];
            [[unroll]] for (int i = 0; i < TILE_M * 4; i++) w[i] = stage_weights[(r * BLOCKS + mine_m * TILE_M) * 4 + i];
            [[unroll]] for (int n = 0; n < TILE_N; n++) {
                int at = r * POSITIONS + mine_n + n * ALONG_N;
                vec4 x = stage_inputs[at];
                bool real = FINITE != 0 || stage_real[at] != 0u;
                [[unroll]] for (int o = 0; o < TILE_M; o++) {
                    vec4 sum = accumulate(sums[o * TILE_N + n], x, w[o * 4], w[o * 4 + 1], w[o * 4 + 2], w[o * 4 + 3]);
                    sums[o * TILE_N + n] = real ? sum : sums[o * TILE_N + n];
                }
            }
        }
        barrier();

        walk_on(walk, phase, step, moved, weight);
    }

    [[unroll]] for (int n = 0; n < TILE_N; n++) {
        int image;
        ivec3 at;
        if (output_at(first_position + mine_n + n * ALONG_N, image, at)) {
            [[unroll]] for (int o = 0; o < TILE_M; o++) finish(sums[o * TILE_N + n], last, first_block + mine_m * TILE_M + o, image, at);
        }
    }
}
