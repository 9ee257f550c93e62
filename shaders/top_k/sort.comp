#version 450
#extension GL_GOOGLE_include_directive : require

// Orders each segment of a range: an element's place is the number of elements of its segment that come before it. Greater keys first, of
// equal ones the lower position. Writes keys and positions, [items, range].

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

layout(set = 0, binding = 1) readonly buffer A { uint values[]; } a;
layout(set = 0, binding = 2) writeonly buffer Keys { uint values[]; } keys;
layout(set = 0, binding = 3) writeonly buffer Positions { int values[]; } positions;

#include "top_k/key.glsl"

const int P_COUNT = 0;     // elements
const int P_LENGTH = 1;    // of a range
const int P_INNER = 2;     // elements from one of a range to the next
const int P_SEGMENT = 3;   // length of a segment
const int P_LARGEST = 4;

uint key_at(int address) {
    uint key = key_of(a.values[address - int(part.shift[0])]);
    return parameter(P_LARGEST) == 1 ? key : ~key;
}

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int length = parameter(P_LENGTH);
    int inner = parameter(P_INNER);
    // Neighbouring invocations take neighbouring elements of a range.
    int item = index / length;
    int own = index - item * length;
    int base = item / inner * length * inner + item % inner;
    int first = own / parameter(P_SEGMENT) * parameter(P_SEGMENT);
    int end = min(first + parameter(P_SEGMENT), length);
    uint key = key_at(base + own * inner);
    int rank = 0;
    for (int other = first; other < end; other++) {
        uint its = key_at(base + other * inner);
        if (its > key || (its == key && other < own)) rank++;
    }
    int target = item * length + first + rank;
    keys.values[target - int(part.shift[1])] = key;
    positions.values[target - int(part.shift[2])] = own;
}
