using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Spirv.Grammar;
using Lucid.Testing;
using Xunit;

namespace Lucid.Runtime.Tests.Spirv;

public sealed class StripNamesTests
{
    [TheoryNeeding(Resource.SpirvTools)]
    [InlineData("kernel")]
    [InlineData("wide")]
    [InlineData("debug")]
    public void A_stripped_module_is_valid_and_smaller(string name)
    {
        byte[] before = ModuleReaderTests.Module(name);

        byte[] after = ModuleWriter.Write(StripNames.Run(ModuleReader.Read(before)));

        ShaderTools.AssertValid(after);
        Assert.True(after.Length < before.Length);
        Assert.DoesNotContain(ModuleReader.Read(after).Instructions, instruction => instruction.Opcode is Opcode.Name or Opcode.MemberName or Opcode.Line or Opcode.Source or Opcode.String);
    }
}
