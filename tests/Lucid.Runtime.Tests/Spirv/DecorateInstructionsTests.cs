using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Spirv.Grammar;
using Lucid.Testing;
using Xunit;

namespace Lucid.Runtime.Tests.Spirv;

public sealed class DecorateInstructionsTests
{
    [Fact]
    public void Every_float_operation_is_marked_exactly_once()
    {
        SpirvModule module = DecorateInstructions.WithNoContraction(ModuleReader.Read(Samples.Wide));

        Id[] arithmetic = [.. module.Functions.SelectMany(function => function.Instructions).Where(DecorateInstructions.IsFloatArithmetic).Select(instruction => instruction.Result!.Value)];
        Id[] marked = [.. module.Annotations.Where(annotation => annotation.Words is [_, (uint)Decoration.NoContraction]).Select(annotation => annotation.IdAt(0))];
        Assert.NotEmpty(arithmetic);
        Assert.Subset(new HashSet<Id>(marked), new HashSet<Id>(arithmetic));
        Assert.Distinct(marked);
    }

    [FactNeeding(Resource.SpirvTools)]
    public void A_marked_module_is_valid() => ShaderTools.AssertValid(ModuleWriter.Write(DecorateInstructions.WithNoContraction(ModuleReader.Read(Samples.Wide))));
}
