// Functions of one float or four that propagate NaN on every driver. FLOATS is float or vec4.

#if VEC == 4
#define CHOOSE(condition, yes, no) mix(no, yes, condition)
FLOATS larger(FLOATS x, FLOATS y) { bvec4 y_wins = greaterThan(y, x); return mix(x, y, bvec4(uvec4(y_wins) | uvec4(isnan(y)))); }
#else
#define CHOOSE(condition, yes, no) ((condition) ? (yes) : (no))
FLOATS larger(FLOATS x, FLOATS y) { return y > x || isnan(y) ? y : x; }
#endif

// x^(1/n) for x ≥ 0.
FLOATS root(FLOATS x, int n) {
    if (n == 1) return x;
    if (n == 2) return sqrt(x);
    return CHOOSE(isnan(x), x, pow(x, FLOATS(1.0 / float(n))));
}
