#version 450
#extension GL_GOOGLE_include_directive : require

// The numbers 0, 1, 2, …

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

layout(set = 0, binding = 1) writeonly buffer Output { int values[]; } result;

const int P_COUNT = 0;

void main() {
    int first = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x) * 4;
    int count = parameter(P_COUNT);
    for (int i = first; i < min(first + 4, count); i++) result.values[i - int(part.shift[0])] = i;
}
