// Functions of one float or four that propagate NaN, and keep zeros, on every driver. FLOATS is float or vec4.

#if VEC == 4
FLOATS larger(FLOATS x, FLOATS y) { return mix(x, y, bvec4(uvec4(greaterThan(y, x)) | uvec4(isnan(y)))); }
#else
FLOATS larger(FLOATS x, FLOATS y) { return y > x || isnan(y) ? y : x; }
#endif

// x^(1/n) for x ≥ 0.
FLOATS root(FLOATS x, int n) {
    if (n == 1) return x;
    if (n == 2) return sqrt(x);
    FLOATS value = pow(x, FLOATS(1.0 / float(n)));
#if VEC == 4
    return mix(value, x, bvec4(uvec4(isnan(x)) | uvec4(equal(x, FLOATS(0.0)))));
#else
    return isnan(x) || x == 0.0 ? x : value;
#endif
}
