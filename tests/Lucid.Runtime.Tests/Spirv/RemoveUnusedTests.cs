using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Spirv.Grammar;
using Lucid.Spirv.Reflection;
using Lucid.Testing;
using Xunit;

namespace Lucid.Runtime.Tests.Spirv;

public sealed class RemoveUnusedTests
{
    [Fact]
    public void A_binding_that_only_an_unused_helper_reads_goes_with_it()
    {
        SpirvModule module = RemoveUnused.Run(WithoutResidual());

        Assert.Equal([(0, 0), (0, 1), (1, 0)], ModuleReflection.Of(module).Bindings.Select(binding => (binding.Set, binding.Binding)));
        Assert.Equal(["main", "lucid_epilogue(vf4;u1;u1;"], module.Functions.Select(function => new ModuleIndex(module).Name(function.Id)));
    }

    [Fact]
    public void What_is_left_reads_as_in_the_golden_file() =>
        Golden.Match("spirv/remove_unused/kernel_without_residual", Disassembler.Disassemble(RemoveUnused.Run(WithoutResidual())));

    [FactNeeding(Resource.SpirvTools)]
    public void What_is_left_is_valid() => ShaderTools.AssertValid(ModuleWriter.Write(RemoveUnused.Run(WithoutResidual())));

    [Theory]
    [MemberData(nameof(ModuleReaderTests.ModuleNames), MemberType = typeof(ModuleReaderTests))]
    public void A_second_run_finds_nothing(string name)
    {
        SpirvModule once = RemoveUnused.Run(ModuleReader.Read(ModuleReaderTests.Module(name)));

        Assert.Equal(ModuleWriter.Write(once), ModuleWriter.Write(RemoveUnused.Run(once)));
    }

    [Fact]
    public void An_unused_input_leaves_the_interface_of_the_entry_point()
    {
        SpirvModule module = ReplaceFunctionBody.Run(ModuleReader.Read(Samples.Kernel), "main", body => body.Return());

        module = RemoveUnused.Run(module);

        Assert.Equal("main", ModuleReflection.Of(module).EntryPoint);
        Assert.Empty(module.EntryPoints[0].Uses.Skip(1));
        Assert.Empty(ModuleReflection.Of(module).Bindings);
        Assert.Equal([0u, 1u], ModuleReflection.Of(module).SpecConstants.Select(constant => constant.SpecId));
    }

    [Fact]
    public void What_an_unknown_instruction_may_use_stays()
    {
        SpirvModule module = WithoutResidual();
        Id residual = new ModuleIndex(module).Function("lucid_residual").Id;
        Function main = module.Functions[0];
        TerminatedBlock entry = main.Blocks[0];
        module = module with
        {
            Functions = module.Functions.SetItem(0, main with { Blocks = main.Blocks.SetItem(0, entry with { Body = entry.Body.Add(new Instruction((Opcode)0xABC0, residual.Value)) }) }),
        };

        Assert.Contains(RemoveUnused.Run(module).Functions, function => function.Id == residual);
    }

    private static SpirvModule WithoutResidual() =>
        ReplaceFunctionBody.Run(ModuleReader.Read(Samples.Kernel), "lucid_epilogue", body => body.Return(body.Parameter("a")));
}
