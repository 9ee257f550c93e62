#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_shuffle : require

// As layer.comp for floats, the way software drivers read fours (reduce/fours.glsl): along rows, and along an axis of which four items lie side by side.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 8;
// 0: there is no bias; its binding is not read.
layout(constant_id = 2) const int BIAS = 1;

// Scale and bias have an entry for each position of a range.
#ifdef LOAD_TEXEL
layout(set = 0, binding = 2) uniform samplerBuffer scales;
layout(set = 0, binding = 4) uniform samplerBuffer biases;
vec4 scale_at(int at) { return texelFetch(scales, at - int(part.shift[1])); }
vec4 bias_at(int at) { return texelFetch(biases, at - int(part.shift[3])); }
#else
layout(set = 0, binding = 2) readonly buffer B { vec4 values[]; } scales;
layout(set = 0, binding = 4) readonly buffer C { vec4 values[]; } biases;
vec4 scale_at(int at) { return scales.values[at - int(part.shift[1])]; }
vec4 bias_at(int at) { return biases.values[at - int(part.shift[3])]; }
#endif
// The output lies as the operand does.
layout(set = 0, binding = 3) writeonly buffer Output { vec4 values[]; } result;

#include "reduce/fours.glsl"
#include "normalization/moments.glsl"
#include "normalization/moments_fours.glsl"

const int P_EPSILON = P_MORE;

#if ALONG
void main() {
    Item item = shared_item();
    Moments all = moments_of(item);
    float deviation = sqrt(all.m2 / all.count + intBitsToFloat(parameter(P_EPSILON)));
    int at = first_four(item);
    int moved = int(part.shift[0]) - int(part.shift[2]);
    int along = quarter();
    for (int left = number_of_fours(item); left > 0; left--) {
        vec4 x = (four_at(at) - all.mean) / deviation * scale_at(along);
        if (BIAS == 1) x += bias_at(along);
        result.values[at + moved] = x;
        at += 4;
        along += 4;
    }
}
#else
#include "reduce/runs.glsl"

void main() {
    float epsilon = intBitsToFloat(parameter(P_EPSILON));
    vec4 means[RUNS];
    vec4 deviations[RUNS];
    int firsts[RUNS];
    int runs = 0;
    for (int run = 0; run < RUNS; run++) {
        Item item = item_of(item_of_run(run));
        if (!item.exists) break;
        Moments4 all = moments_of(item);
        vec4 deviation = sqrt(all.m2 / all.count + epsilon);
        [[unroll]] for (int i = 0; i < RUNS; i++) {
            if (i == run) {
                means[i] = all.mean;
                deviations[i] = deviation;
                firsts[i] = first_four(item);
            }
        }
        runs++;
    }
    int step = reduced_strides.z >> 2;
    int moved = int(part.shift[0]) - int(part.shift[2]);
    int offset = 0;
    int length = parameter(P_REDUCED);
    int r = 0;
    do {
        float scale = scale_at(r >> 2)[r & 3];
        float bias = 0.0;
        if (BIAS == 1) bias = bias_at(r >> 2)[r & 3];
        [[unroll]] for (int run = 0; run < RUNS; run++) {
            if (run < runs) {
                int at = firsts[run] + offset;
                vec4 x = (four_at(at) - means[run]) / deviations[run] * scale;
                if (BIAS == 1) x += bias;
                result.values[at + moved] = x;
            }
        }
        offset += step;
        r++;
    } while (r < length);
}
#endif
