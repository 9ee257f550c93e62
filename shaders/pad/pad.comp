#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// Padding and cropping in every mode of ONNX Pad: output x reads input x - begin where that is inside; elsewhere a constant,
// or the element that the mode maps it to. Values are 32-bit patterns.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
// 0 constant, 1 reflect, 2 edge, 3 wrap
layout(constant_id = 5) const int MODE = 0;
// Tensors of halves, two to a word; an output of halves lies in blocks or rows of whole quads: four elements are two words.
layout(constant_id = 8) const uint HALF = 0;
const uint HALF_A = 1;
const uint HALF_OUTPUT = 8;

layout(set = 0, binding = 1) readonly buffer A { uint values[]; } a;
layout(set = 0, binding = 3) writeonly buffer Output { uint values[]; } result;

#include "pointwise/index_space.glsl"
#include "common/chain.glsl"

const int P_BEGIN = 48;     // x 6: elements before the input, negative where cropped
const int P_INPUT = 54;     // x 6: input extents
const int P_FILL = 60;      // the constant's bit pattern

int mapped(int at, int extent) {
    if (MODE == 1) {
        int period = max(2 * (extent - 1), 1);
        at = at - floor_divide(at, period) * period;
        return at < extent ? at : period - at;
    }
    if (MODE == 2) return clamp(at, 0, extent - 1);
    if (MODE == 3) return at - floor_divide(at, extent) * extent;
    return at;
}

void main() {
    int first = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x) * 4;
    int count = parameter(P_COUNT);
    if (first >= count) return;
    uvec4 quad = uvec4(0u);
    int begin = 0;
    for (int i = 0; i < 4 && first + i < count; i++) {
        Point point = outer(point_of(first + i));
        int target = address(0, point);
        if (i == 0) begin = target;
        bool lane = CHANNEL == 0 || point.channel < parameter(P_CHANNELS);
        bool real = true;
        [[unroll]] for (int axis = 0; axis < 6; axis++) {
            if (axis < AXES) {
                int extent = parameter(P_INPUT + axis);
                int at = mapped(point.x[axis] - parameter(P_BEGIN + axis), extent);
                real = real && at >= 0 && at < extent;
                point.x[axis] = at;
            }
        }
        if (CHANNEL == 1) point.channel = point.x[CHANNEL_AXIS];
        uint value = uint(parameter(P_FILL));
        if (real && lane) {
            int from = address(1, point);
            if ((HALF & HALF_A) != 0) value = floatBitsToUint(half_of(a.values[(from >> 1) - int(part.shift[0])], from));
            else value = a.values[from - int(part.shift[0])];
        }
        if (CHAIN == 1) value = lucid_chain(uvec4(value)).x;
        quad[i] = lane ? value : 0u;
        if ((HALF & HALF_OUTPUT) == 0) result.values[target - int(part.shift[2])] = quad[i];
    }
    if ((HALF & HALF_OUTPUT) != 0) {
        uvec2 words = pack_halves(uintBitsToFloat(quad));
        begin = (begin >> 1) - int(part.shift[2]);
        result.values[begin] = words.x;
        result.values[begin + 1] = words.y;
    }
}
