#version 450
#extension GL_GOOGLE_include_directive : require

// A linear layer whose groups have whole blocks of four channels: one invocation computes TILE_M blocks of output channels
// at TILE_N positions of one phase, LOCAL_SIZE apart, in registers.

#include "common/interface.glsl"
#include "taps/dense.glsl"

void main() {
    uvec3 group_id = workgroup();
    prepare_tile(group_id.x, group_id.y, group_id.z, 1, TILE_M);
    int first_position = tile * int(LOCAL_SIZE) * TILE_N + int(gl_LocalInvocationID.x);
    ivec3 extents = parameter3(P_IN);

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
            [[unroll]] for (int o = 0; o < TILE_M; o++) sums[o * TILE_N + n] = sum_before(first_block + o, image, at);
        }
    }

    // One loop over depth blocks and taps; what changes from a round to the next is carried along.
    ivec3 step = parameter3(P_STEP);
    Walk walk = walk_of(phase, step, parameter3(P_PERIOD));
    int taps = phase.taps.x * phase.taps.y * phase.taps.z;
    int weight = weights_of(walk, begin);
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
        if (walk_on(walk, phase, step, moved, weight)) channels -= 4;
    }

    [[unroll]] for (int n = 0; n < TILE_N; n++) {
        int image;
        ivec3 at;
        if (output_at(first_position + n * int(LOCAL_SIZE), image, at)) {
            [[unroll]] for (int o = 0; o < TILE_M; o++) finish(sums[o * TILE_N + n], last, first_block + o, image, at);
        }
    }
}
