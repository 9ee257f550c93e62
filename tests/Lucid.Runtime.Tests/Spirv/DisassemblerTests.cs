using Lucid.Spirv;
using Lucid.Spirv.Grammar;
using Lucid.Testing;
using Xunit;

namespace Lucid.Runtime.Tests.Spirv;

public sealed class DisassemblerTests
{
    [TheoryNeeding(Resource.SpirvTools)]
    [MemberData(nameof(ModuleReaderTests.ModuleNames), MemberType = typeof(ModuleReaderTests))]
    public void The_text_is_that_of_spirv_dis(string name)
    {
        byte[] bytes = ModuleReaderTests.Module(name);

        Assert.Equal(Instructions(ShaderTools.Disassemble(bytes)), Instructions(Disassembler.Disassemble(ModuleReader.Read(bytes))));
    }

    [Fact]
    public void A_kernel_reads_as_in_the_golden_file() =>
        Golden.Match("spirv/disassemble/kernel", Disassembler.Disassemble(ModuleReader.Read(Samples.Kernel)));

    [Fact]
    public void An_unknown_instruction_is_raw_words()
    {
        SpirvModule module = ModuleReader.Read(Samples.Kernel);
        module = module with { Globals = module.Globals.Add(new Instruction((Opcode)0xABC0, 1, 0xFFFFFFFF)) };

        Assert.Contains("\n               !0x0003abc0 !0x00000001 !0xffffffff ; unknown opcode 43968\n", Disassembler.Disassemble(module), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Instructions(string text) => text.Split('\n').Where(line => !line.StartsWith(';'));
}
