// The interface every kernel shares (spec/execution-model.md).
//
// Binding 0: the parameters, 128 words, written once per shape.
// Push constants: first workgroup of this part of the dispatch; the depth range, begin | end << 16, 0 for all;
// and what to subtract from an element index of bindings 1..4, modulo 2^32.

layout(std140, set = 0, binding = 0) uniform Parameters {
    ivec4 words[32];
} parameters;

layout(push_constant) uniform Part {
    uvec4 first;
    uvec4 shift;
} part;

int parameter(int index) { return parameters.words[index >> 2][index & 3]; }

uvec3 workgroup() { return gl_WorkGroupID + part.first.xyz; }

// Rounds towards minus infinity; `divisor` > 0. GLSL leaves / and % of negative operands undefined.
int floor_divide(int value, int divisor) {
    return value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor);
}
