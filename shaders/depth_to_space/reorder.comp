#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// DepthToSpace and SpaceToDepth: with b the block size, r the number of axes and k in 0 … b^r - 1 a position in a block, its digits to
// the base b being its coordinates, last axis last:
//   to space: out[c, o] = in[j, o div b] with j = k·C + c, or c·b^r + k (column_row_depth), C output channels, digits of k = o mod b
//   to depth: out[k·C + c, o] = in[c, b·o + digits of k], C input channels
// Both tensors are row-major (image, C, axes) or blocked (image, C/4, axes, 4). An invocation makes four words of the output that follow
// each other in a row or, blocked, in a position. Values are 32-bit patterns.

#include "common/interface.glsl"
#include "common/chain.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
layout(constant_id = 1) const int BLOCKED_STORE = 1;
layout(constant_id = 2) const int BLOCKED_LOAD = 1;
// 0 to space, 1 to space with column_row_depth, 2 to depth
layout(constant_id = 3) const int KIND = 0;
// Tensors of halves, four to two words; a row-major result of halves has rows of whole quads.
layout(constant_id = 4) const uint HALF = 0;
const uint HALF_SOURCE = 1;
const uint HALF_RESULT = 2;

layout(set = 0, binding = 1) readonly buffer Source { uint values[]; } source;
layout(set = 0, binding = 2) writeonly buffer Result { uint values[]; } result;
layout(set = 0, binding = 2) writeonly buffer ResultBlocks { uvec4 values[]; } result_blocks;
layout(set = 0, binding = 2) writeonly buffer ResultHalves { uvec2 values[]; } result_halves;

const int P_COUNT = 0;      // invocations of a layer: of all images, or of one where workgroups along z walk them
const int P_QUADS = 1;      // invocations a row
const int P_OUTPUT = 2;     // x 3: output extents
const int P_CHANNELS = 5;   // output channels
const int P_PLANES = 6;     // output channels, or blocks of them
const int P_INPUT = 7;      // x 3: input extents
const int P_FROM = 10;      // input channels
const int P_FROM_PLANES = 11;   // input channels, or blocks of them
const int P_SIZE = 12;      // x 3: the block's extents, 1 for an axis that is not there

// Parameters, read once: a software driver pays for every read.
struct Sizes {
    ivec3 block;
    ivec3 extents;
    int channels;
    int from;
    int from_planes;
};

Sizes sizes() {
    return Sizes(ivec3(parameter(P_SIZE), parameter(P_SIZE + 1), parameter(P_SIZE + 2)), ivec3(parameter(P_INPUT), parameter(P_INPUT + 1), parameter(P_INPUT + 2)),
        parameter(P_CHANNELS), parameter(P_FROM), parameter(P_FROM_PLANES));
}

// Where a word is read; to space, the last axis' position in its block.
struct Origin {
    int channel;
    ivec3 at;
    int digit;
};

Origin origin_of(Sizes s, int channel, ivec3 o) {
    Origin origin;
    if (KIND == 2) {
        int k = divide(channel, s.from);
        int rest = divide(k, s.block.z);
        int z = divide(rest, s.block.y);
        origin.channel = channel - k * s.from;
        origin.at = o * s.block + ivec3(z, rest - z * s.block.y, k - rest * s.block.z);
        origin.digit = 0;
        return origin;
    }
    origin.at = ivec3(divide(o.x, s.block.x), divide(o.y, s.block.y), divide(o.z, s.block.z));
    ivec3 digits = o - origin.at * s.block;
    int k = (digits.x * s.block.y + digits.y) * s.block.z + digits.z;
    origin.channel = KIND == 0 ? k * s.channels + channel : channel * s.block.x * s.block.y * s.block.z + k;
    origin.digit = digits.z;
    return origin;
}

// One further along the last axis.
void advance(Sizes s, inout Origin origin) {
    if (KIND == 2) {
        origin.at.z += s.block.z;
        return;
    }
    int step = KIND == 0 ? s.channels : 1;
    origin.digit++;
    origin.channel += step;
    bool full = origin.digit == s.block.z;
    origin.at.z += full ? 1 : 0;
    origin.channel -= full ? s.block.z * step : 0;
    origin.digit = full ? 0 : origin.digit;
}

uint load(Sizes s, int image, Origin origin) {
    int plane = image * s.from_planes + (BLOCKED_LOAD == 1 ? origin.channel >> 2 : origin.channel);
    int index = ((plane * s.extents.x + origin.at.x) * s.extents.y + origin.at.y) * s.extents.z + origin.at.z;
    if (BLOCKED_LOAD == 1) index = index * 4 + (origin.channel & 3);
    if ((HALF & HALF_SOURCE) != 0) return floatBitsToUint(half_of(source.values[(index >> 1) - int(part.shift[0])], index));
    return source.values[index - int(part.shift[0])];
}

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    Sizes s = sizes();
    int quads = parameter(P_QUADS);
    ivec3 output_size = ivec3(parameter(P_OUTPUT), parameter(P_OUTPUT + 1), parameter(P_OUTPUT + 2));
    int rest = divide(index, quads);
    int column = index - rest * quads;
    int row = rest;
    rest = divide(row, output_size.y);
    int y = row - rest * output_size.y;
    int layer = rest;
    rest = divide(layer, output_size.x);
    int z = layer - rest * output_size.x;
    int planes = parameter(P_PLANES);
    int image = divide(rest, planes);
    int plane = rest - image * planes;
    image += int(workgroup().z);
    int target = (((image * planes + plane) * output_size.x + z) * output_size.y + y) * output_size.z;
    if (BLOCKED_STORE == 1) {
        uvec4 value = uvec4(0u);
        Origin origin = origin_of(s, plane * 4, ivec3(z, y, column));
        int cells = s.block.x * s.block.y * s.block.z;
        [[unroll]] for (int lane = 0; lane < 4; lane++) {
            if (plane * 4 + lane < s.channels) {
                if (lane > 0 && KIND == 2) origin = origin_of(s, plane * 4 + lane, ivec3(z, y, column));
                value[lane] = load(s, image, origin);
                origin.channel += KIND == 0 ? 1 : cells;
            }
        }
        if (CHAIN == 1) {
            value = lucid_chain(value);
            [[unroll]] for (int lane = 0; lane < 4; lane++) {
                if (plane * 4 + lane >= s.channels) value[lane] = 0u;
            }
        }
        if ((HALF & HALF_RESULT) != 0) result_halves.values[target + column - int(part.shift[1])] = pack_halves(uintBitsToFloat(value));
        else result_blocks.values[target + column - int(part.shift[1])] = value;
        return;
    }
    uvec4 quad = uvec4(0u);
    int first = column * 4;
    Origin origin = origin_of(s, plane, ivec3(z, y, first));
    [[unroll]] for (int i = 0; i < 4; i++) {
        if (first + i < output_size.z) quad[i] = load(s, image, origin);
        advance(s, origin);
    }
    if (CHAIN == 1) quad = lucid_chain(quad);
    if ((HALF & HALF_RESULT) != 0) {
        result_halves.values[(target >> 2) + column - int(part.shift[1])] = pack_halves(uintBitsToFloat(quad));
        return;
    }
    [[unroll]] for (int i = 0; i < 4; i++) {
        if (first + i < output_size.z) result.values[target + first + i - int(part.shift[1])] = quad[i];
    }
}
