using Lucid.Testing;

namespace Lucid.Runtime.Tests.Spirv;

/// <summary>Shaders in the manner of Lucid's own, each compiled once.</summary>
internal static class Samples
{
    private static readonly Lazy<byte[]> LazyKernel = new(() => ShaderTools.Compile(KernelSource));
    private static readonly Lazy<byte[]> LazyWide = new(() => ShaderTools.Compile(WideSource));

    /// <summary>A kernel with an epilogue to fill in, a helper for it, bindings of several kinds, spec constants and push constants.</summary>
    public static byte[] Kernel => LazyKernel.Value;

    /// <summary>Much of what GLSL compute shaders can say: loops, switches, matrices, shared memory, atomics, subgroups.</summary>
    public static byte[] Wide => LazyWide.Value;

    private const string KernelSource = """
        #version 450
        layout(local_size_x_id = 0, local_size_y_id = 1, local_size_z = 1) in;

        layout(constant_id = 2) const uint channels = 8;
        layout(constant_id = 3) const float slope = 0.25;
        layout(constant_id = 4) const bool clamped = false;
        const uint blocks = (channels + 3) / 4;

        layout(set = 0, binding = 0) uniform textureBuffer source;
        layout(set = 0, binding = 1, std430) writeonly buffer Target { vec4 target[]; };
        layout(set = 0, binding = 2, std430) readonly buffer Residual { vec4 residual[]; };
        layout(set = 0, binding = 3, std430) readonly buffer Vectors { vec4 vectors[]; };
        layout(set = 1, binding = 0, std140) uniform Views { uvec4 strides; uint offset; float scales[3]; };
        layout(push_constant) uniform Split { uint first; uint count; };

        vec4 lucid_channel_vector(uint k, uint block) { return vectors[k * blocks + block]; }

        vec4 lucid_residual(uint at) { return residual[at]; }

        // glslang leaves out what is not called.
        vec4 lucid_epilogue(vec4 a, uint block, uint at)
        {
            return a + lucid_residual(at) + lucid_channel_vector(0, block);
        }

        void main()
        {
            uint at = gl_GlobalInvocationID.x + first;
            if (at >= count) return;
            vec4 value = texelFetch(source, int(at + offset)) * slope;
            if (clamped) value = max(value, vec4(0));
            target[at] = lucid_epilogue(value, gl_WorkGroupID.y % blocks, at);
        }
        """;

    private const string WideSource = """
        #version 450
        #extension GL_KHR_shader_subgroup_arithmetic : require
        #extension GL_EXT_control_flow_attributes : require
        layout(local_size_x = 32, local_size_y = 2) in;

        struct Pair { mat4 transform; vec2 both; };
        layout(set = 0, binding = 0, std430) buffer Data { uint counter; Pair pairs[4]; float values[]; };
        layout(set = 0, binding = 1, rgba32f) uniform readonly imageBuffer texels;
        layout(set = 0, binding = 2) uniform sampler2D pictures[2];
        layout(set = 0, binding = 4, r32ui) uniform uimage2D marks;
        shared vec4 tile[64];
        shared uint total;

        float pick(int way, inout float state)
        {
            switch (way)
            {
                case 0: state += 1.0; return exp(state);
                case -3: return 1e-30;
                case 7: state = 3.5e10;
                default: return isnan(state) ? -0.0 : tanh(state);
            }
        }

        void main()
        {
            uint lane = gl_LocalInvocationIndex;
            tile[lane] = imageLoad(texels, int(lane));
            if (lane == 0) total = 0;
            barrier();
            float state = values[lane];
            precise float sum = 0.1;
            [[unroll]] for (int i = 0; i < 4; i++)
            {
                vec4 row = pairs[i].transform * tile[(lane + i) % 64];
                sum += dot(row, vec4(1, -2, 3e9, 0.5)) + pick(i - 2, state);
                [[flatten]] if (sum > 100.0) break;
            }
            atomicAdd(total, uint(sum));
            imageAtomicOr(marks, ivec2(gl_GlobalInvocationID.xy), 0x80000000u);
            barrier();
            values[lane] = subgroupAdd(sum) + float(total) + textureLod(pictures[1], pairs[0].both.yx, 0.0).w;
            atomicMax(counter, bitfieldExtract(lane, 1, 3) + packHalf2x16(vec2(sum, state)));
        }
        """;
}
