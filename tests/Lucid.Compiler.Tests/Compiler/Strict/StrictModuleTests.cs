using System.Diagnostics;

using Lucid.Compiler.Codegen;
using Lucid.Shaders;
using Lucid.Spirv;
using Lucid.Testing;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler.Strict;

/// <summary>What strict modules consist of (spec/numerics.md, section 6).</summary>
public sealed class StrictModuleTests
{
    // How a device adds within a product of matrices is its own affair: the compiler never takes that kernel with strict numerics.
    private static readonly Lazy<Dictionary<string, SpirvModule>> Strict = new(() =>
        ShaderCatalogue.Names.Where(name => name != "taps/cooperative").ToDictionary(name => name, name => StrictModule.Run(ModuleReader.Read(ShaderCatalogue.Get(name).Span))));

    [Fact]
    public void Every_shader_made_strict_holds_permitted_instructions_only()
    {
        foreach ((string name, SpirvModule module) in Strict.Value) Assert.Null(StrictInstructions.FirstForbidden(module) is { } fault ? $"{name}: {fault}" : null);
    }

    [FactNeeding(Resource.SpirvTools)]
    public void Every_shader_made_strict_is_valid() =>
        Parallel.ForEach(Strict.Value, module => ShaderTools.AssertValid(ModuleWriter.Write(module.Value), module.Key));

    [Fact]
    public void A_module_is_strict_after_one_pass()
    {
        SpirvModule once = Strict.Value["pool/pool_plain"];
        Assert.Null(StrictInstructions.FirstForbidden(once));
        Assert.NotNull(StrictInstructions.FirstForbidden(ModuleReader.Read(ShaderCatalogue.Get("pool/pool_plain").Span)));
    }

    [FactNeeding(Resource.SpirvTools)]
    public void An_instruction_that_a_device_may_compute_as_it_likes_is_refused_by_name()
    {
        Assert.Equal("a strict module holds GLSL Fma in 'main'", Refusal("fma(data[0], data[1], data[2])"));
        Assert.Equal("a strict module holds GLSL InverseSqrt in 'main'", Refusal("inversesqrt(data[0])"));
        Assert.Equal("a strict module holds OpDot in 'main'", Refusal("dot(vec2(data[0], data[1]), vec2(data[2], data[3]))"));
        Assert.Equal("a strict module holds GLSL FMix in 'main'", Refusal("mix(data[0], data[1], data[2])"));

        static string Refusal(string expression)
        {
            byte[] code = ShaderTools.Compile($$"""
                #version 450
                layout(local_size_x = 1) in;
                layout(set = 0, binding = 0) buffer Data { float data[]; };
                void main() { data[4] = {{expression}}; }
                """);
            return Assert.Throws<UnreachableException>(() => StrictModule.Run(ModuleReader.Read(code))).Message;
        }
    }
}
