using System.Collections.Immutable;

namespace Lucid.Spirv;

/// <summary>A basic block that is complete: its label, its instructions (a merge instruction last) and its terminator.</summary>
public sealed record TerminatedBlock
{
    internal TerminatedBlock(Instruction label, ImmutableArray<Instruction> body, Instruction terminator)
    {
        Label = label;
        Body = body;
        Terminator = terminator;
    }

    public Instruction Label { get; }

    public ImmutableArray<Instruction> Body { get; init; }

    public Instruction Terminator { get; }

    public Id Id => Label.Result!.Value;

    public IEnumerable<Instruction> Instructions => [Label, .. Body, Terminator];
}
