#version 450
#extension GL_GOOGLE_include_directive : require

// Integers that follow from the sizes of a run: parameters as data.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

layout(set = 0, binding = 1) writeonly buffer Output { int values[]; } result;

const int P_COUNT = 0;
const int P_VALUES = 1;

void main() {
    int i = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (i < parameter(P_COUNT)) result.values[i - int(part.shift[0])] = parameter(P_VALUES + i);
}
