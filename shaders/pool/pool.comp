#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// Largest, mean or p-norm of the elements in a window. On each axis, output o reads input s·o - pad + d·k for the kernel positions k
// for which it exists.

#include "common/interface.glsl"
#include "common/planes.glsl"
#include "common/float_functions.glsl"

// 0 largest float, 1 largest signed integer, 2 largest unsigned integer, 3 mean, 4 p-norm
layout(constant_id = 2) const int KIND = 0;

const int P_INPUT = P_FIRST_FREE;       // x 3: input extents
const int P_KERNEL = P_INPUT + 3;       // x 3
const int P_STRIDE = P_INPUT + 6;       // x 3
const int P_DILATION = P_INPUT + 9;     // x 3
const int P_PAD = P_INPUT + 12;         // x 3: padding at the beginning
const int P_LIMIT = P_INPUT + 15;       // x 3: input extent and padding at the end
const int P_COUNT_PAD = P_INPUT + 18;   // 1: the mean counts positions of the padded extent, 0: those of the input
const int P_EXPONENT = P_INPUT + 19;

FLOATS power(FLOATS magnitude, int exponent) {
    FLOATS value = FLOATS(1.0);
    for (int bits = exponent; bits > 0; bits >>= 1) {
        if ((bits & 1) != 0) value *= magnitude;
        magnitude *= magnitude;
    }
    return value;
}

WORDS joined(WORDS sum, WORDS next) {
    if (KIND == 0) return WORDS_OF(larger(FLOATS_OF(sum), FLOATS_OF(next)));
    if (KIND == 1) return WORDS(max(INTS(sum), INTS(next)));
    if (KIND == 2) return max(sum, next);
    FLOATS x = FLOATS_OF(next);
    if (KIND == 4) x = power(abs(x), parameter(P_EXPONENT));
    return WORDS_OF(FLOATS_OF(sum) + x);
}

// Kernel positions of an axis for which s·o - pad + d·k lies before `limit`.
int positions_before(int axis, int start, int limit) {
    int dilation = parameter(P_DILATION + axis);
    return min(divide(max(limit - start, 0) + dilation - 1, dilation), parameter(P_KERNEL + axis));
}

int start_of(int axis, int o) { return o * parameter(P_STRIDE + axis) - parameter(P_PAD + axis); }

// The window's elements exist for kernel positions [first, end).
void range_of(int axis, int start, out int first, out int end) {
    int dilation = parameter(P_DILATION + axis);
    first = start >= 0 ? 0 : divide(dilation - 1 - start, dilation);
    end = start < parameter(P_INPUT + axis) ? positions_before(axis, start, parameter(P_INPUT + axis)) : 0;
}

void main() {
    Place place;
    if (!find_place(place)) return;
    ivec3 start = ivec3(start_of(0, place.z), start_of(1, place.y), 0);
    ivec3 first;
    ivec3 end;
    range_of(0, start.x, first.x, end.x);
    range_of(1, start.y, first.y, end.y);
    ivec3 dilation = ivec3(parameter(P_DILATION), parameter(P_DILATION + 1), parameter(P_DILATION + 2));
    int height = parameter(P_INPUT + 1);
    int width = parameter(P_INPUT + 2);
    for (int element = place.element; element < min(place.element + 4, parameter(P_ROW)); element++) {
        start.z = start_of(2, element);
        range_of(2, start.z, first.z, end.z);
        WORDS sum = KIND == 0 ? WORDS(0xff800000u) : KIND == 1 ? WORDS(0x80000000u) : WORDS(0u);
        for (int kz = first.x; kz < end.x; kz++) {
            for (int ky = first.y; ky < end.y; ky++) {
                int at = ((start.x + kz * dilation.x) * height + start.y + ky * dilation.y) * width + start.z + first.z * dilation.z;
                for (int kx = first.z; kx < end.z; kx++) {
                    sum = joined(sum, load(place.source, at));
                    at += dilation.z;
                }
            }
        }
        ivec3 real = max(end - first, ivec3(0));
        int count = real.x * real.y * real.z;
        if (KIND == 3) {
            int divisor = count;
            if (parameter(P_COUNT_PAD) != 0) {
                divisor = positions_before(0, start.x, parameter(P_LIMIT)) * positions_before(1, start.y, parameter(P_LIMIT + 1))
                    * positions_before(2, start.z, parameter(P_LIMIT + 2));
            }
            sum = divisor == 0 ? WORDS(0x7fc00000u) : WORDS_OF(FLOATS_OF(sum) / float(divisor));
        }
        if (KIND == 4) sum = WORDS_OF(root(FLOATS_OF(sum), parameter(P_EXPONENT)));
#if VEC == 4
        // Padded lanes hold zeros; without elements or divisor they would not.
        if (count == 0) {
            sum = mix(sum, uvec4(0u), greaterThanEqual(ivec4(0, 1, 2, 3), ivec4(place.lanes)));
        }
#endif
        store(place, element, sum);
    }
}
