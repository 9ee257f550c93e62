#version 450
#extension GL_GOOGLE_include_directive : require

// A movement of whole fours, with an elementwise graph over what is moved: a tile is FOURS fours read and as many written, and an invocation makes some
// of them, one after the other along one axis; neighbouring invocations follow each other along another. What a tile does with its words:
//   FOURS 1: a row stays a row: concatenation, crops, slices, expansion
//   FOURS 4: four rows become four columns: transposition
//   FOURS 2, 3: rows become one row that takes their words in turn (pixel shuffle, RGB planes to pixels), or SPLIT 1, one row becomes rows
// The compiler replaces the body of lucid_pointwise; values are 32-bit patterns.
//
// LOAD_TEXEL: reads from a uniform texel buffer, which software drivers read several times faster than a storage buffer.

#include "common/interface.glsl"
#include "common/overflow.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 8;
// Axes outside those of the tiles.
layout(constant_id = 1) const int AXES = 6;
layout(constant_id = 2) const int FOURS = 4;
layout(constant_id = 3) const int SPLIT = 0;

#ifdef LOAD_TEXEL
layout(set = 0, binding = 1) uniform samplerBuffer a;
#define LOAD(index) floatBitsToUint(texelFetch(a, index))
#else
layout(set = 0, binding = 1) readonly buffer A { uvec4 values[]; } a;
#define LOAD(index) a.values[index]
#endif
layout(set = 0, binding = 3) writeonly buffer Output { uvec4 values[]; } result;

// Strides and offsets count fours.
const int P_COUNT = 0;      // invocations
const int P_ACROSS = 1;     // tiles along the axis of neighbouring invocations
const int P_ALONG = 2;      // invocations along the axis that each walks
const int P_TILES = 3;      // tiles along it
const int P_EACH = 4;       // tiles of an invocation
const int P_FROM = 5;       // the operand: offset, across, along, from a four of a tile to the next, outer axes x 6
const int P_TO = 15;        // the output: the same
const int P_EXTENT = 25;    // x 6

uvec4 lucid_checked(uvec4 value, bvec4 beyond) {
    if (any(beyond)) mark_overflow();
    return value;
}

uvec4 lucid_pointwise(uvec4 x, uvec4 y, uvec4 z) { return lucid_checked(x + y + z, lucid_power_overflows(ivec4(x), ivec4(y))); }

void store(int index, uvec4 value) { result.values[index] = lucid_pointwise(value, uvec4(0u), uvec4(0u)); }

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int extent = parameter(P_ACROSS);
    int rest = divide(index, extent);
    int tile = index - rest * extent;
    int from = parameter(P_FROM) + tile * parameter(P_FROM + 1) - int(part.shift[0]);
    int to = parameter(P_TO) + tile * parameter(P_TO + 1) - int(part.shift[2]);
    index = rest;
    extent = parameter(P_ALONG);
    rest = divide(index, extent);
    int tiles = parameter(P_EACH);
    tile = (index - rest * extent) * tiles;
    tiles = min(parameter(P_TILES) - tile, tiles);
    int from_step = parameter(P_FROM + 2);
    int to_step = parameter(P_TO + 2);
    from += tile * from_step;
    to += tile * to_step;
    for (int axis = AXES - 1; axis >= 0; axis--) {
        index = rest;
        extent = parameter(P_EXTENT + axis);
        rest = axis > 0 ? divide(index, extent) : 0;
        int at = index - rest * extent;
        from += at * parameter(P_FROM + 4 + axis);
        to += at * parameter(P_TO + 4 + axis);
    }
    int load = parameter(P_FROM + 3);
    int next = parameter(P_TO + 3);
    for (; tiles > 0; tiles--, from += from_step, to += to_step) {
        uvec4 x = LOAD(from);
        if (FOURS == 1) {
            store(to, x);
            continue;
        }
        uvec4 y = LOAD(from + load);
        if (FOURS == 2) {
            store(to, SPLIT == 1 ? uvec4(x.xz, y.xz) : uvec4(x.x, y.x, x.y, y.y));
            store(to + next, SPLIT == 1 ? uvec4(x.yw, y.yw) : uvec4(x.z, y.z, x.w, y.w));
            continue;
        }
        uvec4 z = LOAD(from + 2 * load);
        if (FOURS == 3) {
            store(to, SPLIT == 1 ? uvec4(x.xw, y.z, z.y) : uvec4(x.x, y.x, z.x, x.y));
            store(to + next, SPLIT == 1 ? uvec4(x.y, y.xw, z.z) : uvec4(y.y, z.y, x.z, y.z));
            store(to + 2 * next, SPLIT == 1 ? uvec4(x.z, y.y, z.xw) : uvec4(z.z, x.w, y.w, z.w));
            continue;
        }
        uvec4 w = LOAD(from + 3 * load);
        store(to, uvec4(x.x, y.x, z.x, w.x));
        store(to + next, uvec4(x.y, y.y, z.y, w.y));
        store(to + 2 * next, uvec4(x.z, y.z, z.z, w.z));
        store(to + 3 * next, uvec4(x.w, y.w, z.w, w.w));
    }
}
