// Kernels that make one plane of the output from one plane of an operand, each plane alike. VEC (1 or 4) channels stand side by side in both,
// except that a blocked operand may be written row-major. An invocation makes up to ELEMENTS elements (of VEC channels) that follow each other
// in a row, of up to PLANES planes of an image that follow each other, where they all lie at the same place; a row is the last axis, times what lies within it.
//
// source: (planes, axes) of VEC words; bound at 1. Here too images may lie farther apart than they are large
// result: the same (BLOCKED_STORE 1), or row-major (image, C, outer, axes), where planes are (image, C/4, outer) (0); bound at 2. Images may
//         lie farther apart than they are large, as parts of a larger tensor do.

#include "common/chain.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
layout(constant_id = 1) const int BLOCKED_STORE = 1;
// An even number.
layout(constant_id = 7) const int ELEMENTS = 4;
// 1 where a row-major result holds halves.
layout(constant_id = 8) const int PLANES = 1;
// Tensors of halves, which the kernel sees as floats: blocks of four channels in two words, or rows of whole quads, two elements to a word.
layout(constant_id = 5) const uint HALF = 0;
const uint HALF_SOURCE = 1;
const uint HALF_RESULT = 2;

#if VEC == 4
#define WORDS uvec4
#define FLOATS vec4
#define WORDS_OF floatBitsToUint
#define FLOATS_OF uintBitsToFloat
#define INTS ivec4
#else
#define WORDS uint
#define FLOATS float
#define WORDS_OF floatBitsToUint
#define FLOATS_OF uintBitsToFloat
#define INTS int
#endif

#ifdef LOAD_TEXEL
// Software drivers read a texel buffer several times faster than a storage buffer.
layout(set = 0, binding = 1) uniform samplerBuffer source;
#else
layout(set = 0, binding = 1) readonly buffer Source { WORDS values[]; } source;
#if VEC == 4
layout(set = 0, binding = 1) readonly buffer SourceHalves { uvec2 values[]; } source_halves;
#endif
#endif
layout(set = 0, binding = 2) writeonly buffer Result { WORDS values[]; } result;
#if VEC == 4
layout(set = 0, binding = 2) writeonly buffer ResultScalars { uint values[]; } result_scalars;
layout(set = 0, binding = 2) writeonly buffer ResultHalves { uvec2 values[]; } result_halves;
#endif

const int P_COUNT = 0;      // invocations of a layer: of all planes, or of one where workgroups along z walk them
const int P_ALONG = 1;      // invocations a row
const int P_ROW = 2;        // elements a row
const int P_OUTPUT = 3;     // x 3: output extents, the last one that of a row without what lies within
const int P_PLANE = 6;      // elements of an input plane
const int P_CHANNELS = 7;   // channels of an image
const int P_BLOCKS = 8;     // blocks of channels of an image
const int P_OUTER = 9;      // planes of one block of channels
const int P_IMAGE = 10;     // result elements from an image to the next
const int P_SOURCE_IMAGE = 11; // source elements from an image to the next
const int P_FIRST_FREE = 12;

// Where an invocation works: its first element in the row, the other coordinates and how many planes; where the current plane begins in the source and its
// row in the result, and how many channels of the plane exist.
struct Place {
    int element;
    int y;
    int z;
    int planes;
    int source;
    int target;
    int lanes;
    // Of the plane after it.
    int within;
    int next_source;
    int next_target;
    // Parameters, read once: a software driver pays for every read.
    int source_plane;
    int target_plane;
    int channels;
    int outer;
};

// Goes to the next plane, at first to the first one.
void enter_plane(inout Place place) {
    place.source = place.next_source;
    place.target = place.next_target;
    place.next_source += place.source_plane;
    place.next_target += place.target_plane;
    place.lanes = 1;
#if VEC == 4
    int block = place.outer == 1 ? place.within : divide(place.within, place.outer);
    place.lanes = min(place.channels - block * 4, 4);
    place.within++;
    // Row-major, a block's planes lie behind all channels of the block before.
    if (BLOCKED_STORE == 0 && place.within == (block + 1) * place.outer) place.next_target += 3 * place.outer * place.target_plane;
#endif
}

bool find_place(out Place place) {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return false;
    int along = parameter(P_ALONG);
    int rest = divide(index, along);
    place.element = (index - rest * along) * ELEMENTS;
    index = rest;
    rest = divide(index, parameter(P_OUTPUT + 1));
    place.y = index - rest * parameter(P_OUTPUT + 1);
    index = rest;
    rest = divide(index, parameter(P_OUTPUT));
    place.z = index - rest * parameter(P_OUTPUT);
    place.source_plane = parameter(P_PLANE);
    place.target_plane = parameter(P_OUTPUT) * parameter(P_OUTPUT + 1) * parameter(P_ROW);
    place.channels = parameter(P_CHANNELS);
    place.outer = parameter(P_OUTER);
    int planes = parameter(P_BLOCKS) * place.outer;
    int groups = (planes + PLANES - 1) / PLANES;
    int group = rest + int(workgroup().y) + int(workgroup().z) * groups;
    int image = divide(group, groups);
    place.within = (group - image * groups) * PLANES;
    place.planes = min(planes - place.within, PLANES);
    int first = place.within;
#if VEC == 4
    if (BLOCKED_STORE == 0) first += divide(first, place.outer) * 3 * place.outer;
#endif
    place.next_source = image * parameter(P_SOURCE_IMAGE) + place.within * place.source_plane - int(part.shift[0]);
    place.next_target = image * parameter(P_IMAGE) + first * place.target_plane + (place.z * parameter(P_OUTPUT + 1) + place.y) * parameter(P_ROW) - int(part.shift[1]);
    return true;
}

// `index` counts from the beginning of the plane at `first`.
WORDS load(int first, int index) {
    int at = first + index;
#ifdef LOAD_TEXEL
    return floatBitsToUint(texelFetch(source, at));
#else
#if VEC == 4
    if ((HALF & HALF_SOURCE) != 0) return floatBitsToUint(unpack_halves(source_halves.values[at]));
#else
    if ((HALF & HALF_SOURCE) != 0) {
        // The shift is one of words.
        at += int(part.shift[0]);
        return floatBitsToUint(half_of(source.values[(at >> 1) - int(part.shift[0])], at));
    }
#endif
    return source.values[at];
#endif
}

// The element before an odd one of a row, which waits for it to fill a word of halves.
FLOATS waiting;

// An invocation stores the elements of a plane one behind the other.
void store(Place place, int element, WORDS value) {
#if VEC == 4
    if (CHAIN == 1) {
        value = lucid_chain(value);
        if (place.lanes < 4) value = mix(value, uvec4(0u), greaterThanEqual(ivec4(0, 1, 2, 3), ivec4(place.lanes)));
    }
    if (BLOCKED_STORE == 0) {
        int stride = place.outer * place.target_plane;
        if ((HALF & HALF_RESULT) != 0) {
            vec4 floats = uintBitsToFloat(value);
            int at = place.target + int(part.shift[1]) + element;
            for (int lane = 0; lane < place.lanes && (element & 1) == 1; lane++)
                result_scalars.values[((at + lane * stride) >> 1) - int(part.shift[1])] = packHalf2x16(vec2(waiting[lane], floats[lane]));
            waiting = floats;
            return;
        }
        for (int lane = 0; lane < place.lanes; lane++) result_scalars.values[place.target + element + lane * stride] = value[lane];
        return;
    }
    if ((HALF & HALF_RESULT) != 0) {
        result_halves.values[place.target + element] = pack_halves(uintBitsToFloat(value));
        return;
    }
#else
    if (CHAIN == 1) value = lucid_chain(uvec4(value)).x;
    if ((HALF & HALF_RESULT) != 0) {
        int at = place.target + int(part.shift[1]) + element;
        if ((element & 1) == 1) result.values[(at >> 1) - int(part.shift[1])] = packHalf2x16(vec2(waiting, uintBitsToFloat(value)));
        waiting = uintBitsToFloat(value);
        return;
    }
#endif
    result.values[place.target + element] = value;
}
