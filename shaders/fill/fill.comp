#version 450
// Writes one 32-bit pattern (any element type's bits) into a range of a storage buffer.
// A vec4-sized fill per invocation keeps a big buffer within 65,535 workgroups.

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;

layout(set = 0, binding = 0, std430) writeonly buffer Output { uvec4 output_blocks[]; };

layout(push_constant) uniform Range
{
    uint first;   // in blocks of four elements
    uint count;   // in blocks of four elements
    uint pattern; // bits of one element
};

void main()
{
    uint block = gl_GlobalInvocationID.x;
    if (block < count)
        output_blocks[first + block] = uvec4(pattern);
}
