using Lucid.Shaders;
using Lucid.Spirv;
using Lucid.Spirv.Grammar;
using Lucid.Testing;
using Xunit;

namespace Lucid.Runtime.Tests.Spirv;

public sealed class ModuleReaderTests
{
    public static TheoryData<string> ModuleNames => ["kernel", "wide", "debug", "cooperative", "optimised", "spirv-1.6", .. ShaderCatalogue.Names];

    [Theory]
    [MemberData(nameof(ModuleNames))]
    public void An_untouched_module_is_written_byte_for_byte(string name)
    {
        byte[] bytes = Module(name);

        Assert.Equal(bytes, ModuleWriter.Write(ModuleReader.Read(bytes)));
    }

    [Fact]
    public void An_unknown_instruction_survives_wherever_it_stands()
    {
        // 0xABC0 among the types, 0xABC1 in the entry point.
        SpirvModule module = ModuleReader.Read(Samples.Kernel);
        Function function = module.Functions[0];
        TerminatedBlock block = function.Blocks[0];
        var inBlock = new Instruction((Opcode)0xABC1, 7, 8);
        module = module with
        {
            Globals = module.Globals.Add(new Instruction((Opcode)0xABC0, 1, 2, 3)),
            Functions = module.Functions.SetItem(0, function with { Blocks = function.Blocks.SetItem(0, block with { Body = block.Body.Add(inBlock) }) }),
        };
        byte[] bytes = ModuleWriter.Write(module);

        SpirvModule read = ModuleReader.Read(bytes);

        Assert.Equal(bytes, ModuleWriter.Write(read));
        Assert.Equal((Opcode)0xABC0, read.Globals[^1].Opcode);
        Assert.Equal([7u, 8u], read.Functions[0].Blocks[0].Body[^1].Words.ToArray());
    }

    [Fact]
    public void Source_lines_travel_with_the_instruction_they_stand_before()
    {
        SpirvModule module = ModuleReader.Read(Module("debug"));

        Assert.Contains(module.Functions.SelectMany(function => function.Instructions), instruction => instruction.Lines.Any(line => line.Opcode == Opcode.Line));
    }

    internal static byte[] Module(string name) => name switch
    {
        "kernel" => Samples.Kernel,
        "wide" => Samples.Wide,
        "debug" => ShaderTools.Compile(Loop, "-g"),
        "cooperative" => ShaderTools.Compile(CooperativeMatrix),
        "optimised" => ShaderTools.Compile(Loop, "-O"),
        "spirv-1.6" => ShaderTools.Compile(Loop, "--target-env=vulkan1.3", "--target-spv=spv1.6"),
        _ => ShaderCatalogue.Get(name).ToArray(),
    };

    private const string Loop = """
        #version 450
        layout(local_size_x_id = 7) in;
        layout(set = 0, binding = 0, std430) buffer Data { float values[]; };
        void main() { for (uint i = 0; i < 7; i++) values[i * 64 + gl_LocalInvocationID.x] *= 2.0; }
        """;

    private const string CooperativeMatrix = """
        #version 450
        #extension GL_KHR_memory_scope_semantics : require
        #extension GL_NV_cooperative_matrix : require
        #extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
        layout(local_size_x = 32) in;
        layout(set = 0, binding = 0) readonly buffer A { float16_t a[]; };
        layout(set = 0, binding = 1) buffer C { float c[]; };
        void main()
        {
            fcoopmatNV<16, gl_ScopeSubgroup, 16, 16> left, right;
            fcoopmatNV<32, gl_ScopeSubgroup, 16, 16> sum = fcoopmatNV<32, gl_ScopeSubgroup, 16, 16>(0.0);
            coopMatLoadNV(left, a, 0, 16, false);
            coopMatLoadNV(right, a, 256, 16, true);
            sum = coopMatMulAddNV(left, right, sum);
            coopMatStoreNV(sum, c, 0, 16, false);
        }
        """;
}
