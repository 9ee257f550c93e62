// Four moments at once. Needs moments.glsl.

struct Moments4 {
    vec4 count;
    vec4 mean;
    vec4 m2;
};

Moments moments_at(Moments4 moments, int i) { return Moments(moments.count[i], moments.mean[i], moments.m2[i]); }

// merged() of each component.
Moments4 merged4(Moments4 x, Moments4 y) {
    vec4 count = x.count + y.count;
    if (CENTRED == 0) return Moments4(count, vec4(0.0), x.m2 + y.m2);
    vec4 difference = y.mean - x.mean;
    vec4 share = y.count / max(count, vec4(1.0));
    Moments4 both = Moments4(count, x.mean + difference * share, x.m2 + y.m2 + difference * difference * x.count * share);
    bvec4 onlyX = equal(y.count, vec4(0.0));
    bvec4 onlyY = equal(x.count, vec4(0.0));
    both.mean = mix(mix(both.mean, y.mean, onlyY), x.mean, onlyX);
    both.m2 = mix(mix(both.m2, y.m2, onlyY), x.m2, onlyX);
    return both;
}
