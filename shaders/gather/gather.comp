#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// Reads at positions that are data: output x is a[address(x) + index·along] with index = b[address(x)], where a's address leaves out the
// axis that the index counts. A negative index counts from the end; one outside reads nothing. Values are 32-bit patterns.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;

// Tensors of halves, two to a word; an output of halves has rows of whole quads: four elements are two words.
layout(constant_id = 8) const uint HALF = 0;
const uint HALF_A = 1;
const uint HALF_OUTPUT = 8;

layout(set = 0, binding = 1) readonly buffer A { uint values[]; } a;
layout(set = 0, binding = 2) readonly buffer B { int values[]; } b;
layout(set = 0, binding = 3) writeonly buffer Output { uint values[]; } result;

#include "pointwise/index_space.glsl"

const int P_INDEXED = 48;   // extent of the axis
const int P_ALONG = 49;     // elements from one index to the next
const int P_NOTHING = 50;   // bit pattern of an element that no index reads

void main() {
    int first = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x) * 4;
    int count = parameter(P_COUNT);
    if (first >= count) return;
    int extent = parameter(P_INDEXED);
    uvec4 quad = uvec4(0u);
    int begin = 0;
    for (int i = 0; i < 4 && first + i < count; i++) {
        Point point = outer(point_of(first + i));
        int target = address(0, point);
        if (i == 0) begin = target;
        int index = b.values[address(2, point) - int(part.shift[1])];
        if (index < 0) index += extent;
        uint value = uint(parameter(P_NOTHING));
        if (index >= 0 && index < extent) {
            int from = address(1, point) + index * parameter(P_ALONG);
            if ((HALF & HALF_A) != 0) value = floatBitsToUint(half_of(a.values[(from >> 1) - int(part.shift[0])], from));
            else value = a.values[from - int(part.shift[0])];
        }
        quad[i] = value;
        if ((HALF & HALF_OUTPUT) == 0) result.values[target - int(part.shift[2])] = value;
    }
    if ((HALF & HALF_OUTPUT) != 0) {
        uvec2 words = pack_halves(uintBitsToFloat(quad));
        begin = (begin >> 1) - int(part.shift[2]);
        result.values[begin] = words.x;
        result.values[begin + 1] = words.y;
    }
}
