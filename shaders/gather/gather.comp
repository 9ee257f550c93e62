#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// Reads at positions that are data: output x is a[address(x) + index·along] with index = b[address(x)], where a's address leaves out the
// axis that the index counts. A negative index counts from the end; one outside reads nothing. Values are 32-bit patterns.

#include "common/interface.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
// Groups of four elements that an invocation makes one after the other.
layout(constant_id = 7) const int QUADS = 1;

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
    int first = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x) * 4 * QUADS;
    int count = parameter(P_COUNT);
    if (first >= count) return;
    int extent = parameter(P_INDEXED);
    int along = parameter(P_ALONG);
    uint nothing = uint(parameter(P_NOTHING));
    Extents limits = extents();
    View target_view = view_of(0);
    View source_view = view_of(1);
    View index_view = view_of(2);
    Point point = outer(point_of(first));
    for (int quad = 0; quad < QUADS && first < count; quad++, first += 4) {
        uvec4 value = uvec4(nothing);
        ivec4 target;
        [[unroll]] for (int i = 0; i < 4; i++) {
            target[i] = address_in(target_view, point);
            if (first + i < count) {
                int index = b.values[address_in(index_view, point) - int(part.shift[1])];
                if (index < 0) index += extent;
                if (index >= 0 && index < extent) {
                    int from = address_in(source_view, point) + index * along;
                    if ((HALF & HALF_A) != 0) value[i] = floatBitsToUint(half_of(a.values[(from >> 1) - int(part.shift[0])], from));
                    else value[i] = a.values[from - int(part.shift[0])];
                }
            }
            advance(point, limits);
        }
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
