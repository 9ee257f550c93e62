using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Spirv.Grammar;
using Lucid.Spirv.Reflection;
using Lucid.Testing;
using Xunit;

namespace Lucid.Runtime.Tests.Spirv;

public sealed class ModuleReflectionTests
{
    [Fact]
    public void A_kernel_says_what_must_be_bound()
    {
        ModuleReflection reflection = ModuleReflection.Of(ModuleReader.Read(Samples.Kernel));

        Assert.Equal(
            [
                new DescriptorBinding(0, 0, DescriptorKind.UniformTexelBuffer, "source", 1, true, false, 0, 0),
                new DescriptorBinding(0, 1, DescriptorKind.StorageBuffer, "Target", 1, false, true, 0, 16),
                new DescriptorBinding(0, 2, DescriptorKind.StorageBuffer, "Residual", 1, true, false, 0, 16),
                new DescriptorBinding(0, 3, DescriptorKind.StorageBuffer, "Vectors", 1, true, false, 0, 16),
                new DescriptorBinding(1, 0, DescriptorKind.UniformBuffer, "Views", 1, true, false, 80, 0),
            ],
            reflection.Bindings.AsEnumerable());
        Assert.Equal("main", reflection.EntryPoint);
        Assert.Equal(8, reflection.PushConstantBytes);
        Assert.Equal(0, reflection.SharedBytes);
        Assert.Equal([Capability.Shader, Capability.SampledBuffer], reflection.Capabilities.AsEnumerable());
        Assert.Empty(reflection.Extensions);
    }

    [Fact]
    public void Specialisation_constants_have_names_types_and_defaults()
    {
        ModuleReflection reflection = ModuleReflection.Of(ModuleReader.Read(Samples.Kernel));

        Assert.Equal(
            [new SpecConstant(0, "", 1u), new SpecConstant(1, "", 1u), new SpecConstant(2, "channels", 8u), new SpecConstant(3, "slope", 0.25f), new SpecConstant(4, "clamped", false)],
            reflection.SpecConstants.AsEnumerable());
        Assert.Equal([0u, 1u, null], reflection.LocalSizeSpecIds.AsEnumerable());
        Assert.Equal(new WorkgroupSize(1, 1, 1), reflection.LocalSize);
    }

    [Fact]
    public void Images_arrays_and_matrices_are_told_apart_and_measured()
    {
        ModuleReflection reflection = ModuleReflection.Of(ModuleReader.Read(Samples.Wide));

        Assert.Equal(
            [
                // uint, padded to 16; four pairs of a mat4 and a vec2, padded to 80.
                new DescriptorBinding(0, 0, DescriptorKind.StorageBuffer, "Data", 1, true, true, 16 + (4 * 80), 4),
                new DescriptorBinding(0, 1, DescriptorKind.StorageTexelBuffer, "texels", 1, true, false, 0, 0),
                new DescriptorBinding(0, 2, DescriptorKind.CombinedImageSampler, "pictures", 2, true, false, 0, 0),
                new DescriptorBinding(0, 4, DescriptorKind.StorageImage, "marks", 1, true, true, 0, 0),
            ],
            reflection.Bindings.AsEnumerable());
        Assert.Equal(new WorkgroupSize(32, 2, 1), reflection.LocalSize);
        Assert.Equal((64 * 16) + 4, reflection.SharedBytes);
        Assert.Contains(Capability.GroupNonUniformArithmetic, reflection.Capabilities);
    }

    [Theory]
    [InlineData("float a;", 4)]
    [InlineData("vec3 a; float b;", 16)]
    [InlineData("float a; vec3 b;", 28)]
    [InlineData("layout(row_major) mat2x3 a;", 24)]
    [InlineData("layout(column_major) mat2x3 a;", 32)]
    [InlineData("vec3 a[3]; uvec2 b;", 56)]
    [InlineData("struct { float a; vec2 b; } c[2]; uint d;", 36)]
    public void Push_constants_end_where_the_last_one_does(string members, int bytes)
    {
        string structure = members.StartsWith("struct", StringComparison.Ordinal) ? "struct Part { float a; vec2 b; };" : "";
        string block = members.Replace("struct { float a; vec2 b; }", "Part", StringComparison.Ordinal);
        byte[] module = ShaderTools.Compile($$"""
            #version 450
            {{structure}}
            layout(push_constant) uniform Block { {{block}} } block;
            layout(set = 0, binding = 0) buffer Data { float x; };
            void main() { x = float(gl_NumWorkGroups.x); if (x > 1.0) x = float(block.{{(structure.Length > 0 ? "d" : members.Contains("mat", StringComparison.Ordinal) ? "a[0].x" : members.Contains('[', StringComparison.Ordinal) ? "b.x" : members.Contains("vec3 b", StringComparison.Ordinal) ? "b.x" : members.Contains("vec3", StringComparison.Ordinal) ? "b" : "a")}}); }
            """);

        Assert.Equal(bytes, ModuleReflection.Of(ModuleReader.Read(module)).PushConstantBytes);
    }

    [Fact]
    public void Shared_arrays_sized_by_specialisation_constants_follow_their_values()
    {
        SpirvModule module = ModuleReader.Read(ShaderTools.Compile("""
            #version 450
            layout(constant_id = 0) const uint n = 4;
            shared vec3 tile[n * 2];
            shared bool done;
            layout(set = 0, binding = 0) buffer Data { float x; };
            void main() { tile[gl_LocalInvocationIndex] = vec3(1); done = true; barrier(); x = done ? tile[0].x : 0.0; }
            """));

        Assert.Equal((8 * 16) + 4, ModuleReflection.Of(module).SharedBytes);
        Assert.Equal((64 * 16) + 4, ModuleReflection.Of(SetSpecConstants.Run(module, new Dictionary<uint, ScalarValue> { [0] = 32u })).SharedBytes);
    }

    // GLSL: layout(local_size_x_id = 0) and layout(constant_id = 0) for one and the same number; two constants in the module.
    [Fact]
    public void A_constant_that_also_sizes_the_workgroup_is_one()
    {
        SpirvModule module = ModuleReader.Read(ShaderTools.Compile("""
            #version 450
            layout(local_size_x_id = 0) in;
            layout(constant_id = 0) const uint LOCAL_SIZE = 64;
            layout(set = 0, binding = 0) buffer Data { uint x[]; };
            void main() { x[gl_LocalInvocationIndex] = LOCAL_SIZE; }
            """));

        SpirvModule changed = SetSpecConstants.Run(module, new Dictionary<uint, ScalarValue> { [0] = 32u });

        Assert.Equal([new SpecConstant(0, "LOCAL_SIZE", 64u)], ModuleReflection.Of(module).SpecConstants.AsEnumerable());
        Assert.Equal([new SpecConstant(0, "LOCAL_SIZE", 32u)], ModuleReflection.Of(changed).SpecConstants.AsEnumerable());
        Assert.Equal(new WorkgroupSize(32, 1, 1), ModuleReflection.Of(changed).LocalSize);
        Assert.Empty(ModuleReflection.Of(SetLocalSize.Run(module, 16, 1, 1)).SpecConstants);
    }

    [Fact]
    public void A_module_without_one_entry_point_has_no_reflection()
    {
        SpirvModule module = ModuleReader.Read(Samples.Kernel) with { EntryPoints = [] };

        Assert.Equal("the module has 0 entry points, 1 is expected", Assert.Throws<ArgumentException>(() => ModuleReflection.Of(module)).Message);
    }
}
