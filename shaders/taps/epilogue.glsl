// The epilogue: what follows a linear layer before its only store. The compiler replaces the body of lucid_epilogue;
// what the new body does not call is removed with its bindings.

layout(set = 0, binding = 5) uniform samplerBuffer vectors;
layout(set = 0, binding = 4) readonly buffer Operand { float values[]; } operand;
layout(set = 0, binding = 4) readonly buffer OperandHalves { uvec2 values[]; } operand_halves;

// 1: a workgroup stores one output channel, lane `only_lane` of its block, of which it reads the operand alone; 0: whole blocks.
layout(constant_id = 9) const uint BY_CHANNEL = 0;
int only_lane;

// Read once by prepare_epilogue.
int vector_blocks;
int output_channels;
View operand_view;

void prepare_epilogue() {
    output_channels = parameter(P_OUT_CHANNELS);
    vector_blocks = (output_channels + 3) >> 2;
    operand_view = view_of(P_OPERAND_VIEW);
}

// Channel vector `index` (bias, slope, scale …) for a block of four output channels; zero in lanes beyond the channels.
vec4 lucid_vector(int index, int block) {
    return texelFetch(vectors, index * vector_blocks + block);
}

// The tensor operand at an output: same channels, extents equal to the output's or 1 (stride 0).
vec4 lucid_operand(int block, int image, ivec3 at) {
    int base = position_in(operand_view, image, at) + block * operand_view.block;
    // Halves are always blocked, four to an element of the binding.
    if ((HALF & HALF_OPERAND) != 0) return unpack_halves(operand_halves.values[(base >> 2) - int(part.shift[3])]);
    base -= int(part.shift[3]);
    int lane = operand_view.lane;
    int count = min(output_channels - block * 4, 4);
    vec4 value = vec4(0.0);
    if (BY_CHANNEL != 0) {
        value[only_lane] = operand.values[base + only_lane * lane];
        return value;
    }
    value.x = operand.values[base];
    if (count > 1) value.y = operand.values[base + lane];
    if (count > 2) value.z = operand.values[base + 2 * lane];
    if (count > 3) value.w = operand.values[base + 3 * lane];
    return value;
}

vec4 lucid_epilogue(vec4 sum, int block, int image, ivec3 at) {
    return sum + lucid_vector(0, block) + lucid_operand(block, image, at);
}
