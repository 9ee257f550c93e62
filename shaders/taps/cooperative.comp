#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_NV_cooperative_matrix : require

// The layer of dense.comp for devices with cooperative matrices, where inputs and weights are halves: a workgroup computes 64 output channels at
// 64 positions of one phase. For STAGE taps at a time it brings their weights and inputs into shared memory as they are; the subgroups multiply them
// from there, and their float32 sums go through shared memory to the epilogue.
//
//   sums (channels x positions)  +=  weights (channels x depth) · inputs (depth x positions)        depth: taps by four input channels
//
// Products of halves are exact in float32. In which order a device adds those of one multiplication is its own affair: order class `cooperative`.
//
// The module is compiled with GL_NV_cooperative_matrix, which older shader compilers know, and made one of VK_KHR_cooperative_matrix by the model
// compiler (spec/decisions/0005-cooperative-matrices.md). All weights are finite, so that a missing input is a zero.

#include "common/interface.glsl"
#include "taps/dense.glsl"

// What the device multiplies at once: (ROWS x INNER) · (INNER x COLUMNS). A matrix' part in the product is known by which two of these it is made of.
layout(constant_id = 5) const uint ROWS = 16;
layout(constant_id = 6) const uint COLUMNS = 16;
layout(constant_id = 7) const uint INNER = 16;

const int CHANNELS = 64;
const int POSITIONS = 64;
const int STAGE = 8;
const int DEPTH = STAGE * 4;

// Columns begin at multiples of 16 bytes, in different banks: weights and inputs in vectors of four halves, sums in floats.
const int WEIGHT_COLUMN = CHANNELS / 4 + 2;
const int INPUT_COLUMN = DEPTH / 4 + 2;
const int SUM_COLUMN = CHANNELS + 4;

shared uvec2 stage_weights[DEPTH * WEIGHT_COLUMN];
shared uvec2 stage_inputs[POSITIONS * INPUT_COLUMN];
shared float stage_sums[POSITIONS * SUM_COLUMN];

// Rounds of a stage, one of the two being made while the other is used. xyz: by how much the input moves from the phase's first tap; w: in elements.
shared ivec4 round_moves[2 * STAGE];
shared int round_weights[2 * STAGE];

// No input lies this far away: what a round beyond the last adds is zero.
const int NOWHERE = 1 << 30;

// Round `index` of the sum: one tap of one block of four input channels, taps fastest.
void make_round(int entry, int index, int rounds, Phase phase, ivec3 step, ivec3 period, View view) {
    ivec3 kernel = parameter3(P_KERNEL);
    int plane = phase.taps.y * phase.taps.z;
    int taps = phase.taps.x * plane;
    int block = divide(index, taps);
    int rest = index - block * taps;
    ivec3 tap;
    tap.x = divide(rest, plane);
    rest -= tap.x * plane;
    tap.y = divide(rest, phase.taps.z);
    tap.z = rest - tap.y * phase.taps.z;
    ivec3 by = tap * step;
    ivec3 element = phase.kernel + tap * period;
    bool exists = index < rounds;
    round_moves[entry] = exists ? ivec4(by, block * view.block + by.x * view.axis.x + by.y * view.axis.y + by.z * view.axis.z) : ivec4(NOWHERE);
    round_weights[entry] = exists ? ((block * kernel.x + element.x) * kernel.y + element.y) * kernel.z + element.z : 0;
}

void main() {
    uvec3 group_id = workgroup();
    prepare_tile(group_id.x, group_id.y, group_id.z, 1, CHANNELS / 4);
    uvec3 extents = uvec3(parameter3(P_IN));
    ivec3 step = parameter3(P_STEP);
    ivec3 period = parameter3(P_PERIOD);
    int rounds = depth_blocks * phase.taps.x * phase.taps.y * phase.taps.z;

    // What this invocation fetches of a round: the inputs at one position (one beyond the last is fetched as the last), and one vector of weights,
    // of which a block beyond the last has the last one's. It stores that position's outputs too.
    int me = int(gl_LocalInvocationID.x);
    int column = me % POSITIONS;
    int first_round = me / POSITIONS;
    int rounds_apart = int(LOCAL_SIZE) / POSITIONS;
    int index = tile * POSITIONS + column;
    ivec3 origin;
    int base = inputs_of(index, origin);
    int weight = parameter(P_WEIGHT) + group * parameter(P_WEIGHT + 1) - int(part.shift[1]) + min(first_block + (column >> 2), out_blocks - 1) * block_stride + (column & 3);

    // A subgroup sums two by two matrices at a time. With fewer subgroups than the tile has such squares, all of it is summed in several passes.
    uint squares_across = CHANNELS / (2 * ROWS);
    uint squares = squares_across * (POSITIONS / (2 * COLUMNS));
    for (uint first_square = 0; first_square < squares; first_square += gl_NumSubgroups) {
        uint square = first_square + gl_SubgroupID;
        uint row = square % squares_across * (2 * ROWS);
        uint position = square / squares_across * (2 * COLUMNS);
        fcoopmatNV<32, gl_ScopeSubgroup, ROWS, COLUMNS> sums00 = fcoopmatNV<32, gl_ScopeSubgroup, ROWS, COLUMNS>(0.0);
        fcoopmatNV<32, gl_ScopeSubgroup, ROWS, COLUMNS> sums01 = sums00;
        fcoopmatNV<32, gl_ScopeSubgroup, ROWS, COLUMNS> sums10 = sums00;
        fcoopmatNV<32, gl_ScopeSubgroup, ROWS, COLUMNS> sums11 = sums00;

        if (me < STAGE && rounds > 0) make_round(me, me, rounds, phase, step, period, input_view);
        barrier();
        int used = 0;
        for (int first = 0; first < rounds; first += STAGE) {
            for (int r = first_round; r < STAGE; r += rounds_apart) {
                ivec4 moved = round_moves[used + r];
                bool real = all(lessThan(uvec3(origin + moved.xyz), extents));
                uvec2 x = source_halves.values[real ? base + moved.w : 0];
                stage_inputs[column * INPUT_COLUMN + r] = real ? x : uvec2(0);
                stage_weights[(r * 4 + (column & 3)) * WEIGHT_COLUMN + (column >> 2)] = weight_halves.values[weight + round_weights[used + r] * 4];
            }
            used = STAGE - used;
            barrier();

            if (me < STAGE) make_round(used + me, first + STAGE + me, rounds, phase, step, period, input_view);
            if (square < squares) {
                for (uint k = 0; k < DEPTH; k += INNER) {
                    fcoopmatNV<16, gl_ScopeSubgroup, ROWS, INNER> weights0;
                    fcoopmatNV<16, gl_ScopeSubgroup, ROWS, INNER> weights1;
                    fcoopmatNV<16, gl_ScopeSubgroup, INNER, COLUMNS> inputs0;
                    fcoopmatNV<16, gl_ScopeSubgroup, INNER, COLUMNS> inputs1;
                    coopMatLoadNV(weights0, stage_weights, k * WEIGHT_COLUMN + row / 4, WEIGHT_COLUMN, true);
                    coopMatLoadNV(weights1, stage_weights, k * WEIGHT_COLUMN + (row + ROWS) / 4, WEIGHT_COLUMN, true);
                    coopMatLoadNV(inputs0, stage_inputs, position * INPUT_COLUMN + k / 4, INPUT_COLUMN, true);
                    coopMatLoadNV(inputs1, stage_inputs, (position + COLUMNS) * INPUT_COLUMN + k / 4, INPUT_COLUMN, true);
                    sums00 = coopMatMulAddNV(weights0, inputs0, sums00);
                    sums01 = coopMatMulAddNV(weights0, inputs1, sums01);
                    sums10 = coopMatMulAddNV(weights1, inputs0, sums10);
                    sums11 = coopMatMulAddNV(weights1, inputs1, sums11);
                }
            }
            barrier();
        }

        if (square < squares) {
            coopMatStoreNV(sums00, stage_sums, position * SUM_COLUMN + row, SUM_COLUMN, true);
            coopMatStoreNV(sums01, stage_sums, (position + COLUMNS) * SUM_COLUMN + row, SUM_COLUMN, true);
            coopMatStoreNV(sums10, stage_sums, position * SUM_COLUMN + row + ROWS, SUM_COLUMN, true);
            coopMatStoreNV(sums11, stage_sums, (position + COLUMNS) * SUM_COLUMN + row + ROWS, SUM_COLUMN, true);
        }
    }
    barrier();

    int image;
    ivec3 at;
    if (!output_at(index, image, at)) return;
    for (int b = first_round; b < CHANNELS / 4; b += rounds_apart) {
        int from = column * SUM_COLUMN + b * 4;
        finish(vec4(stage_sums[from], stage_sums[from + 1], stage_sums[from + 2], stage_sums[from + 3]), true, first_block + b, image, at);
    }
}
