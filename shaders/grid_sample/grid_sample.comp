#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// The input read at positions that are data, TAPS neighbours on each axis: 1 nearest, 2 linear, 4 cubic. An invocation makes the channels of
// a block, or up to four channels, at a point.
//
// source: (image, C, axes) of float, or blocked (image, C/4, axes) of vec4; grid: (image, points, AXES) of float, last axis first
// result: (image, C, points), or blocked where the source is and the result shall be

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
layout(constant_id = 1) const int BLOCKED_STORE = 1;
layout(constant_id = 2) const int BLOCKED_LOAD = 1;
layout(constant_id = 3) const int AXES = 2;
// 0 zeros, 1 border, 2 reflection
layout(constant_id = 4) const int PADDING = 0;
// Blocks of halves, four channels to two words.
layout(constant_id = 5) const uint HALF = 0;
const uint HALF_SOURCE = 1;
const uint HALF_RESULT = 2;

layout(set = 0, binding = 1) readonly buffer Source { float values[]; } source;
layout(set = 0, binding = 1) readonly buffer SourceBlocks { vec4 values[]; } source_blocks;
layout(set = 0, binding = 1) readonly buffer SourceHalves { uvec2 values[]; } source_halves;
layout(set = 0, binding = 2) writeonly buffer Result { float values[]; } result;
layout(set = 0, binding = 2) writeonly buffer ResultBlocks { vec4 values[]; } result_blocks;
layout(set = 0, binding = 2) writeonly buffer ResultHalves { uvec2 values[]; } result_halves;
layout(set = 0, binding = 3) readonly buffer Grid { float values[]; } grid;

const int P_COUNT = 0;      // invocations of a layer: of all images, or of one where workgroups along z walk them
const int P_POINTS = 1;
const int P_CHANNELS = 2;
const int P_BLOCKS = 3;     // channels / 4, rounded up
const int P_INPUT = 4;      // x 3: input extents, 1 for an axis that is not there
const int P_ALIGN = 7;      // 1: corners are centres

struct Taps {
    int at[TAPS];           // -1 where nothing is read
    float weight[TAPS];
};

// A coordinate g stands for position (g·n + extent - 1)/2 with n = extent, or extent - 1 where corners are aligned. Twice the
// position is computed as an unevaluated sum of two floats, exact to 2^-46 of its size: the product by Dekker's splitting, whose
// parts have 12 bits each, the sum by Knuth's.
void position_of(float g, int extent, out int base, out float part, out int half_sign) {
    int n = parameter(P_ALIGN) != 0 ? extent - 1 : extent;
    precise float high = uintBitsToFloat(floatBitsToUint(g) & 0xfffff000u);
    precise float low = g - high;
    precise float n_high = float(n & ~0xfff);
    precise float n_low = float(n & 0xfff);
    precise float product = g * float(n);
    precise float product_error = ((high * n_high - product) + high * n_low + low * n_high) + low * n_low;
    precise float shift = float(extent - 1);
    precise float sum = product + shift;
    precise float of_shift = sum - product;
    precise float sum_error = (product - (sum - of_shift)) + (shift - of_shift);
    precise float rest = product_error + sum_error;
    float lower = floor(sum * 0.5);
    precise float coarse = sum * 0.5 - lower;
    precise float fine = rest * 0.5;
    part = coarse + fine;
    base = int(lower);
    if (part < 0.0) {
        part = coarse + 1.0 + fine;
        coarse += 1.0;
        base--;
    }
    if (part >= 1.0) {
        coarse -= 1.0;
        part = coarse + fine;
        base++;
    }
    part = clamp(part, 0.0, 0.99999994);
    float beyond_half = coarse - 0.5;
    half_sign = beyond_half > 0.0 ? 1 : beyond_half < 0.0 ? -1 : fine > 0.0 ? 1 : fine < 0.0 ? -1 : 0;
}

int mirrored(int at, int extent) {
    int end = parameter(P_ALIGN) != 0 ? 0 : 1;
    if (at < 0) at = -end - at;
    if (at >= extent) at = 2 * extent - 2 + end - at;
    return clamp(at, 0, extent - 1);
}

// The element read at an index; -1 for none.
int existing(int at, int extent) {
    if (at >= 0 && at < extent) return at;
    return PADDING == 0 ? -1 : PADDING == 1 ? clamp(at, 0, extent - 1) : mirrored(at, extent);
}

Taps taps_of(float g, int extent) {
    Taps taps;
    [[unroll]] for (int i = 0; i < TAPS; i++) {
        taps.at[i] = PADDING == 0 ? -1 : 0;
        taps.weight[i] = i == 0 ? 1.0 : 0.0;
    }
    if (isnan(g) || (PADDING != 1 && isinf(g))) return taps;
    float periods = 0.0;
    if (PADDING == 2) {
        // Positions repeat with period 4 of g, mirrored at -1 and 1; every difference here is exact.
        periods = roundEven(g * 0.25);
        g = g - 4.0 * periods;
#if TAPS > 1
        if (abs(g) > 1.0) g = (g < 0.0 ? -2.0 : 2.0) - g;
#endif
    } else {
        g = clamp(g, -8.0, 8.0);
    }
    int base;
    float part;
    int half_sign;
    position_of(g, extent, base, part, half_sign);
#if TAPS == 1
    // Halves to even; with three axes away from 0, where the position was before it was moved by periods.
    bool positive = periods == 0.0 ? base >= 0 : periods > 0.0;
    bool up = half_sign > 0 || (half_sign == 0 && (AXES == 3 ? positive : (base & 1) != 0));
    taps.at[0] = existing(base + (up ? 1 : 0), extent);
#else
    bool single = parameter(P_ALIGN) != 0 && extent == 1;
    if (PADDING == 1 && !single && abs(g) > 1.0) {
        base = g < 0.0 ? 0 : extent - 1;
        part = 0.0;
    }
    float other = 1.0 - part;
#if TAPS == 2
    taps.weight[0] = other;
    taps.weight[1] = part;
#else
    const float A = -0.75;
    taps.weight[0] = A * part * other * other;
    taps.weight[1] = other * (1.0 + part - (A + 2.0) * part * part);
    taps.weight[2] = part * (1.0 + other - (A + 2.0) * other * other);
    taps.weight[3] = A * other * part * part;
    base--;
#endif
    [[unroll]] for (int i = 0; i < TAPS; i++) {
        taps.at[i] = existing(base + i, extent);
        if (taps.weight[i] == 0.0) taps.at[i] = -1;
    }
#endif
    return taps;
}

vec4 load(int image, int block, int position, int positions) {
    if (BLOCKED_LOAD == 1) {
        int at = (image * parameter(P_BLOCKS) + block) * positions + position - int(part.shift[0]);
        if ((HALF & HALF_SOURCE) != 0) return unpack_halves(source_halves.values[at]);
        return source_blocks.values[at];
    }
    int channels = parameter(P_CHANNELS);
    int index = (image * channels + block * 4) * positions + position - int(part.shift[0]);
    vec4 value = vec4(0.0);
    [[unroll]] for (int lane = 0; lane < 4; lane++) {
        if (block * 4 + lane < channels) value[lane] = source.values[index + lane * positions];
    }
    return value;
}

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int points = parameter(P_POINTS);
    int rest = divide(index, points);
    int point = index - rest * points;
    int blocks = parameter(P_BLOCKS);
    int image = divide(rest, blocks);
    int block = rest - image * blocks;
    image += int(workgroup().z);
    ivec3 extent = ivec3(parameter(P_INPUT), parameter(P_INPUT + 1), parameter(P_INPUT + 2));
    int coordinates = (image * points + point) * AXES - int(part.shift[2]);
    Taps x = taps_of(grid.values[coordinates], extent.z);
    Taps y;
    Taps z;
    if (AXES > 1) y = taps_of(grid.values[coordinates + 1], extent.y);
    if (AXES > 2) z = taps_of(grid.values[coordinates + 2], extent.x);
    int positions = extent.x * extent.y * extent.z;
    vec4 sum = vec4(0.0);
    for (int kz = 0; kz < (AXES > 2 ? TAPS : 1); kz++) {
        for (int ky = 0; ky < (AXES > 1 ? TAPS : 1); ky++) {
            int row = AXES > 1 ? y.at[ky] : 0;
            if (AXES > 2) row = row < 0 || z.at[kz] < 0 ? -1 : z.at[kz] * extent.y + row;
            if (row < 0) continue;
            vec4 line = vec4(0.0);
            [[unroll]] for (int kx = 0; kx < TAPS; kx++) {
                if (x.at[kx] >= 0) line += x.weight[kx] * load(image, block, row * extent.z + x.at[kx], positions);
            }
            float weight = (AXES > 1 ? y.weight[ky] : 1.0) * (AXES > 2 ? z.weight[kz] : 1.0);
            sum += weight * line;
        }
    }
    if (BLOCKED_STORE == 1) {
        int at = (image * blocks + block) * points + point - int(part.shift[1]);
        if ((HALF & HALF_RESULT) != 0) result_halves.values[at] = pack_halves(sum);
        else result_blocks.values[at] = sum;
        return;
    }
    int channels = parameter(P_CHANNELS);
    int target = (image * channels + block * 4) * points + point - int(part.shift[1]);
    for (int lane = 0; lane < 4; lane++) {
        if (block * 4 + lane < channels) result.values[target + lane * points] = sum[lane];
    }
}
