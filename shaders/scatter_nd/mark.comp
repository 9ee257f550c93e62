#version 450
#extension GL_GOOGLE_include_directive : require

// For every index tuple j, the place it names in units of slices, or -1; and for every place, the last and the first tuple that name it.
// The marks begin as -1. Integer atomics only: a maximum does not depend on the order in which invocations run.
//   marks: last tuple of each place (PLACES), count - 1 - first tuple of each place (PLACES), place of each tuple (TUPLES)

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

layout(set = 0, binding = 1) readonly buffer Indices { int values[]; } indices;
layout(set = 0, binding = 2) buffer Marks { int values[]; } marks;

const int P_TUPLES = 0;
const int P_PLACES = 1;
const int P_DEPTH = 2;      // indices in a tuple
const int P_EXTENT = 3;     // x DEPTH: extents of the indexed axes

void main() {
    int j = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    int tuples = parameter(P_TUPLES);
    if (j >= tuples) return;
    int depth = parameter(P_DEPTH);
    int places = parameter(P_PLACES);
    int place = 0;
    bool inside = true;
    for (int axis = 0; axis < depth; axis++) {
        int extent = parameter(P_EXTENT + axis);
        int index = indices.values[j * depth + axis - int(part.shift[0])];
        if (index < 0) index += extent;
        inside = inside && index >= 0 && index < extent;
        place = place * extent + index;
    }
    int shift = int(part.shift[1]);
    marks.values[2 * places + j - shift] = inside ? place : -1;
    if (inside) {
        atomicMax(marks.values[place - shift], j);
        atomicMax(marks.values[places + place - shift], tuples - 1 - j);
    }
}
