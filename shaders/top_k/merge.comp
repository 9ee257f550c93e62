#version 450
#extension GL_GOOGLE_include_directive : require

// The place of each element in the whole range: its place in its own ordered segment and, by bisection, how many of every other one come
// before it. Writes the positions of the first elements.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

layout(set = 0, binding = 1) readonly buffer Keys { uint values[]; } keys;
layout(set = 0, binding = 2) readonly buffer Positions { int values[]; } positions;
layout(set = 0, binding = 3) writeonly buffer Output { int values[]; } result;

const int P_COUNT = 0;     // elements
const int P_LENGTH = 1;    // of a range
const int P_INNER = 2;     // elements of the output from one of a range to the next
const int P_SEGMENT = 3;
const int P_TAKEN = 4;     // elements of a range of the output

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int length = parameter(P_LENGTH);
    int segment = parameter(P_SEGMENT);
    int taken = parameter(P_TAKEN);
    int item = index / length;
    int own = index - item * length;
    int first = own / segment * segment;
    int rank = own - first;
    if (rank >= taken) return;
    int base = item * length - int(part.shift[0]);
    uint key = keys.values[base + own];
    for (int other = 0; other < length && rank < taken; other += segment) {
        if (other == first) continue;
        // Keys of a segment before this one win where they are equal.
        int low = other;
        int high = min(other + segment, length);
        while (low < high) {
            int middle = (low + high) >> 1;
            uint its = keys.values[base + middle];
            if (its > key || (its == key && other < first)) low = middle + 1;
            else high = middle;
        }
        rank += low - other;
    }
    if (rank >= taken) return;
    int inner = parameter(P_INNER);
    int target = (item / inner * taken + rank) * inner + item % inner;
    result.values[target - int(part.shift[2])] = positions.values[index - int(part.shift[1])];
}
