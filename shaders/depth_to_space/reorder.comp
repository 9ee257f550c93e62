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

struct Place {
    int image;
    int channel;
    ivec3 at;
};

uint load(Place place) {
    ivec3 size = ivec3(parameter(P_SIZE), parameter(P_SIZE + 1), parameter(P_SIZE + 2));
    int channels = parameter(P_CHANNELS);
    int channel;
    ivec3 at;
    if (KIND == 2) {
        int from = parameter(P_FROM);
        int k = divide(place.channel, from);
        channel = place.channel - k * from;
        int rest = divide(k, size.z);
        int z = divide(rest, size.y);
        at = place.at * size + ivec3(z, rest - z * size.y, k - rest * size.z);
    } else {
        at = ivec3(divide(place.at.x, size.x), divide(place.at.y, size.y), divide(place.at.z, size.z));
        ivec3 digits = place.at - at * size;
        int k = (digits.x * size.y + digits.y) * size.z + digits.z;
        channel = KIND == 0 ? k * channels + place.channel : place.channel * size.x * size.y * size.z + k;
    }
    int plane = place.image * parameter(P_FROM_PLANES) + (BLOCKED_LOAD == 1 ? channel >> 2 : channel);
    int index = ((plane * parameter(P_INPUT) + at.x) * parameter(P_INPUT + 1) + at.y) * parameter(P_INPUT + 2) + at.z;
    if (BLOCKED_LOAD == 1) index = index * 4 + (channel & 3);
    if ((HALF & HALF_SOURCE) != 0) return floatBitsToUint(half_of(source.values[(index >> 1) - int(part.shift[0])], index));
    return source.values[index - int(part.shift[0])];
}

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int quads = parameter(P_QUADS);
    int rest = divide(index, quads);
    int column = index - rest * quads;
    int row = rest;
    rest = divide(row, parameter(P_OUTPUT + 1));
    int y = row - rest * parameter(P_OUTPUT + 1);
    int layer = rest;
    rest = divide(layer, parameter(P_OUTPUT));
    int z = layer - rest * parameter(P_OUTPUT);
    int planes = parameter(P_PLANES);
    int image = divide(rest, planes);
    int plane = rest - image * planes;
    image += int(workgroup().z);
    int width = parameter(P_OUTPUT + 2);
    int target = (((image * planes + plane) * parameter(P_OUTPUT) + z) * parameter(P_OUTPUT + 1) + y) * width;
    if (BLOCKED_STORE == 1) {
        uvec4 value = uvec4(0u);
        [[unroll]] for (int lane = 0; lane < 4; lane++) {
            if (plane * 4 + lane < parameter(P_CHANNELS)) value[lane] = load(Place(image, plane * 4 + lane, ivec3(z, y, column)));
        }
        if (CHAIN == 1) {
            value = lucid_chain(value);
            [[unroll]] for (int lane = 0; lane < 4; lane++) {
                if (plane * 4 + lane >= parameter(P_CHANNELS)) value[lane] = 0u;
            }
        }
        if ((HALF & HALF_RESULT) != 0) result_halves.values[target + column - int(part.shift[1])] = pack_halves(uintBitsToFloat(value));
        else result_blocks.values[target + column - int(part.shift[1])] = value;
        return;
    }
    uvec4 quad = uvec4(0u);
    for (int x = column * 4; x < min(column * 4 + 4, width); x++) {
        uint value = load(Place(image, plane, ivec3(z, y, x)));
        if (CHAIN == 1) value = lucid_chain(uvec4(value)).x;
        quad[x & 3] = value;
        if ((HALF & HALF_RESULT) == 0) result.values[target + x - int(part.shift[1])] = value;
    }
    if ((HALF & HALF_RESULT) != 0) result_halves.values[(target >> 2) + column - int(part.shift[1])] = pack_halves(uintBitsToFloat(quad));
}
