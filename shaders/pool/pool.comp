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

// An axis' parameters, read once: a software driver pays for every read.
struct Axis {
    int extent;
    int kernel;
    int stride;
    int dilation;
    int pad;
    int limit;
};

Axis axis_of(int axis) {
    return Axis(parameter(P_INPUT + axis), parameter(P_KERNEL + axis), parameter(P_STRIDE + axis), parameter(P_DILATION + axis), parameter(P_PAD + axis), parameter(P_LIMIT + axis));
}

// Steps of `dilation` that cover `length`.
int steps(int length, int dilation) { return dilation == 1 ? length : divide(length + dilation - 1, dilation); }

// Kernel positions of an axis for which s·o - pad + d·k lies before `limit`.
int positions_before(Axis axis, int start, int limit) { return min(steps(max(limit - start, 0), axis.dilation), axis.kernel); }

int start_of(Axis axis, int o) { return o * axis.stride - axis.pad; }

// The window's elements exist for kernel positions [first, end).
void range_of(Axis axis, int start, out int first, out int end) {
    first = start >= 0 ? 0 : steps(-start, axis.dilation);
    end = start < axis.extent ? positions_before(axis, start, axis.extent) : 0;
}

void main() {
    Place place;
    if (!find_place(place)) return;
    Axis z = axis_of(0);
    Axis y = axis_of(1);
    Axis x = axis_of(2);
    ivec3 start = ivec3(start_of(z, place.z), start_of(y, place.y), 0);
    ivec3 first;
    ivec3 end;
    range_of(z, start.x, first.x, end.x);
    range_of(y, start.y, first.y, end.y);
    bool count_pad = KIND == 3 && parameter(P_COUNT_PAD) != 0;
    int row_end = min(place.element + ELEMENTS, parameter(P_ROW));
    for (int element = place.element; element < row_end; element++) {
        start.z = start_of(x, element);
        range_of(x, start.z, first.z, end.z);
        ivec3 real = max(end - first, ivec3(0));
        int count = real.x * real.y * real.z;
        int divisor = count;
        if (count_pad) divisor = positions_before(z, start.x, z.limit) * positions_before(y, start.y, y.limit) * positions_before(x, start.z, x.limit);
        Place plane = place;
        for (int p = 0; p < place.planes; p++) {
            enter_plane(plane);
            WORDS sum = KIND == 0 ? WORDS(0xff800000u) : KIND == 1 ? WORDS(0x80000000u) : WORDS(0u);
            for (int kz = first.x; kz < end.x; kz++) {
                for (int ky = first.y; ky < end.y; ky++) {
                    int at = ((start.x + kz * z.dilation) * y.extent + start.y + ky * y.dilation) * x.extent + start.z + first.z * x.dilation;
                    for (int kx = first.z; kx < end.z; kx++) {
                        sum = joined(sum, load(plane.source, at));
                        at += x.dilation;
                    }
                }
            }
            if (KIND == 3) sum = divisor == 0 ? WORDS(0x7fc00000u) : WORDS_OF(FLOATS_OF(sum) / float(divisor));
            if (KIND == 4) sum = WORDS_OF(root(FLOATS_OF(sum), parameter(P_EXPONENT)));
#if VEC == 4
            // Padded lanes hold zeros; without elements or divisor they would not.
            if (count == 0) sum = mix(sum, uvec4(0u), greaterThanEqual(ivec4(0, 1, 2, 3), ivec4(plane.lanes)));
#endif
            store(plane, element, sum);
        }
    }
}
