// Moments of items that are read as fours, with the lanes and in the order of 16 invocations. Needs reduce/fours.glsl and moments.glsl.

#include "normalization/moments_vectors.glsl"

// Of lanes that have taken `count` elements each, an element more; share = 1 / (count + 1).
void add_elements(inout vec4 mean, inout vec4 m2, vec4 x, float share) {
    if (CENTRED == 0) {
        m2 += x * x;
        return;
    }
    vec4 difference = x - mean;
    mean += difference * share;
    m2 += difference * (x - mean);
}

#if ALONG
// The lower invocation's first, in both of the pair.
Moments4 merged_with_neighbour(Moments4 own, uint bit) {
    Moments4 other = Moments4(of_neighbour(own.count, bit), of_neighbour(own.mean, bit), of_neighbour(own.m2, bit));
    bvec4 isUpper = bvec4((gl_SubgroupInvocationID & bit) != 0u);
    return merged4(
        Moments4(mix(own.count, other.count, isUpper), mix(own.mean, other.mean, isUpper), mix(own.m2, other.m2, isUpper)),
        Moments4(mix(other.count, own.count, isUpper), mix(other.mean, own.mean, isUpper), mix(other.m2, own.m2, isUpper)));
}

Moments moments_of(Item item) {
    vec4 mean = vec4(0.0);
    vec4 m2 = vec4(0.0);
    float count = 0.0;
    int at = first_four(item);
    int left = number_of_fours(item);
    for (; left > 3; left -= 4) {
        vec4 x0 = four_at(at);
        vec4 x1 = four_at(at + 4);
        vec4 x2 = four_at(at + 8);
        vec4 x3 = four_at(at + 12);
        add_elements(mean, m2, x0, 1.0 / (count + 1.0));
        add_elements(mean, m2, x1, 1.0 / (count + 2.0));
        add_elements(mean, m2, x2, 1.0 / (count + 3.0));
        count += 4.0;
        add_elements(mean, m2, x3, 1.0 / count);
        at += 16;
    }
    for (; left > 0; left--) {
        count += 1.0;
        add_elements(mean, m2, four_at(at), 1.0 / count);
        at += 4;
    }
    Moments4 all = merged_with_neighbour(merged_with_neighbour(Moments4(vec4(count), mean, m2), 1u), 2u);
    return merged(merged(moments_at(all, 0), moments_at(all, 1)), merged(moments_at(all, 2), moments_at(all, 3)));
}
#else
Moments4 moments_of(Item item) {
    vec4 means[LANES];
    vec4 squares[LANES];
    [[unroll]] for (int lane = 0; lane < LANES; lane++) {
        means[lane] = vec4(0.0);
        squares[lane] = vec4(0.0);
    }
    int at = first_four(item);
    int step = reduced_strides.z >> 2;
    float count = 0.0;
    if (TURNS == 1) {
        // Software drivers go once more through a loop that asks before each round.
        int turns = (item.end - item.first) >> 4;
        do {
            count += 1.0;
            float share = 1.0 / count;
            [[unroll]] for (int lane = 0; lane < LANES; lane++) {
                add_elements(means[lane], squares[lane], four_at(at), share);
                at += step;
            }
            turns--;
        } while (turns > 0);
    }
    float last = 1.0 / (count + 1.0);
    [[unroll]] for (int lane = 0; lane < LANES - 1; lane++) {
        if (lane < REST) {
            add_elements(means[lane], squares[lane], four_at(at), last);
            at += step;
        }
    }
    Moments4 sums[4];
    [[unroll]] for (int lane = 0; lane < 4; lane++) {
        Moments4 parts[4];
        [[unroll]] for (int i = 0; i < 4; i++) parts[i] = Moments4(vec4(lane + 4 * i < REST ? count + 1.0 : count), means[lane + 4 * i], squares[lane + 4 * i]);
        sums[lane] = merged4(merged4(parts[0], parts[1]), merged4(parts[2], parts[3]));
    }
    return merged4(merged4(sums[0], sums[1]), merged4(sums[2], sums[3]));
}
#endif
