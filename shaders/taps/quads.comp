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
    prepare_tile(group_id.x, group_id.y, group_id.z, 1, TILE_M);
    int first_position = tile * int(LOCAL_SIZE) * TILE_N + int(gl_LocalInvocationID.x);
    ivec3 extents = parameter3(P_IN);
    int lane = int(gl_SubgroupInvocationID) & (SET - 1);

    int begin, end;
    bool last;
    depth_range(begin, end, last);

    ivec3 origin[TILE_N];
    int base[TILE_N];
    [[unroll]] for (int n = 0; n < TILE_N; n++) base[n] = inputs_of(first_position + n * int(LOCAL_SIZE), origin[n]);

    vec4 sums[TILE_M * TILE_N];
    [[unroll]] for (int i = 0; i < TILE_M * TILE_N; i++) sums[i] = vec4(0.0);
    if (begin > 0) {
        [[unroll]] for (int n = 0; n < TILE_N; n++) {
            int image;
            ivec3 at;
            if (!output_at(first_position + n * int(LOCAL_SIZE), image, at)) continue;
            [[unroll]] for (int o = 0; o < TILE_M; o++) sums[o * TILE_N + n] = sum_before(first_block + (o ^ lane), image, at);
        }
    }

    // One loop over depth blocks and taps; what changes from a tap to the next is carried along.
    ivec3 step = parameter3(P_STEP);
    Walk walk = walk_of(phase, step, parameter3(P_PERIOD));
    int taps = phase.taps.x * phase.taps.y * phase.taps.z;
    int weight = weights_of(walk, begin);
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
            walk_on(walk, phase, step, moved, weight);
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
        int image;
        ivec3 at;
        if (output_at(first_position + n * int(LOCAL_SIZE), image, at)) {
            [[unroll]] for (int o = 0; o < TILE_M; o++) finish(sums[o * TILE_N + n], last, first_block + (o ^ lane), image, at);
        }
    }
}
