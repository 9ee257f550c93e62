#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// One axis resampled with weights as wide as its elements lie apart in the output: Σ w(s·|position - i|)·in[i] / Σ w(s·|position - i|)
// over all i for which the weight is not 0; s ≤ 1 is the scale.

#include "common/interface.glsl"
#include "common/planes.glsl"
#include "resize/coordinates.glsl"

// 2 linear, 4 cubic
layout(constant_id = 2) const int TAPS = 2;

const int P_INNER = P_FIRST_FREE;           // elements within the axis
const int P_EXCLUDE = P_INNER + 2;          // 1: neighbours outside are left out, 0: the outermost element stands for them
const int P_CUBIC_A = P_INNER + 3;          // bits
const int P_EXTRAPOLATION = P_INNER + 4;    // bits
const int P_AXIS = P_INNER + 5 + 2 * AXIS_WORDS;

float weight_at(float distance, float a) {
    if (TAPS == 2) return max(1.0 - distance, 0.0);
    if (distance <= 1.0) return cubic_inner(distance, 1.0 - distance, a);
    return distance < 2.0 ? cubic_outer(distance - 1.0, 2.0 - distance, a) : 0.0;
}

void main() {
    Place place;
    if (!find_place(place)) return;
    enter_plane(place);
    int last = parameter(P_AXIS + A_INPUT) - 1;
    int inner = parameter(P_INNER);
    float a = intBitsToFloat(parameter(P_CUBIC_A));
    float scale = intBitsToFloat(parameter(P_AXIS + A_SCALE));
    if (scale == 0.0) scale = float(parameter(P_OUTPUT + 2)) / float(last + 1);
    scale = min(scale, 1.0);
    float reach = float(TAPS / 2) / scale;
    bool exclude = parameter(P_EXCLUDE) != 0;
    int end = min(place.element + ELEMENTS, parameter(P_ROW));
    for (int element = place.element; element < end; element++) {
        int column = inner == 1 ? element : divide(element, inner);
        int within = element - column * inner;
        Position position = position_of(P_AXIS, column);
        float part = position.distance;
        int first = int(floor(part - reach)) + 1;
        int behind = int(ceil(part + reach));
        if (exclude) {
            first = max(first, -position.base);
            behind = min(behind, last + 1 - position.base);
        }
        FLOATS sum = FLOATS(0.0);
        float weights = 0.0;
        for (int i = first; i < behind; i++) {
            float weight = weight_at(abs(float(i) - part) * scale, a);
            if (weight == 0.0) continue;
            sum += weight * FLOATS_OF(load(place.source, clamp(position.base + i, 0, last) * inner + within));
            weights += weight;
        }
        WORDS value = WORDS_OF(sum / weights);
        if (position.outside) {
            value = WORDS(uint(parameter(P_EXTRAPOLATION)));
#if VEC == 4
            if (place.lanes < 4) value = mix(value, uvec4(0u), greaterThanEqual(ivec4(0, 1, 2, 3), ivec4(place.lanes)));
#endif
        }
        store(place, element, value);
    }
}
