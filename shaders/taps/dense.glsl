// What the tiled kernels of a linear layer share: bindings, loads and stores, the tile of the layer that a workgroup computes.
//
// weights: (group, outC/4, inC/4, kernel, 4 input lanes) of vec4 over 4 output lanes
// input:   blocked, (image, C/4, axes) of vec4; LOAD_PLAIN reads (image, C, axes) of float instead
//
// LOAD_TEXEL:   both from uniform texel buffers, which software drivers read several times faster than storage buffers.
// SHUFFLE:      besides, the SHUFFLE lanes of a subgroup (8) fetch as many weight vectors at once, one a lane, and hand them around.
//
// Order of accumulation: blocks of four input channels, taps by kernel index, lanes of the block.

#extension GL_EXT_control_flow_attributes : require
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

float accumulate(float sum, vec4 x, float w0, float w1, float w2, float w3) {
    sum += x.x * w0;
    sum += x.y * w1;
    sum += x.z * w2;
    sum += x.w * w3;
    return sum;
}

// sum + Wᵀ·x, one lane after the other. Written by components: SwiftShader then keeps each sum in a register meanwhile.
vec4 accumulate(vec4 sum, vec4 x, vec4 w0, vec4 w1, vec4 w2, vec4 w3) {
    return vec4(
        accumulate(sum.x, x, w0.x, w1.x, w2.x, w3.x), accumulate(sum.y, x, w0.y, w1.y, w2.y, w3.y),
        accumulate(sum.z, x, w0.z, w1.z, w2.z, w3.z), accumulate(sum.w, x, w0.w, w1.w, w2.w, w3.w));
}

// `channels`: how many of the block's lanes are channels.
vec4 load_partial(int index, int lane, int channels) {
    if ((HALF & HALF_OUTPUT) != 0) return unpack_halves(result_halves.values[index]);
    if (BLOCKED_STORE != 0) return result_blocks.values[index];
    vec4 value = vec4(0.0);
    for (int i = 0; i < 4; i++) {
        if (i < channels && (BY_CHANNEL == 0 || i == only_lane)) value[i] = result.values[index + i * lane];
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
    if (BY_CHANNEL != 0) {
        result.values[index + only_lane * lane] = value[only_lane];
        return;
    }
    result.values[index] = value.x;
    if (channels > 1) result.values[index + lane] = value.y;
    if (channels > 2) result.values[index + 2 * lane] = value.z;
    if (channels > 3) result.values[index + 3 * lane] = value.w;
}

// The tile of the layer that a workgroup computes, read and worked out once by prepare_tile: some blocks of output channels of a group at some positions of a phase.
Phase phase;
Grid grid;
View input_view;
View output_view;
int tile;           // of those along the positions of the phase
int first_image;
int total;          // positions of the workgroup's images
int group;
int group_out;
int out_blocks;     // of a group
int depth_blocks;   // of a group
int first_block;
int block_stride;   // weight vectors of a block of output channels
int input_base;
int output_base;

// `x`, `y`: the workgroup's place among tiles of positions and among tiles of channels; `z`: among images. `phases`, `blocks`: how many a tile has.
// With BY_CHANNEL there is one group, and `y` counts its channels.
void prepare_tile(uint x, uint y, uint z, int phases, int blocks) {
    int tiles_of_phase = parameter(P_TILES);
    int phase_index = int(x) / tiles_of_phase;
    tile = int(x) - phase_index * tiles_of_phase;
    phase = phase_of(phase_index * phases);
    grid = grid_of();
    input_view = view_of(P_INPUT_VIEW);
    output_view = view_of(P_OUTPUT_VIEW);
    prepare_epilogue();
    first_image = int(z) * parameter(P_BATCH);
    total = parameter(P_BATCH) * grid.positions;
    group_out = parameter(P_GROUP_OUT);
    out_blocks = parameter(P_OUT_BLOCKS);
    depth_blocks = parameter(P_DEPTH_BLOCKS);
    int tiles = (out_blocks + blocks - 1) / blocks;
    group = int(y) / tiles;
    first_block = (int(y) - group * tiles) * blocks;
    if (BY_CHANNEL != 0) {
        group = 0;
        first_block = int(y) >> 2;
        only_lane = int(y) & 3;
    }
    block_stride = depth_blocks * parameter(P_KERNEL) * parameter(P_KERNEL + 1) * parameter(P_KERNEL + 2) * 4;
    input_base = group * parameter(P_INPUT_GROUP) - int(part.shift[0]);
    output_base = group * parameter(P_OUTPUT_GROUP) - int(part.shift[2]);
}

// Where the inputs of position `index` begin: as a place, and as an element. One beyond the last is computed as the last and not stored.
int inputs_of(int index, out ivec3 origin) {
    int image;
    ivec3 m;
    position_of(grid, min(index, total - 1), phase, image, m);
    origin = parameter3(P_IS) * m + phase.offset;
    return position_in(input_view, first_image + image, origin) + input_base;
}

// Where the output of position `index` lies; false where there is none.
bool output_at(int index, out int image, out ivec3 at) {
    ivec3 m;
    position_of(grid, min(index, total - 1), phase, image, m);
    image += first_image;
    at = output_of(grid, m, phase);
    return index < total && inside(at, grid.extents);
}

// The weights that the tile's first block of output channels has for the tap of a walk and block `depth` of input channels.
int weights_of(Walk walk, int depth) {
    int kernel_size = parameter(P_KERNEL) * parameter(P_KERNEL + 1) * parameter(P_KERNEL + 2);
    return parameter(P_WEIGHT) + group * parameter(P_WEIGHT + 1) - int(part.shift[1]) + first_block * block_stride + (depth * kernel_size + walk.kernel) * 4;
}

// The sum that an earlier part of the dispatch has stored for a block.
vec4 sum_before(int block, int image, ivec3 at) {
    if (block >= out_blocks) return vec4(0.0);
    return load_partial(output_base + position_in(output_view, image, at) + block * output_view.block, output_view.lane, group_out - block * 4);
}

// Stores the sum of a block: with the epilogue where it is whole. There may be no such block.
void finish(vec4 sum, bool whole, int block, int image, ivec3 at) {
    if (block < out_blocks) {
        if (whole) sum = lucid_epilogue(sum, group * out_blocks + block, image, at);
        store(output_base + position_in(output_view, image, at) + block * output_view.block, output_view.lane, group_out - block * 4, sum);
    }
}

#ifdef SHUFFLE
// Output blocks whose weights a subgroup fetches at once: lanes 0..3 have the first's, 4..7 the second's.
const int SHARED = SHUFFLE / 4;

// Where this lane's share of the weights of a set of output blocks begins.
int weight_share(int set, int spare, int stride) {
    int lane = int(gl_SubgroupInvocationID);
    return min(set * SHARED + (lane >> 2), spare) * stride + (lane & 3);
}
#endif
