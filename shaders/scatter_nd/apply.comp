#version 450
#extension GL_GOOGLE_include_directive : require

// Every element of the output takes the updates of its place, in the order of the tuples: from the first to the last that name it.
// Marks: see mark.comp.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
// 0 none, 1 add, 2 mul, 3 max, 4 min
layout(constant_id = 1) const int REDUCTION = 0;
// 0 float, 1 signed integer, 2 unsigned integer
layout(constant_id = 2) const int KIND = 0;
// Bits that an integer type below 32 lacks: results keep their low bits.
layout(constant_id = 3) const int NARROW = 0;
// Whether a narrow type has no sign.
layout(constant_id = 4) const bool NARROW_UNSIGNED = false;

// Whether integers stand for 64-bit ones: the mark behind the last becomes 1 where a result leaves 32 bits.
layout(constant_id = 5) const bool CHECKED = false;

layout(set = 0, binding = 1) readonly buffer Data { uint values[]; } data;
layout(set = 0, binding = 2) readonly buffer Updates { uint values[]; } updates;
layout(set = 0, binding = 3) writeonly buffer Output { uint values[]; } result;
layout(set = 0, binding = 4) buffer Marks { int values[]; } marks;

const int P_COUNT = 0;
const int P_SLICE = 1;      // elements of a slice
const int P_PLACES = 2;
const int P_TUPLES = 3;

uint of_floats(float x, float y) {
    if (REDUCTION == 1) return floatBitsToUint(x + y);
    if (REDUCTION == 2) return floatBitsToUint(x * y);
    bool first = REDUCTION == 3 ? x > y : x < y;
    return floatBitsToUint(first || isnan(x) ? x : y);
}

uint of_integers(int x, int y) {
    if (REDUCTION == 3) return uint(KIND == 2 ? int(max(uint(x), uint(y))) : max(x, y));
    if (REDUCTION == 4) return uint(KIND == 2 ? int(min(uint(x), uint(y))) : min(x, y));
    int value = REDUCTION == 1 ? x + y : x * y;
    if (CHECKED) {
        int high;
        int low;
        imulExtended(x, y, high, low);
        bool beyond = REDUCTION == 1 ? ((x ^ value) & (y ^ value)) < 0 : high != low >> 31;
        if (beyond) marks.values[2 * parameter(P_PLACES) + parameter(P_TUPLES) - int(part.shift[3])] = 1;
    }
    value <<= NARROW;
    return NARROW_UNSIGNED ? uint(value) >> NARROW : uint(value >> NARROW);
}

void main() {
    int e = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (e >= parameter(P_COUNT)) return;
    int slice = parameter(P_SLICE);
    int places = parameter(P_PLACES);
    int shift = int(part.shift[3]);
    int place = e / slice;
    int inner = e - place * slice;
    uint value = data.values[e - int(part.shift[0])];
    int last = marks.values[place - shift];
    if (last >= 0) {
        if (REDUCTION == 0) value = updates.values[last * slice + inner - int(part.shift[1])];
        else {
            int first = parameter(P_TUPLES) - 1 - marks.values[places + place - shift];
            for (int j = first; j <= last; j++) {
                if (marks.values[2 * places + j - shift] == place) {
                    uint update = updates.values[j * slice + inner - int(part.shift[1])];
                    value = KIND == 0 ? of_floats(uintBitsToFloat(value), uintBitsToFloat(update)) : of_integers(int(value), int(update));
                }
            }
        }
    }
    result.values[e - int(part.shift[2])] = value;
}
