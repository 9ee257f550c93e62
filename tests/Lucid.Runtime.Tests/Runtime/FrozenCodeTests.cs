using Lucid.Packaging;
using Lucid.Runtime.Recording;
using Lucid.Shaders;
using Lucid.Spirv;
using Lucid.Spirv.Grammar;
using Lucid.Spirv.Reflection;
using Lucid.Testing;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>Modules whose specialisation constants have become ordinary ones.</summary>
public sealed class FrozenCodeTests
{
    public static TheoryData<string> Names => [.. ShaderCatalogue.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_kernel_keeps_a_constant_that_could_change(string name)
    {
        byte[] frozen = FrozenCode.Of(ShaderCatalogue.Get(name).Span, Candidate(name));

        Opcode[] left = [.. ModuleReader.Read(frozen).Globals.Select(global => global.Opcode)
            .Where(opcode => opcode is Opcode.SpecConstant or Opcode.SpecConstantTrue or Opcode.SpecConstantFalse or Opcode.SpecConstantComposite or Opcode.SpecConstantOp)];
        Assert.Empty(left);
    }

    [Fact]
    public void The_candidates_values_are_taken_and_those_of_other_constants_passed_over()
    {
        const string name = "taps/dense_m1_n4_storage";
        SpirvModule module = ModuleReader.Read(FrozenCode.Of(ShaderCatalogue.Get(name).Span, Candidate(name, new(0, 32), new(2, 1), new(99, 7))));

        Assert.Equal(new WorkgroupSize(32, 1, 1), ModuleReflection.Of(module).LocalSize);
        ModuleIndex index = new(module);
        Instruction rank = Assert.Single(module.Names, line => line.StringAt(1) == "RANK");
        Assert.Equal(1u, index.ConstantBits(rank.IdAt(0)));
        ShaderTools.AssertValid(ModuleWriter.Write(module));
    }

    [Fact]
    public void What_is_no_module_is_named()
    {
        ProgramException exception = Assert.Throws<ProgramException>(() => FrozenCode.Of(new byte[40], Candidate("taps/broken")));
        Assert.Contains("taps/broken", exception.Message, StringComparison.Ordinal);
    }

    private static KernelCandidate Candidate(string module, params SpecializationValue[] values) =>
        new("plain", module, [.. values], [], [], "none", [], [], [1, 1, 1], []);
}
