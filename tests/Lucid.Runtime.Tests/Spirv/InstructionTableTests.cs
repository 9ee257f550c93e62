using Lucid.Spirv;
using Lucid.Spirv.Grammar;
using Xunit;

namespace Lucid.Runtime.Tests.Spirv;

public sealed class InstructionTableTests
{
    [Fact]
    public void Every_opcode_is_in_the_table_of_operands() =>
        Assert.All(Enum.GetValues<Opcode>(), opcode => Assert.NotNull(InstructionTable.Find(opcode)));

    [Theory]
    [InlineData(Opcode.Name, new uint[] { 1 }, "SPIR-V: OpName ends before its String")]
    [InlineData(Opcode.Name, new uint[] { 1, 0x41414141 }, "SPIR-V: OpName has a string without a terminating zero")]
    [InlineData(Opcode.Name, new uint[] { 0, 0 }, "SPIR-V: OpName has id 0 as its Id")]
    [InlineData(Opcode.IAdd, new uint[] { 1, 2, 3, 4, 5 }, "SPIR-V: OpIAdd has 1 words too many")]
    [InlineData(Opcode.Load, new uint[] { 1, 2, 3, 2 }, "SPIR-V: OpLoad ends before its Integer")]
    [InlineData(Opcode.Phi, new uint[] { 1, 2, 3 }, "SPIR-V: OpPhi ends before its Id")]
    [InlineData(Opcode.Constant, new uint[] { 1, 2, 3, 4, 5 }, "SPIR-V: OpConstant has a literal of 3 words, at most 2 are expected")]
    [InlineData(Opcode.SpecConstantOp, new uint[] { 1, 2, 52, 3 }, "SPIR-V: OpSpecConstantOp cannot nest in itself")]
    public void Operands_that_do_not_fit_the_table_are_refused(Opcode opcode, uint[] words, string message) =>
        Assert.Equal(message, Assert.Throws<SpirvFormatException>(() => new Instruction(opcode, words)).Message);

    [Fact]
    public void Masks_bring_the_operands_of_each_bit()
    {
        // Aligned 16, MakePointerVisible %9: the literal is no id, the scope is.
        var load = new Instruction(Opcode.Load, 1, 2, 3, (uint)(MemoryAccess.Aligned | MemoryAccess.MakePointerVisible), 16, 9);

        Assert.Equal([new Id(1), new Id(3), new Id(9)], load.Uses);
    }

    [Fact]
    public void Behind_an_unknown_enumerant_any_word_may_be_an_id()
    {
        var decoration = new Instruction(Opcode.Decorate, 1, 6000, 7);

        Assert.Equal([new Id(1)], decoration.Uses);
        Assert.Equal([new Id(1), new Id(7)], decoration.PossibleUses);
    }
}
