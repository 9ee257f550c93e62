#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// Up to three neighbouring axes resampled, TAPS neighbours on each: 1 nearest, 2 linear, 4 cubic. What lies within the last of these
// axes (INNER elements) moves along.

#include "common/interface.glsl"
#include "common/planes.glsl"
#include "resize/coordinates.glsl"
#include "resize/taps.glsl"

// Axes that are resampled, from the last: 1 x; 2 y, x; 3 z, y, x.
layout(constant_id = 2) const int AXES = 2;

const int P_INNER = P_FIRST_FREE;           // elements within the last axis
const int P_ROUNDING = P_INNER + 1;         // 0 prefer floor, 1 prefer ceil, 2 floor, 3 ceil
const int P_EXCLUDE = P_INNER + 2;          // 1: neighbours outside are left out, 0: the outermost element stands for them
const int P_CUBIC_A = P_INNER + 3;          // bits
const int P_EXTRAPOLATION = P_INNER + 4;    // bits
const int P_AXIS = P_INNER + 5;             // x 3: z, y, x

void main() {
    Place place;
    if (!find_place(place)) return;
    Taps z;
    Taps y;
    Taps x;
    z.outside = false;
    y.outside = false;
    int height = parameter(P_AXIS + AXIS_WORDS + A_INPUT);
    int width = parameter(P_AXIS + 2 * AXIS_WORDS + A_INPUT);
    int inner = parameter(P_INNER);
    Filter how = Filter(parameter(P_ROUNDING), parameter(P_EXCLUDE) != 0, intBitsToFloat(parameter(P_CUBIC_A)));
    ivec3 last = ivec3(parameter(P_AXIS + A_INPUT) - 1, height - 1, width - 1);
    uint extrapolation = uint(parameter(P_EXTRAPOLATION));
    Step step = step_of(P_AXIS + 2 * AXIS_WORDS);
    Position along;
    int column = inner == 1 ? place.element : divide(place.element, inner);
    int within = place.element - column * inner;
    int end = min(place.element + ELEMENTS, parameter(P_ROW));
    for (int element = place.element; element < end; element++) {
        // One call for all axes, the outer ones at the first element: drivers inline it, and compile as long as it is.
        bool is_first = element == place.element;
        for (int axis = is_first ? 3 - AXES : within == 0 ? 2 : 3; axis < 3; axis++) {
            Position position = along;
            int words = P_AXIS + axis * AXIS_WORDS;
            if (is_first || WIDE == 1) position = position_of(words, axis == 2 ? column : axis == 1 ? place.y : place.z);
            else advance_to(column, step, position);
            Taps taps = taps_of(how, position, axis == 2 ? last.z : axis == 1 ? last.y : last.x);
            if (axis == 2) {
                x = taps;
                along = position;
            } else if (AXES > 1 && axis == 1) y = taps;
            else if (AXES > 2) z = taps;
        }
        Place plane = place;
        for (int p = 0; p < place.planes; p++) {
            enter_plane(plane);
#if TAPS == 1
            int row = (AXES > 2 ? z.at[0] * height : 0) + (AXES > 1 ? y.at[0] : 0);
            WORDS value = load(plane.source, (row * width + x.at[0]) * inner + within);
#else
            FLOATS sum = FLOATS(0.0);
            for (int kz = 0; kz < (AXES > 2 ? TAPS : 1); kz++) {
                FLOATS layer = FLOATS(0.0);
                [[unroll]] for (int ky = 0; ky < TAPS; ky++) {
                    if (AXES > 1 || ky == 0) {
                        int row = (AXES > 2 ? z.at[kz] * height : 0) + (AXES > 1 ? y.at[ky] : 0);
                        FLOATS line = FLOATS(0.0);
                        [[unroll]] for (int kx = 0; kx < TAPS; kx++)
                            line += weighed(x.weight[kx], FLOATS_OF(load(plane.source, (row * width + x.at[kx]) * inner + within)));
                        layer = AXES > 1 ? layer + weighed(y.weight[ky], line) : line;
                    }
                }
                sum = AXES > 2 ? sum + weighed(z.weight[kz], layer) : layer;
            }
            WORDS value = WORDS_OF(sum);
#endif
            if (z.outside || y.outside || x.outside) {
                value = WORDS(extrapolation);
#if VEC == 4
                if (plane.lanes < 4) value = mix(value, uvec4(0u), greaterThanEqual(ivec4(0, 1, 2, 3), ivec4(plane.lanes)));
#endif
            }
            store(plane, element, value);
        }
        within++;
        if (within == inner) {
            within = 0;
            column++;
        }
    }
}
