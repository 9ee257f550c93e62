// Terms of a reduction, what combines them and what is made of the result. INTEGER 1: 32-bit integers; WIDE 1: which stand for 64-bit ones.
// SHIFTED 1: operand b holds a number for each item, and terms are e^(x - b).

// 0 sum, 1 product, 2 maximum, 3 minimum
layout(constant_id = 2) const int COMBINE = 0;
// 0 x, 1 |x|, 2 x², 3 e^(x - b)
layout(constant_id = 3) const int TERM = 0;
// Of integers: 1 where they have no sign.
layout(constant_id = 4) const int UNSIGNED = 0;

#if SHIFTED
layout(set = 0, binding = 2) readonly buffer B { float values[]; } b;
#endif

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
#if !INTEGER
    if (COMBINE == 2) return mix(x, y, bvec4(uvec4(lessThan(x, y)) | uvec4(isnan(y))));
    if (COMBINE == 3) return mix(x, y, bvec4(uvec4(lessThan(y, x)) | uvec4(isnan(y))));
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
