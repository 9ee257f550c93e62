#version 450
#extension GL_GOOGLE_include_directive : require

// out[e, l] = sum over s of p[l, s]·v[e, s], where p[l, ·] is the softmax of scale·(sum over d of q[d, l]·k[d, s]): channels before positions.
// An invocation takes a query l and walks the keys once, with the maximum m so far, and z and the sums taken relative to it:
//   m' = max(m, t),  z' = z·e^(m - m') + e^(t - m'),  sum' = sum·e^(m - m') + e^(t - m')·v[·, s]
// Every tensor has up to three axes before the channels, and blocks of four channels or single ones: c lies at (c >> 2)·block + (c & 3)·lane.
// Order: keys ascending; channels in four lanes, (0 + 1) + (2 + 3) at the end.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
// 1: the result lies in blocks, whose lanes beyond the channels are zero.
layout(constant_id = 1) const int BLOCKED_STORE = 0;
// Tensors of halves, two to a word. A result of halves lies in blocks, or has rows of whole quads: then invocations with neighbouring queries share words.
layout(constant_id = 2) const uint HALF = 0;
const uint HALF_QUERIES = 1;
const uint HALF_KEYS = 2;
const uint HALF_VALUES = 4;
const uint HALF_RESULT = 8;

layout(set = 0, binding = 1) readonly buffer Queries { float values[]; } queries;
layout(set = 0, binding = 2) readonly buffer Keys { float values[]; } keys;
layout(set = 0, binding = 3) readonly buffer Values { float values[]; } contents;
layout(set = 0, binding = 1) readonly buffer QueryHalves { uint values[]; } query_halves;
layout(set = 0, binding = 2) readonly buffer KeyHalves { uint values[]; } key_halves;
layout(set = 0, binding = 3) readonly buffer ValueHalves { uint values[]; } value_halves;
layout(set = 0, binding = 4) writeonly buffer Result { float values[]; } result;
layout(set = 0, binding = 4) writeonly buffer ResultHalves { uint values[]; } result_halves;

// Element `at`, of floats or of halves.
#define LOAD(floats, halves, tensor, at) ((HALF & (1u << tensor)) != 0 ? half_of(halves.values[((at) >> 1) - int(part.shift[tensor])], at) : floats.values[(at) - int(part.shift[tensor])])

const int P_COUNT = 0;      // invocations of a layer: of all of them, or of one index of the first axis
const int P_QUERIES = 1;    // L
const int P_KEYS = 2;       // S
const int P_DEPTH = 3;      // channels of queries and keys
const int P_CHANNELS = 4;   // channels of values
const int P_SCALE = 5;      // bits
const int P_EXTENTS = 6;    // x 2: extents of the second and the third axis before the channels
const int P_VIEW = 8;       // x 4 (queries, keys, values, result): strides of three axes, block, lane, position
const int VIEW_WORDS = 6;

const int MOST_BLOCKS = 16;

struct View {
    int base;
    int block;
    int lane;
    int position;
};

View view_of(int tensor, ivec3 batch) {
    int first = P_VIEW + tensor * VIEW_WORDS;
    int base = batch.x * parameter(first) + batch.y * parameter(first + 1) + batch.z * parameter(first + 2);
    return View(base, parameter(first + 3), parameter(first + 4), parameter(first + 5));
}

// SwiftShader's exp gives a number for NaN.
float exponential(float x) { return isnan(x) ? x : exp(x); }

const bool SHARES_WORDS = (HALF & HALF_RESULT) != 0 && BLOCKED_STORE == 0;
shared float exchanged[64];

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    bool exists = index < parameter(P_COUNT);
    // Who shares words goes along to the end, as the last one does.
    if (!exists && !SHARES_WORDS) return;
    index = min(index, parameter(P_COUNT) - 1);
    int rest = divide(index, parameter(P_QUERIES));
    int query = index - rest * parameter(P_QUERIES);
    ivec3 batch;
    index = divide(rest, parameter(P_EXTENTS + 1));
    batch.z = rest - index * parameter(P_EXTENTS + 1);
    batch.x = divide(index, parameter(P_EXTENTS));
    batch.y = index - batch.x * parameter(P_EXTENTS);
    batch.x += int(workgroup().z);

    int depth = parameter(P_DEPTH);
    int channels = parameter(P_CHANNELS);
    int depth_blocks = (depth + 3) >> 2;
    int blocks = (channels + 3) >> 2;
    View view = view_of(0, batch);
    vec4 q[MOST_BLOCKS];
    for (int b = 0; b < depth_blocks; b++) {
        int at = view.base + query * view.position + b * view.block;
        vec4 value = vec4(LOAD(queries, query_halves, 0, at), 0.0, 0.0, 0.0);
        if (b * 4 + 1 < depth) value.y = LOAD(queries, query_halves, 0, at + view.lane);
        if (b * 4 + 2 < depth) value.z = LOAD(queries, query_halves, 0, at + 2 * view.lane);
        if (b * 4 + 3 < depth) value.w = LOAD(queries, query_halves, 0, at + 3 * view.lane);
        q[b] = value;
    }
    vec4 sums[MOST_BLOCKS];
    for (int b = 0; b < blocks; b++) sums[b] = vec4(0.0);

    View key_view = view_of(1, batch);
    View value_view = view_of(2, batch);
    float scale = intBitsToFloat(parameter(P_SCALE));
    float infinity = intBitsToFloat(0x7f800000);
    float most = -infinity;
    float total = 0.0;
    int count = parameter(P_KEYS);
    for (int s = 0; s < count; s++) {
        vec4 product = vec4(0.0);
        for (int b = 0; b < depth_blocks; b++) {
            int at = key_view.base + b * key_view.block;
            vec4 value = vec4(LOAD(keys, key_halves, 1, at), 0.0, 0.0, 0.0);
            if (b * 4 + 1 < depth) value.y = LOAD(keys, key_halves, 1, at + key_view.lane);
            if (b * 4 + 2 < depth) value.z = LOAD(keys, key_halves, 1, at + 2 * key_view.lane);
            if (b * 4 + 3 < depth) value.w = LOAD(keys, key_halves, 1, at + 3 * key_view.lane);
            product += q[b] * value;
        }
        float t = ((product.x + product.y) + (product.z + product.w)) * scale;
        float next = t > most || isnan(t) ? t : most;
        // Until a key counts, all weigh nothing.
        bool none = next == -infinity;
        float kept = none ? 1.0 : exponential(most - next);
        float weight = none ? 0.0 : exponential(t - next);
        total = total * kept + weight;
        for (int b = 0; b < blocks; b++) {
            int at = value_view.base + b * value_view.block;
            vec4 value = vec4(LOAD(contents, value_halves, 2, at), 0.0, 0.0, 0.0);
            if (b * 4 + 1 < channels) value.y = LOAD(contents, value_halves, 2, at + value_view.lane);
            if (b * 4 + 2 < channels) value.z = LOAD(contents, value_halves, 2, at + 2 * value_view.lane);
            if (b * 4 + 3 < channels) value.w = LOAD(contents, value_halves, 2, at + 3 * value_view.lane);
            sums[b] = sums[b] * kept + value * weight;
        }
        most = next;
        key_view.base += key_view.position;
        value_view.base += value_view.position;
    }

    View target = view_of(3, batch);
    for (int b = 0; b < blocks; b++) {
        int at = target.base + query * target.position + b * target.block;
        // No key at all that counts: 0/0.
        vec4 value = most == -infinity ? vec4(intBitsToFloat(0x7fc00000)) : sums[b] / total;
        if (SHARES_WORDS) {
            int local = int(gl_LocalInvocationID.x);
            for (int lane = 0; lane < 4; lane++) {
                barrier();
                exchanged[local] = value[lane];
                barrier();
                int word = ((at + lane * target.lane) >> 1) - int(part.shift[3]);
                if (exists && (local & 1) == 0 && b * 4 + lane < channels) result_halves.values[word] = packHalf2x16(vec2(value[lane], exchanged[local + 1]));
            }
            continue;
        }
        if ((HALF & HALF_RESULT) != 0) {
            value = mix(value, vec4(0.0), greaterThanEqual(ivec4(0, 1, 2, 3), ivec4(channels - b * 4)));
            uvec2 words = pack_halves(value);
            int word = (at >> 1) - int(part.shift[3]);
            result_halves.values[word] = words.x;
            result_halves.values[word + 1] = words.y;
            continue;
        }
        at -= int(part.shift[3]);
        for (int lane = 0; lane < 4; lane++) {
            if (b * 4 + lane < channels) result.values[at + lane * target.lane] = value[lane];
            else if (BLOCKED_STORE == 1) result.values[at + lane * target.lane] = 0.0;
        }
    }
}
