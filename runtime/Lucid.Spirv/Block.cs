using System.Collections.Immutable;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv;

/// <summary>A basic block that is still open. It becomes part of a function only by its terminator.</summary>
internal sealed class Block
{
    private readonly ImmutableArray<Instruction>.Builder _body = ImmutableArray.CreateBuilder<Instruction>();

    public Block(Instruction label)
    {
        Label = label;
    }

    public Instruction Label { get; }

    public Id Id => Label.Result!.Value;

    public void Add(Instruction instruction) => _body.Add(instruction);

    public TerminatedBlock Terminate(Instruction terminator) => new(Label, _body.ToImmutable(), terminator);

    public static bool IsTerminator(Opcode opcode) => opcode is Opcode.Branch or Opcode.BranchConditional or Opcode.Switch or Opcode.Return
        or Opcode.ReturnValue or Opcode.Unreachable or Opcode.Kill or Opcode.TerminateInvocation;
}
