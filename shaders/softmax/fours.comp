#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_shuffle : require

// As softmax.comp for floats, the way software drivers read fours (reduce/fours.glsl).

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 8;
// 1: the logarithm.
layout(constant_id = 2) const int LOGARITHM = 0;

// The output lies as the operand does.
layout(set = 0, binding = 3) writeonly buffer Output { vec4 values[]; } result;

#include "reduce/fours.glsl"

#define LEAST uintBitsToFloat(0xff800000u)

float greater(float x, float y) { return x < y || isnan(y) ? y : x; }

vec4 greater4(vec4 x, vec4 y) { return mix(x, y, bvec4(uvec4(lessThan(x, y)) | uvec4(isnan(y)))); }

// NaN where the maximum is infinite or NaN: the exponentials of what is NaN need not be, and are not on SwiftShader.
vec4 checked(vec4 sum, vec4 most) { return mix(mix(sum, uintBitsToFloat(uvec4(0xffc00000u)), isinf(most)), most, isnan(most)); }

// Of x, the maximum subtracted, and the sum of all exponentials.
vec4 value_of(vec4 x, vec4 sum) {
    if (LOGARITHM == 1) return mix(x - log(sum), x + sum, isnan(sum));
    return exp(x) / sum;
}

// From the index of a four of the operand to that of the output's.
int output_offset() { return int(part.shift[0]) - int(part.shift[2]); }

#if ALONG
void main() {
    Item item = shared_item();
    int first = first_four(item);
    int count = number_of_fours(item);
    vec4 m = vec4(LEAST);
    int at = first;
    int left = count;
    for (; left > 3; left -= 4) {
        vec4 x0 = four_at(at);
        vec4 x1 = four_at(at + 4);
        vec4 x2 = four_at(at + 8);
        vec4 x3 = four_at(at + 12);
        m = greater4(greater4(greater4(greater4(m, x0), x1), x2), x3);
        at += 16;
    }
    for (; left > 0; left--) {
        m = greater4(m, four_at(at));
        at += 4;
    }
    m = greater4(m, of_neighbour(m, 1u));
    m = greater4(m, of_neighbour(m, 2u));
    vec4 most = vec4(greater(greater(m.x, m.y), greater(m.z, m.w)));

    vec4 sums = vec4(0.0);
    at = first;
    for (left = count; left > 0; left--) {
        sums += exp(four_at(at) - most);
        at += 4;
    }
    sums += of_neighbour(sums, 1u);
    sums += of_neighbour(sums, 2u);
    vec4 sum = checked(vec4((sums.x + sums.y) + (sums.z + sums.w)), most);

    int moved = output_offset();
    at = first;
    for (left = count; left > 0; left--) {
        result.values[at + moved] = value_of(four_at(at) - most, sum);
        at += 4;
    }
}
#else
#include "reduce/runs.glsl"

void main() {
    int steps = parameter(P_REDUCED);
    vec4 most[RUNS];
    vec4 sums[RUNS];
    int firsts[RUNS];
    int runs = 0;
    for (int run = 0; run < RUNS; run++) {
        Item item = item_of(item_of_run(run));
        if (!item.exists) break;
        int first = first_four(item);
        int step = reduced_strides.z >> 2;
        vec4 m = vec4(LEAST);
        int at = first;
        int left = steps;
        for (; left > 3; left -= 4) {
            vec4 x0 = four_at(at);
            vec4 x1 = four_at(at + step);
            vec4 x2 = four_at(at + 2 * step);
            vec4 x3 = four_at(at + 3 * step);
            m = greater4(greater4(greater4(greater4(m, x0), x1), x2), x3);
            at += 4 * step;
        }
        for (; left > 0; left--) {
            m = greater4(m, four_at(at));
            at += step;
        }
        vec4 lanes[LANES];
        [[unroll]] for (int lane = 0; lane < LANES; lane++) lanes[lane] = vec4(0.0);
        at = first;
        if (TURNS == 1) {
            // Software drivers go once more through a loop that asks before each round.
            int turns = steps >> 4;
            do {
                [[unroll]] for (int lane = 0; lane < LANES; lane++) {
                    lanes[lane] += exp(four_at(at) - m);
                    at += step;
                }
                turns--;
            } while (turns > 0);
        }
        [[unroll]] for (int lane = 0; lane < LANES - 1; lane++) {
            if (lane < REST) {
                lanes[lane] += exp(four_at(at) - m);
                at += step;
            }
        }
        [[unroll]] for (int lane = 0; lane < 4; lane++) lanes[lane] = (lanes[lane] + lanes[lane + 4]) + (lanes[lane + 8] + lanes[lane + 12]);
        vec4 sum = checked((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]), m);
        [[unroll]] for (int i = 0; i < RUNS; i++) {
            if (i == run) {
                most[i] = m;
                sums[i] = sum;
                firsts[i] = first;
            }
        }
        runs++;
    }
    int step = reduced_strides.z >> 2;
    int moved = output_offset();
    int offset = 0;
    do {
        [[unroll]] for (int run = 0; run < RUNS; run++) {
            if (run < runs) {
                int at = firsts[run] + offset;
                result.values[at + moved] = value_of(four_at(at) - most[run], sums[run]);
            }
        }
        offset += step;
        steps--;
    } while (steps > 0);
}
#endif
