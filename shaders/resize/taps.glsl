// The TAPS neighbours that an output has on an axis, and their weights: 1 nearest, 2 linear, 4 cubic. FLOATS is float or vec4.

struct Taps {
    int at[TAPS];
    float weight[TAPS];
    bool outside;
};

// Parameters, read once: a software driver pays for every read.
struct Filter {
    int rounding;
    bool exclude;
    float a;
};

Taps taps_of(Filter how, Position position, int last) {
    Taps taps;
    taps.outside = position.outside;
#if TAPS == 1
    bool up = how.rounding == 0 ? position.half_sign > 0 : how.rounding == 1 ? position.half_sign >= 0 : how.rounding == 3 && !position.whole;
    taps.at[0] = clamp(position.base + (up ? 1 : 0), 0, last);
    taps.weight[0] = 1.0;
#else
    float d = position.distance;
    float e = position.remaining;
    int first = position.base;
#if TAPS == 2
    taps.weight[0] = e;
    taps.weight[1] = d;
#else
    taps.weight[0] = cubic_outer(d, e, how.a);
    taps.weight[1] = cubic_inner(d, e, how.a);
    taps.weight[2] = cubic_inner(e, d, how.a);
    taps.weight[3] = cubic_outer(e, d, how.a);
    first--;
#endif
    float sum = 0.0;
    [[unroll]] for (int i = 0; i < TAPS; i++) {
        int at = first + i;
        taps.at[i] = clamp(at, 0, last);
        if (how.exclude && at != taps.at[i]) taps.weight[i] = 0.0;
        sum += taps.weight[i];
    }
    if (how.exclude) {
        [[unroll]] for (int i = 0; i < TAPS; i++) taps.weight[i] /= sum;
    }
#endif
    return taps;
}

#if TAPS > 1
// A product with a weight of 0 does not exist.
FLOATS weighed(float weight, FLOATS value) { return weight != 0.0 ? weight * value : FLOATS(0.0); }
#endif
