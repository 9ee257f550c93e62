#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require

// Any elementwise graph over up to three operands with broadcasting, and every affine movement of data (transpose, crop,
// concatenation, expansion, change of layout), which is the graph that returns its operand. The compiler replaces the body of
// lucid_pointwise; values are 32-bit patterns, so that integers and floats pass alike.

#include "common/interface.glsl"
#include "common/overflow.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 64;
// Groups of four elements that an invocation computes one after the other.
layout(constant_id = 5) const int QUADS = 1;
// Tensors of halves, two to a word, which the graph sees as floats; an output of halves lies in blocks or rows of whole quads: four elements are two words.
layout(constant_id = 8) const uint HALF = 0;
const uint HALF_A = 1;
const uint HALF_B = 2;
const uint HALF_C = 4;
const uint HALF_OUTPUT = 8;

#if OPERANDS > 0
layout(set = 0, binding = 1) readonly buffer A { uint values[]; } a;
#endif
#if OPERANDS > 1
layout(set = 0, binding = 2) readonly buffer B { uint values[]; } b;
#endif
#if OPERANDS > 2
layout(set = 0, binding = 4) readonly buffer C { uint values[]; } c;
#endif
layout(set = 0, binding = 3) writeonly buffer Output { uint values[]; } result;

#include "pointwise/index_space.glsl"

// Which of the four elements exist.
bvec4 lucid_real;

uvec4 lucid_checked(uvec4 value, bvec4 beyond) {
    if (any(bvec4(beyond.x && lucid_real.x, beyond.y && lucid_real.y, beyond.z && lucid_real.z, beyond.w && lucid_real.w))) mark_overflow();
    return value;
}

uvec4 lucid_pointwise(uvec4 x, uvec4 y, uvec4 z) { return lucid_checked(x + y + z, lucid_power_overflows(ivec4(x), ivec4(y))); }

// Index `at` of an operand, of words or of halves.
#define LOAD(operand, bit, at, less) ((HALF & bit) != 0 ? floatBitsToUint(half_of(operand.values[((at) >> 1) - int(less)], at)) : operand.values[(at) - int(less)])

void main() {
    int first = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x) * 4 * QUADS;
    int count = parameter(P_COUNT);
    if (first >= count) return;
    int channels = parameter(P_CHANNELS);
    Extents limits = extents();
    View target_view = view_of(0);
#if OPERANDS > 0
    View view_a = view_of(1);
#endif
#if OPERANDS > 1
    View view_b = view_of(2);
#endif
#if OPERANDS > 2
    View view_c = view_of(3);
#endif
    Point point = outer(point_of(first));
    for (int quad = 0; quad < QUADS && first < count; quad++, first += 4) {
        uvec4 x = uvec4(0u);
        uvec4 y = uvec4(0u);
        uvec4 z = uvec4(0u);
        ivec4 target;
        bvec4 real;
        [[unroll]] for (int i = 0; i < 4; i++) {
            bool some = first + i < count;
            real[i] = some && (CHANNEL == 0 || point.channel < channels);
            target[i] = address_in(target_view, point);
            if (real[i]) {
#if OPERANDS > 0
                x[i] = LOAD(a, HALF_A, address_in(view_a, point), part.shift[0]);
#endif
#if OPERANDS > 1
                y[i] = LOAD(b, HALF_B, address_in(view_b, point), part.shift[1]);
#endif
#if OPERANDS > 2
                z[i] = LOAD(c, HALF_C, address_in(view_c, point), part.shift[3]);
#endif
            }
            advance(point, limits);
        }
        lucid_real = real;
        uvec4 value = lucid_pointwise(x, y, z);
        if ((HALF & HALF_OUTPUT) != 0) {
            vec4 floats = mix(vec4(0.0), uintBitsToFloat(value), real);
            int word = (target[0] >> 1) - int(part.shift[2]);
            uvec2 words = pack_halves(floats);
            result.values[word] = words.x;
            result.values[word + 1] = words.y;
            continue;
        }
        [[unroll]] for (int i = 0; i < 4; i++) {
            if (first + i < count) result.values[target[i] - int(part.shift[2])] = real[i] ? value[i] : 0u;
        }
    }
}
