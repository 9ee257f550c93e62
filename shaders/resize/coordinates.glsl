// Where output positions of an axis lie in the input, in whole numbers, so that no rounding ever picks another neighbour: position o is
//   bq + o·aq + (o·ar + br)/c, with 0 ≤ ar, br < c.
// Outputs before `low` or behind `high` lie outside of what may be read (tf_crop_and_resize).

// 0: c < 2^29, so that the words of ar, br and c below 2^32 are all of them; 1: c < 2^62.
layout(constant_id = 3) const int WIDE = 0;

const int AXIS_WORDS = 12;
const int A_INPUT = 0;      // input extent
const int A_AQ = 1;
const int A_AR = 2;         // x 2: low word, high word
const int A_BQ = 4;
const int A_BR = 5;         // x 2
const int A_C = 7;          // x 2
const int A_LOW = 9;
const int A_HIGH = 10;
const int A_SCALE = 11;     // bits of the scale; 0: output over input extent

struct Position {
    int base;           // the element at or before it
    float distance;     // from that element, less than 1
    float remaining;    // 1 - distance, computed on its own
    int half_sign;      // of distance - 1/2
    bool whole;         // distance is 0
    bool outside;
    int rest;           // distance in parts of c; where c is narrow
};

// Numbers of 64 bits: low word, high word.
uvec2 number(int word) { return uvec2(parameter(word), parameter(word + 1)); }
uvec2 negated(uvec2 x) { return uvec2(~x.x + 1u, ~x.y + (x.x == 0u ? 1u : 0u)); }
bool is_negative(uvec2 x) { return int(x.y) < 0; }
float float_of(uvec2 x) { return float(x.y) * 4294967296.0 + float(x.x); }

uvec2 sum_of(uvec2 x, uvec2 y) {
    uint low = x.x + y.x;
    return uvec2(low, x.y + y.y + (low < x.x ? 1u : 0u));
}

uvec2 product_of(uvec2 x, uint y) {
    uint high;
    uint low;
    umulExtended(x.x, y, high, low);
    return uvec2(low, high + x.y * y);
}

void find_wide(int axis, int o, inout Position position) {
    uvec2 a = number(axis + A_AR);
    uvec2 b = number(axis + A_BR);
    uvec2 c = number(axis + A_C);
    uvec2 less = negated(c);
    int quotient = int((float(o) * float_of(a) + float_of(b)) / float_of(c));
    uvec2 rest = sum_of(sum_of(product_of(a, uint(o)), b), product_of(less, uint(quotient)));
    [[unroll]] for (int i = 0; i < 2; i++) {
        if (is_negative(rest)) {
            rest = sum_of(rest, c);
            quotient--;
        }
        uvec2 reduced = sum_of(rest, less);
        if (!is_negative(reduced)) {
            rest = reduced;
            quotient++;
        }
    }
    position.base += quotient;
    uvec2 twice = sum_of(sum_of(rest, rest), less);
    position.half_sign = is_negative(twice) ? -1 : twice == uvec2(0u) ? 0 : 1;
    position.whole = rest == uvec2(0u);
    position.distance = float_of(rest) / float_of(c);
    position.remaining = float_of(sum_of(c, negated(rest))) / float_of(c);
}

void take_rest(int c, inout Position position) {
    position.half_sign = sign(2 * position.rest - c);
    position.whole = position.rest == 0;
    position.distance = float(position.rest) / float(c);
    position.remaining = float(c - position.rest) / float(c);
}

void find_narrow(int axis, int o, inout Position position) {
    int a = parameter(axis + A_AR);
    int b = parameter(axis + A_BR);
    int c = parameter(axis + A_C);
    // The quotient is off by less than 2; the remainder, computed modulo 2^32, tells by how much.
    int quotient = int((float(o) * float(a) + float(b)) / float(c));
    int rest = int(uint(o) * uint(a) + uint(b) - uint(quotient) * uint(c));
    [[unroll]] for (int i = 0; i < 2; i++) {
        if (rest < 0) {
            rest += c;
            quotient--;
        }
        if (rest >= c) {
            rest -= c;
            quotient++;
        }
    }
    position.base += quotient;
    position.rest = rest;
    take_rest(c, position);
}

Position position_of(int axis, int o) {
    Position position;
    position.base = parameter(axis + A_BQ) + o * parameter(axis + A_AQ);
    position.outside = o < parameter(axis + A_LOW) || o > parameter(axis + A_HIGH);
    position.rest = 0;
    if (WIDE == 1) find_wide(axis, o, position);
    else find_narrow(axis, o, position);
    return position;
}

// What a step along an axis adds, read once.
struct Step {
    int aq;
    int ar;
    int c;
    int low;
    int high;
};

Step step_of(int axis) { return Step(parameter(axis + A_AQ), parameter(axis + A_AR), parameter(axis + A_C), parameter(axis + A_LOW), parameter(axis + A_HIGH)); }

// The position of o, which follows the one that `position` is of; c is narrow.
void advance_to(int o, Step step, inout Position position) {
    position.base += step.aq;
    position.rest += step.ar;
    bool full = position.rest >= step.c;
    position.base += full ? 1 : 0;
    position.rest -= full ? step.c : 0;
    take_rest(step.c, position);
    position.outside = o < step.low || o > step.high;
}

// Keys' weight at distance d ≤ 1 (with e = 1 - d, so that it is exactly 0 at 1) and at 1 + d.
float cubic_inner(float d, float e, float a) { return e * (1.0 + d - (a + 2.0) * d * d); }
float cubic_outer(float d, float e, float a) { return a * d * e * e; }
