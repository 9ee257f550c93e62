// Moments of an item's elements in one invocation, with the lanes and in the order of 16 invocations. Needs load().

#include "normalization/moments_vectors.glsl"

vec4 load4(Item item, int r) { return vec4(load(item, r), load(item, r + 1), load(item, r + 2), load(item, r + 3)); }

// Lanes 0 to 15 are four vectors that take turns; unrolling the turns is not worth it: SwiftShader takes minutes for a pipeline of many loads.
Moments moments_of(Item item) {
    vec4 m0 = vec4(0.0);
    vec4 m1 = m0;
    vec4 m2 = m0;
    vec4 m3 = m0;
    vec4 q0 = m0;
    vec4 q1 = m0;
    vec4 q2 = m0;
    vec4 q3 = m0;
    int r = item.first;
    for (; r < item.end; r += 4) {
        bvec4 real = lessThan(ivec4(r) + ivec4(0, 1, 2, 3), ivec4(item.end));
        // Behind the end, a lane's own mean: it changes neither mean nor squares.
        vec4 x = m0;
        if (r + 4 <= item.end) x = load4(item, r);
        else {
            for (int i = 0; i < 3; i++) {
                if (real[i]) x[i] = load(item, r + i);
            }
        }
        float share = 1.0 / float(((r - item.first) >> 4) + 1);
        vec4 difference = x - m0;
        vec4 mean = mix(m0, m0 + difference * share, real);
        vec4 squares = mix(q0, q0 + difference * (x - mean), real);
        if (CENTRED == 0) {
            // Behind the end, 0.
            mean = vec4(0.0);
            squares = q0 + x * x;
        }
        m0 = m1;
        m1 = m2;
        m2 = m3;
        m3 = mean;
        q0 = q1;
        q1 = q2;
        q2 = q3;
        q3 = squares;
    }
    for (; ((r - item.first) & 15) != 0; r += 4) {
        vec4 mean = m0;
        vec4 squares = q0;
        m0 = m1;
        m1 = m2;
        m2 = m3;
        m3 = mean;
        q0 = q1;
        q1 = q2;
        q2 = q3;
        q3 = squares;
    }
    // Lane i has an element for each whole row of 16 and one more where the last row reaches it.
    int count = item.end - item.first;
    ivec4 rest = ivec4(count & 15);
    ivec4 lane = ivec4(0, 1, 2, 3);
    vec4 rows = vec4(float(count >> 4));
    Moments4 first = merged4(Moments4(rows + vec4(lessThan(lane, rest)), m0, q0), Moments4(rows + vec4(lessThan(lane + 4, rest)), m1, q1));
    Moments4 second = merged4(Moments4(rows + vec4(lessThan(lane + 8, rest)), m2, q2), Moments4(rows + vec4(lessThan(lane + 12, rest)), m3, q3));
    Moments4 all = merged4(first, second);
    return merged(merged(moments_at(all, 0), moments_at(all, 1)), merged(moments_at(all, 2), moments_at(all, 3)));
}
