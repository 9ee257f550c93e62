#version 450
#extension GL_GOOGLE_include_directive : require

// The elements at the positions found.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

layout(set = 0, binding = 1) readonly buffer A { uint values[]; } a;
layout(set = 0, binding = 2) readonly buffer Positions { int values[]; } positions;
layout(set = 0, binding = 3) writeonly buffer Output { uint values[]; } result;

const int P_COUNT = 0;     // elements of the output
const int P_LENGTH = 1;    // of a range of the operand
const int P_INNER = 2;     // elements from one of a range to the next
const int P_TAKEN = 4;     // elements of a range of the output

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int inner = parameter(P_INNER);
    int outer = index / (parameter(P_TAKEN) * inner);
    int at = positions.values[index - int(part.shift[1])];
    result.values[index - int(part.shift[2])] = a.values[(outer * parameter(P_LENGTH) + at) * inner + index % inner - int(part.shift[0])];
}
