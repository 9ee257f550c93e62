#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// Padding and cropping in every mode of ONNX Pad: output x reads input x - begin where that is inside; elsewhere a constant,
// or the element that the mode maps it to. Values are 32-bit patterns.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
// Groups of four elements that an invocation makes one after the other.
layout(constant_id = 7) const int QUADS = 1;
// Tensors of halves, two to a word; an output of halves lies in blocks or rows of whole quads: four elements are two words.
layout(constant_id = 8) const uint HALF = 0;
const uint HALF_A = 1;
const uint HALF_OUTPUT = 8;

layout(set = 0, binding = 1) readonly buffer A { uint values[]; } a;
layout(set = 0, binding = 3) writeonly buffer Output { uint values[]; } result;

#include "pointwise/index_space.glsl"
#include "common/chain.glsl"
#include "pad/mapped.glsl"

const int P_BEGIN = 48;     // x 6: elements before the input, negative where cropped
const int P_INPUT = 54;     // x 6: input extents
const int P_FILL = 60;      // the constant's bit pattern

void main() {
    int first = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x) * 4 * QUADS;
    int count = parameter(P_COUNT);
    if (first >= count) return;
    int channels = parameter(P_CHANNELS);
    uint fill = uint(parameter(P_FILL));
    Extents limits = extents();
    View target_view = view_of(0);
    View source_view = view_of(1);
    int begin[6];
    int extent[6];
    [[unroll]] for (int axis = 0; axis < 6; axis++) {
        begin[axis] = axis < AXES ? parameter(P_BEGIN + axis) : 0;
        extent[axis] = axis < AXES ? parameter(P_INPUT + axis) : 1;
    }
    Point point = outer(point_of(first));
    for (int quad = 0; quad < QUADS && first < count; quad++, first += 4) {
        uvec4 value = uvec4(fill);
        ivec4 target;
        bvec4 lane;
        [[unroll]] for (int i = 0; i < 4; i++) {
            target[i] = address_in(target_view, point);
            lane[i] = first + i < count && (CHANNEL == 0 || point.channel < channels);
            Point from = point;
            bool real = lane[i];
            [[unroll]] for (int axis = 0; axis < 6; axis++) {
                if (axis < AXES) {
                    int at = mapped(point.x[axis] - begin[axis], extent[axis]);
                    real = real && at >= 0 && at < extent[axis];
                    from.x[axis] = at;
                }
            }
            if (CHANNEL == 1) from.channel = from.x[CHANNEL_AXIS];
            if (real) {
                int at = address_in(source_view, from);
                if ((HALF & HALF_A) != 0) value[i] = floatBitsToUint(half_of(a.values[(at >> 1) - int(part.shift[0])], at));
                else value[i] = a.values[at - int(part.shift[0])];
            }
            advance(point, limits);
        }
        if (CHAIN == 1) value = lucid_chain(value);
        value = mix(uvec4(0u), value, lane);
        if ((HALF & HALF_OUTPUT) != 0) {
            uvec2 words = pack_halves(uintBitsToFloat(value));
            int word = (target[0] >> 1) - int(part.shift[2]);
            result.values[word] = words.x;
            result.values[word + 1] = words.y;
            continue;
        }
        [[unroll]] for (int i = 0; i < 4; i++) {
            if (first + i < count) result.values[target[i] - int(part.shift[2])] = value[i];
        }
    }
}
