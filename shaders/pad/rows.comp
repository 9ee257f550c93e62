#version 450
#extension GL_GOOGLE_include_directive : require

// Padding and cropping, a row or a piece of it an invocation: outer coordinates are mapped once, and of the row what is copied goes by fours, which begin
// anywhere in a row-major operand. Output x reads input x - begin where that is inside; elsewhere a constant, or the element that the mode maps it to. Values
// are 32-bit patterns.
//
// a, output: (axes, row) of elements, or BLOCKED of fours: channels, which are whole blocks and are not padded
// LOAD_TEXEL: reads from a uniform texel buffer, which software drivers read several times faster than a storage buffer.

#include "common/interface.glsl"
#include "common/chain.glsl"
#include "pad/mapped.glsl"

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint LOCAL_SIZE = 8;
// Axes outside the row.
layout(constant_id = 1) const int AXES = 5;
layout(constant_id = 2) const int BLOCKED = 0;

#ifdef LOAD_TEXEL
layout(set = 0, binding = 1) uniform samplerBuffer a;
uvec4 four_of(int index) { return floatBitsToUint(texelFetch(a, index - int(part.shift[0]))); }
uint word_of(int index) { return four_of(index >> 2)[index & 3]; }
#else
layout(set = 0, binding = 1) readonly buffer A { uint values[]; } a;
layout(set = 0, binding = 1) readonly buffer FoursOfA { uvec4 values[]; } fours_of_a;
uvec4 four_of(int index) { return fours_of_a.values[index - int(part.shift[0])]; }
uint word_of(int index) { return a.values[index - int(part.shift[0])]; }
#endif
layout(set = 0, binding = 3) writeonly buffer Output { uint values[]; } result;
layout(set = 0, binding = 3) writeonly buffer OutputFours { uvec4 values[]; } result_fours;

const int P_COUNT = 0;      // invocations
const int P_ALONG = 1;      // invocations a row
const int P_EACH = 2;       // elements or fours of an invocation
const int P_FILL = 3;       // the constant's bit pattern
const int P_EXTENT = 4;     // x 6: output extents, the row's last, as everywhere below
const int P_BEGIN = 10;     // x 6: elements before the input, negative where cropped
const int P_INPUT = 16;     // x 6: input extents
const int P_STRIDE = 22;    // x 6: elements or fours of the operand
const int P_LAST = 28;      // the operand's last four

uvec4 chained(uvec4 value) {
    if (CHAIN == 1) return lucid_chain(value);
    return value;
}

struct Row {
    int to;
    int from;
    bool some;
    int begin;
    int extent;
    uint fill;
};

// What is mapped, or left over between fours.
void one_by_one(Row row, int x, int end) {
    for (; x < end; x++) {
        int at = mapped(x - row.begin, row.extent);
        bool some = row.some && at >= 0 && at < row.extent;
        uvec4 value = uvec4(row.fill);
        if (BLOCKED == 1) {
            if (some) value = four_of(row.from + at);
            result_fours.values[row.to + x] = chained(value);
        } else {
            if (some) value.x = word_of(row.from + at);
            result.values[row.to + x] = chained(value).x;
        }
    }
}

void main() {
    int index = int(workgroup().x * LOCAL_SIZE + gl_LocalInvocationID.x);
    if (index >= parameter(P_COUNT)) return;
    int along = parameter(P_ALONG);
    int rest = divide(index, along);
    int end = parameter(P_EACH);
    int x = (index - rest * along) * end;
    int width = parameter(P_EXTENT + 5);
    end = min(x + end, width);
    Row row;
    row.to = rest * width;
    row.from = 0;
    row.some = true;
    row.begin = parameter(P_BEGIN + 5);
    row.extent = parameter(P_INPUT + 5);
    row.fill = uint(parameter(P_FILL));
    for (int axis = 4; axis >= 5 - AXES; axis--) {
        index = rest;
        int extent = parameter(P_EXTENT + axis);
        rest = axis > 5 - AXES ? divide(index, extent) : 0;
        int size = parameter(P_INPUT + axis);
        int at = mapped(index - rest * extent - parameter(P_BEGIN + axis), size);
        row.some = row.some && at >= 0 && at < size;
        row.from += at * parameter(P_STRIDE + axis);
    }

    // What is copied as it is, and of it the fours that the output has.
    int first = max(x, row.begin);
    if (BLOCKED == 0) first += -(row.to + first) & 3;
    first = min(first, end);
    int fours = max(min(end, row.extent + row.begin) - first, 0);
    if (BLOCKED == 0) fours >>= 2;
    one_by_one(row, x, first);
    int from = row.from + first - row.begin;
    int to = BLOCKED == 1 ? row.to + first : (row.to + first) >> 2;
    if (!row.some) {
        uvec4 value = chained(uvec4(row.fill));
        for (int i = 0; i < fours; i++) result_fours.values[to + i] = value;
    } else if (BLOCKED == 1) {
        for (int i = 0; i < fours; i++) result_fours.values[to + i] = chained(four_of(from + i));
    } else if (fours > 0) {
#ifdef LOAD_TEXEL
        int last = parameter(P_LAST);
        int shift = from & 3;
        from >>= 2;
        uvec4 low = four_of(from);
        for (int i = 0; i < fours; i++) {
            uvec4 high = four_of(min(from + i + 1, last));
            uvec4 value = shift == 0 ? low : shift == 1 ? uvec4(low.yzw, high.x) : shift == 2 ? uvec4(low.zw, high.xy) : uvec4(low.w, high.xyz);
            result_fours.values[to + i] = chained(value);
            low = high;
        }
#else
        for (int i = 0; i < fours; i++, from += 4) result_fours.values[to + i] = chained(uvec4(word_of(from), word_of(from + 1), word_of(from + 2), word_of(from + 3)));
#endif
    }
    one_by_one(row, first + (BLOCKED == 1 ? fours : fours * 4), end);
}
