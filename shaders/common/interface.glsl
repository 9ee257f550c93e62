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

// What a strict module makes of a float that goes to memory (spec/numerics.md); the float itself in a fast one. A function that calls it stores
// nothing that has not passed through it. In functions that do not, the compiler treats every store on its own.
vec4 lucid_stored(vec4 value) { return value; }

// Four halves in two words; no 16-bit type is needed.
vec4 unpack_halves(uvec2 words) { return vec4(unpackHalf2x16(words.x), unpackHalf2x16(words.y)); }
uvec2 pack_halves(vec4 value) { return uvec2(packHalf2x16(value.xy), packHalf2x16(value.zw)); }

// The half at index `at` of a tensor, from the word that holds it and its neighbour.
float half_of(uint word, int at) { return unpackHalf2x16((at & 1) == 0 ? word : word >> 16).x; }

// value / divisor for value >= 0, divisor > 0: exact, and several times faster than the integer division of software drivers.
// The first quotient is off by at most 2^31·2^-21 / divisor + 1, which leaves a rest of at most 2^10 + 2·divisor for the second.
int divide(int value, int divisor) {
    float inverse = 1.0 / float(divisor);
    int quotient = int(float(value) * inverse);
    quotient += int(floor(float(value - quotient * divisor) * inverse));
    int rest = value - quotient * divisor;
    return quotient + (rest >= divisor ? 1 : 0) - (rest < 0 ? 1 : 0);
}

// Rounds towards minus infinity; `divisor` > 0. GLSL leaves / and % of negative operands undefined.
int floor_divide(int value, int divisor) {
    return value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor);
}
