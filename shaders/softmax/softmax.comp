#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// e^(x - m) / s along a range with its maximum m and s = Σ e^(x - m), or x - m - ln s. PARALLEL 0: an invocation a range; 1: 16 invocations.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
// 1: the logarithm.
layout(constant_id = 2) const int LOGARITHM = 0;

layout(set = 0, binding = 1) readonly buffer A { float values[]; } a;
layout(set = 0, binding = 3) writeonly buffer Output { float values[]; } result;

#include "reduce/reduction_space.glsl"

float load(Item item, int r) { return a.values[element(item.place, r) - int(part.shift[0])]; }

float greater(float x, float y) { return x < y || isnan(y) ? y : x; }

// SwiftShader's exp gives a number for NaN.
float exponential(float x) { return isnan(x) ? x : exp(x); }

// The output lies as the operand does.
void store(Item item, int r, float most, float sum) {
    int at = element(item.place, r);
    float x = a.values[at - int(part.shift[0])] - most;
    float value = LOGARITHM == 1 ? x - log(sum) : exponential(x) / sum;
    result.values[at - int(part.shift[2])] = isnan(x) || isnan(sum) ? x + sum : value;
}

#define LEAST uintBitsToFloat(0xff800000u)

#if PARALLEL
shared float lanes[64];

float over_lanes(float x, int local, bool maximum) {
    int lane = local & (LANES - 1);
    barrier();
    lanes[local] = x;
    barrier();
    if ((lane & 4) == 0) lanes[local] = maximum ? greater(lanes[local], lanes[local + 4]) : lanes[local] + lanes[local + 4];
    barrier();
    if (lane < 4) lanes[local] = maximum ? greater(lanes[local], lanes[local + 8]) : lanes[local] + lanes[local + 8];
    barrier();
    int first = local - lane;
    return maximum ? greater(greater(lanes[first], lanes[first + 1]), greater(lanes[first + 2], lanes[first + 3]))
        : (lanes[first] + lanes[first + 1]) + (lanes[first + 2] + lanes[first + 3]);
}

void main() {
    int local = int(gl_LocalInvocationID.x);
    int lane = local & (LANES - 1);
    Item item = item_of(int(workgroup().x * (LOCAL_SIZE / LANES)) + local / LANES);
    float most = LEAST;
    int r = item.first + lane;
    for (; r + 3 * LANES < item.end; r += 4 * LANES) {
        float x0 = load(item, r);
        float x1 = load(item, r + LANES);
        float x2 = load(item, r + 2 * LANES);
        float x3 = load(item, r + 3 * LANES);
        most = greater(greater(greater(greater(most, x0), x1), x2), x3);
    }
    for (; r < item.end; r += LANES) most = greater(most, load(item, r));
    most = over_lanes(most, local, true);
    float sum = 0.0;
    for (r = item.first + lane; r + 3 * LANES < item.end; r += 4 * LANES) {
        float x0 = load(item, r) - most;
        float x1 = load(item, r + LANES) - most;
        float x2 = load(item, r + 2 * LANES) - most;
        float x3 = load(item, r + 3 * LANES) - most;
        sum = (((sum + exponential(x0)) + exponential(x1)) + exponential(x2)) + exponential(x3);
    }
    for (; r < item.end; r += LANES) sum += exponential(load(item, r) - most);
    sum = over_lanes(sum, local, false);
    for (r = item.first + lane; r < item.end; r += LANES) store(item, r, most, sum);
}
#else
vec4 load4(Item item, int r) { return vec4(load(item, r), load(item, r + 1), load(item, r + 2), load(item, r + 3)); }

vec4 greater4(vec4 x, vec4 y) { return vec4(greater(x.x, y.x), greater(x.y, y.y), greater(x.z, y.z), greater(x.w, y.w)); }

vec4 exponential4(vec4 x) { return mix(exp(x), x, isnan(x)); }

void main() {
    Item item = item_of(int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x));
    if (!item.exists) return;
    int whole = item.end - (item.end & (LANES - 1));
    vec4 m[4] = vec4[4](vec4(LEAST), vec4(LEAST), vec4(LEAST), vec4(LEAST));
    int r = 0;
    for (; r < whole; r += LANES) {
        [[unroll]] for (int i = 0; i < 4; i++) m[i] = greater4(m[i], load4(item, r + 4 * i));
    }
    vec4 m0 = greater4(greater4(m[0], m[1]), greater4(m[2], m[3]));
    float most = greater(greater(m0.x, m0.y), greater(m0.z, m0.w));
    [[unroll]] for (int i = 0; i < LANES - 1; i++) {
        if (r + i < item.end) most = greater(most, load(item, r + i));
    }

    vec4 s[4] = vec4[4](vec4(0.0), vec4(0.0), vec4(0.0), vec4(0.0));
    for (r = 0; r < whole; r += LANES) {
        [[unroll]] for (int i = 0; i < 4; i++) s[i] += exponential4(load4(item, r + 4 * i) - most);
    }
    [[unroll]] for (int i = 0; i < LANES; i++) {
        if (r + i < item.end) s[i >> 2][i & 3] += exponential(load(item, r + i) - most);
    }
    vec4 sums = (s[0] + s[1]) + (s[2] + s[3]);
    float sum = (sums.x + sums.y) + (sums.z + sums.w);

    for (r = 0; r < whole; r += LANES) {
        [[unroll]] for (int i = 0; i < LANES; i++) store(item, r + i, most, sum);
    }
    [[unroll]] for (int i = 0; i < LANES - 1; i++) {
        if (r + i < item.end) store(item, r + i, most, sum);
    }
}
#endif
