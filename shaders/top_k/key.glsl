// Elements as unsigned integers in their order: floats by magnitude and sign, -0 as 0, NaN above everything.

// 0 floats, 1 integers, 2 integers without sign
layout(constant_id = 2) const int NUMBER = 0;

const uint NAN_KEY = 0xffffffffu;

uint key_of(uint bits) {
    if (NUMBER == 2) return bits;
    if (NUMBER == 1) return bits ^ 0x80000000u;
    if ((bits & 0x7fffffffu) > 0x7f800000u) return NAN_KEY;
    if ((bits & 0x7fffffffu) == 0u) return 0x80000000u;
    return (bits & 0x80000000u) != 0u ? ~bits : bits | 0x80000000u;
}
