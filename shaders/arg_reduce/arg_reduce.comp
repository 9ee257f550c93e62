#version 450
#extension GL_GOOGLE_include_directive : require

// Where the extremum along an axis stands. PARTIAL 0: among the elements of a segment; 1: among the positions that the segments gave.
// Elements are compared as keys, unsigned integers in their order; the result does not depend on the order of comparing.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

layout(set = 0, binding = 1) readonly buffer A { uint values[]; } a;
#if PARTIAL
layout(set = 0, binding = 2) readonly buffer B { int positions[]; } b;
#endif
layout(set = 0, binding = 3) writeonly buffer Output { int positions[]; } result;

#include "reduce/reduction_space.glsl"
#include "top_k/key.glsl"

const int P_LAST = P_MORE;             // 1: the last of equal elements
const int P_MAXIMUM = P_MORE + 1;      // 1: the greatest
const int P_PARTIALS = P_MORE + 2;     // positions of an item

struct Best {
    uint key;
    int at;
};

// Read once by main.
bool takes_greatest;
bool takes_last;

Best better(Best best, Item item, int r) {
    uint key = key_of(a.values[element(item.place, r) - int(part.shift[0])]);
    // A NaN comes first in both directions.
    if (!takes_greatest) key = NUMBER != 0 ? ~key : key != NAN_KEY ? NAN_KEY - 1u - key : key;
    bool chosen = best.at < 0 || key > best.key || (key == best.key && (takes_last ? r > best.at : r < best.at));
    return chosen ? Best(key, r) : best;
}

void main() {
    Item item = item_of(int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x));
    if (!item.exists) return;
    takes_greatest = parameter(P_MAXIMUM) == 1;
    takes_last = parameter(P_LAST) == 1;
    Best best = Best(0u, -1);
#if PARTIAL
    int count = parameter(P_PARTIALS);
    for (int i = 0; i < count; i++) best = better(best, item, b.positions[item.k * count + i - int(part.shift[1])]);
#else
    for (int r = item.first; r < item.end; r++) best = better(best, item, r);
#endif
    result.positions[item.k * parameter(P_SEGMENTS) + item.segment - int(part.shift[2])] = best.at;
}
