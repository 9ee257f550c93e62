using System.Collections.Immutable;

namespace Lucid.Spirv.Editing;

/// <summary>Removes what only people read: names, sources, lines, the record of tools. Functions can then no longer be found by name.</summary>
public static class StripNames
{
    public static SpirvModule Run(SpirvModule module)
    {
        // OpString may still be an operand of an extended instruction (debugPrintf).
        HashSet<Id> used = [.. module.Instructions.Where(instruction => instruction.Opcode == Grammar.Opcode.ExtInst).SelectMany(instruction => instruction.Uses)];
        return module with
        {
            Sources = [.. module.Sources.Where(source => source.Opcode == Grammar.Opcode.String && used.Contains(source.Result!.Value))],
            Names = [],
            Processings = [],
            Globals = WithoutLines(module.Globals),
            Functions = [.. module.Functions.Select(WithoutLines)],
            TrailingLines = [],
        };
    }

    private static Function WithoutLines(Function function) => new(
        WithoutLines(function.Definition),
        WithoutLines(function.Parameters),
        [.. function.Blocks.Select(block => new TerminatedBlock(WithoutLines(block.Label), WithoutLines(block.Body), WithoutLines(block.Terminator)))],
        WithoutLines(function.End));

    private static ImmutableArray<Instruction> WithoutLines(ImmutableArray<Instruction> instructions) => [.. instructions.Select(WithoutLines)];

    private static Instruction WithoutLines(Instruction instruction) =>
        instruction.Lines.IsEmpty ? instruction : new Instruction(instruction.Opcode, instruction.Words, [], instruction.WordOffset);
}
