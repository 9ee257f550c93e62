// Where 64-bit integers leave the 32 bits in which a device holds them: a word of the program that is not 0 afterwards. Invocations that write it
// write the same.

layout(constant_id = 7) const int OVERFLOW_WORD = 0;
layout(set = 0, binding = 6) writeonly buffer Overflow { uint words[]; } overflow;

void mark_overflow() { overflow.words[OVERFLOW_WORD] = 1u; }

bvec4 lucid_product_overflows(ivec4 x, ivec4 y) {
    ivec4 high;
    ivec4 low;
    imulExtended(x, y, high, low);
    return notEqual(high, low >> 31);
}

// The squares whose product the power is, bit by bit of the exponent; a negative one leaves only powers of 1 and -1.
bvec4 lucid_power_overflows(ivec4 x, ivec4 y) {
    ivec4 result = ivec4(1);
    bvec4 is_lost = bvec4(false);   // whether the square is none any more
    bvec4 beyond = bvec4(false);
    for (int bit = 0; bit < 31; bit++) {
        bvec4 product = lucid_product_overflows(result, x);
        bvec4 square = lucid_product_overflows(x, x);
        for (int i = 0; i < 4; i++) {
            if (((y[i] >> bit) & 1) != 0) {
                beyond[i] = beyond[i] || is_lost[i] || product[i];
                result[i] *= x[i];
            }
            is_lost[i] = is_lost[i] || square[i];
        }
        x *= x;
    }
    return bvec4(beyond.x && y.x >= 0, beyond.y && y.y >= 0, beyond.z && y.z >= 0, beyond.w && y.w >= 0);
}
