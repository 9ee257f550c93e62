#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// Sums, products, extrema, norms and logarithms of sums over any axes. PARALLEL 0: an invocation an item and segment; 1: 16 invocations.
// INTEGER 1: 32-bit integers; WIDE 1: which stand for 64-bit ones. SHIFTED 1: operand b holds a number for each item, and terms are e^(x - b).

#include "common/interface.glsl"
#if WIDE
#include "common/overflow.glsl"
#endif

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
// 0 sum, 1 product, 2 maximum, 3 minimum
layout(constant_id = 2) const int COMBINE = 0;
// 0 x, 1 |x|, 2 x², 3 e^(x - b)
layout(constant_id = 3) const int TERM = 0;
// Of integers: 1 where they have no sign.
layout(constant_id = 4) const int UNSIGNED = 0;

#ifndef TEXELS
layout(set = 0, binding = 1) readonly buffer A { uint values[]; } a;
#endif
#if SHIFTED
layout(set = 0, binding = 2) readonly buffer B { float values[]; } b;
#endif
layout(set = 0, binding = 3) writeonly buffer Output { uint values[]; } result;

#include "reduce/reduction_space.glsl"
#include "common/chain.glsl"

const int P_NEUTRAL = P_MORE;       // bits of what changes nothing
// 0 nothing, 1 divide by the number of elements, 2 square root, 3 logarithm, 4 logarithm plus b
const int P_FINISH = P_MORE + 1;
const int P_DIVISOR = P_MORE + 2;   // the number of elements
const int P_FINITE = P_MORE + 3;    // 1: an infinite b is no shift

#if INTEGER
#define VALUE int
#define VALUES ivec4
VALUE value_of(uint bits) { return int(bits); }
uint bits_of(VALUE value) { return uint(value); }
bool less(VALUE x, VALUE y) { return UNSIGNED == 1 ? uint(x) < uint(y) : x < y; }
#else
#define VALUE float
#define VALUES vec4
VALUE value_of(uint bits) { return uintBitsToFloat(bits); }
uint bits_of(VALUE value) { return floatBitsToUint(value); }
// NaN wins in both directions; maximum and minimum keep it then.
bool less(VALUE x, VALUE y) { return x < y; }
#endif

#if WIDE
int product(int x, int y) {
    int high;
    int low;
    imulExtended(x, y, high, low);
    if (high != low >> 31) mark_overflow();
    return low;
}

int sum_of(int x, int y) {
    int sum = x + y;
    if (((x ^ sum) & (y ^ sum)) < 0) mark_overflow();
    return sum;
}
#else
VALUE product(VALUE x, VALUE y) { return x * y; }
VALUE sum_of(VALUE x, VALUE y) { return x + y; }
#endif

VALUE combined(VALUE x, VALUE y) {
    if (COMBINE == 1) return product(x, y);
#if INTEGER
    if (COMBINE == 2) return less(x, y) ? y : x;
    if (COMBINE == 3) return less(y, x) ? y : x;
#else
    if (COMBINE == 2) return less(x, y) || isnan(y) ? y : x;
    if (COMBINE == 3) return less(y, x) || isnan(y) ? y : x;
#endif
    return sum_of(x, y);
}

VALUES combined4(VALUES x, VALUES y) {
#if !WIDE
    if (COMBINE == 0) return x + y;
    if (COMBINE == 1) return x * y;
#endif
    return VALUES(combined(x.x, y.x), combined(x.y, y.y), combined(x.z, y.z), combined(x.w, y.w));
}

VALUE term_of(uint bits, float shift) {
    VALUE x = value_of(bits);
#if WIDE
    if (TERM == 1 && x == -2147483648) mark_overflow();
#endif
    if (TERM == 1) return abs(x);
    if (TERM == 2) return product(x, x);
#if SHIFTED
    if (TERM == 3) {
        x -= shift;
        // SwiftShader's exp gives a number for NaN.
        return isnan(x) ? x : exp(x);
    }
#endif
    return x;
}

VALUE finished(VALUE x, float shift) {
    int finish = parameter(P_FINISH);
    if (finish == 0) return x;
#if INTEGER
    int count = parameter(P_DIVISOR);
    return count == 0 ? 0 : UNSIGNED == 1 ? int(uint(x) / uint(count)) : x / count;
#else
    if (finish == 1) return x / float(parameter(P_DIVISOR));
    if (isnan(x)) return x;
    if (finish == 2) return sqrt(x);
    // SwiftShader's log of 0 is -88, and below a number.
    float logarithm = x > 0.0 ? log(x) : uintBitsToFloat(x == 0.0 ? 0xff800000u : 0x7fc00000u);
    return finish == 3 ? logarithm : logarithm + shift;
#endif
}

// ln Σ e^x of infinities is what the exponentials give without a shift; softmax of them is NaN, which the shift gives.
float shift_of(int k) {
#if SHIFTED
    float shift = b.values[k - int(part.shift[1])];
    return parameter(P_FINITE) == 1 && (isnan(shift) || isinf(shift)) ? 0.0 : shift;
#else
    return 0.0;
#endif
}

#ifdef TEXELS
VALUE load(Item item, int r, float shift) { return term_of(floatBitsToUint(texel_of(item.place, r)[r & 3]), shift); }
#else
VALUE load(Item item, int r, float shift) {
    int at = element(item.place, r);
    return term_of(bits_of_word(a.values[word_of(at) - int(part.shift[0])], at), shift);
}
#endif

void store(Item item, VALUE value, float shift) {
    uint bits = bits_of(finished(value, shift));
    result.values[item.k * parameter(P_SEGMENTS) + item.segment - int(part.shift[2])] = CHAIN == 1 ? lucid_chain(uvec4(bits)).x : bits;
}

#if PARALLEL
shared VALUE lanes[64];

void main() {
    int local = int(gl_LocalInvocationID.x);
    int lane = local & (LANES - 1);
    Item item = item_of(int(workgroup().x * (LOCAL_SIZE / LANES)) + local / LANES);
    float shift = item.exists ? shift_of(item.k) : 0.0;
    VALUE sum = value_of(uint(parameter(P_NEUTRAL)));
    int r = item.first + lane;
    for (; r + 3 * LANES < item.end; r += 4 * LANES) {
        VALUE x0 = load(item, r, shift);
        VALUE x1 = load(item, r + LANES, shift);
        VALUE x2 = load(item, r + 2 * LANES, shift);
        VALUE x3 = load(item, r + 3 * LANES, shift);
        sum = combined(combined(combined(combined(sum, x0), x1), x2), x3);
    }
    for (; r < item.end; r += LANES) sum = combined(sum, load(item, r, shift));
    lanes[local] = sum;
    barrier();
    if ((lane & 4) == 0) lanes[local] = combined(lanes[local], lanes[local + 4]);
    barrier();
    if (lane < 4) lanes[local] = combined(lanes[local], lanes[local + 8]);
    barrier();
    if (lane != 0 || !item.exists) return;
    VALUE low = combined(lanes[local], lanes[local + 1]);
    VALUE high = combined(lanes[local + 2], lanes[local + 3]);
    store(item, combined(low, high), shift);
}
#else
VALUES load4(Item item, int r, float shift) {
#ifdef TEXELS
    uvec4 bits = floatBitsToUint(texel_of(item.place, r));
    return VALUES(term_of(bits.x, shift), term_of(bits.y, shift), term_of(bits.z, shift), term_of(bits.w, shift));
#else
    return VALUES(load(item, r, shift), load(item, r + 1, shift), load(item, r + 2, shift), load(item, r + 3, shift));
#endif
}

// As load4, what changes nothing behind the end.
VALUES load4_before(Item item, int r, float shift) {
    VALUES x = VALUES(value_of(uint(parameter(P_NEUTRAL))));
    for (int i = 0; i < 4; i++) {
        if (r + i < item.end) x[i] = load(item, r + i, shift);
    }
    return x;
}

// Lanes 0 to 15 are four vectors that take turns. Unrolling the turns is not worth it: SwiftShader takes minutes for a pipeline of many loads.
void main() {
    Item item = item_of(int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x));
    if (!item.exists) return;
    float shift = shift_of(item.k);
    VALUES s0 = VALUES(value_of(uint(parameter(P_NEUTRAL))));
    VALUES s1 = s0;
    VALUES s2 = s0;
    VALUES s3 = s0;
    int r = item.first;
    for (; r < item.end; r += 4) {
        VALUES x;
        if (r + 4 <= item.end) x = load4(item, r, shift);
        else x = load4_before(item, r, shift);
        VALUES sum = combined4(s0, x);
        s0 = s1;
        s1 = s2;
        s2 = s3;
        s3 = sum;
    }
    // Turned on to where the first is the first again.
    for (; (r & 15) != (item.first & 15); r += 4) {
        VALUES first = s0;
        s0 = s1;
        s1 = s2;
        s2 = s3;
        s3 = first;
    }
    VALUES sum = combined4(combined4(s0, s1), combined4(s2, s3));
    store(item, combined(combined(sum.x, sum.y), combined(sum.z, sum.w)), shift);
}
#endif
