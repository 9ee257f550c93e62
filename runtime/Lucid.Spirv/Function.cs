using System.Collections.Immutable;

namespace Lucid.Spirv;

/// <summary>A function, from OpFunction to OpFunctionEnd; without blocks it is a declaration of one in another module.</summary>
public sealed record Function(Instruction Definition, ImmutableArray<Instruction> Parameters, ImmutableArray<TerminatedBlock> Blocks, Instruction End)
{
    private IReadOnlySet<Id>? _possibleUses;
    private ImmutableArray<Instruction> _instructions;

    // What an edited copy holds and uses is found anew.
    private Function(Function original)
    {
        (Definition, Parameters, Blocks, End) = (original.Definition, original.Parameters, original.Blocks, original.End);
    }

    public Id Id => Definition.Result!.Value;

    public Id ReturnType => Definition.ResultType!.Value;

    /// <summary>The id of the function's OpTypeFunction.</summary>
    public Id FunctionType => Definition.IdAt(3);

    /// <summary>All of them in order; listed once, for modules share functions.</summary>
    public ImmutableArray<Instruction> Instructions => _instructions.IsDefault
        ? _instructions = [Definition, .. Parameters, .. Blocks.SelectMany(block => block.Instructions), End]
        : _instructions;

    /// <summary>Every id that an instruction of the function, or a line of source before one, may use.</summary>
    public IReadOnlySet<Id> PossibleUses => _possibleUses ??=
        Instructions.SelectMany(instruction => instruction.Lines.Append(instruction)).SelectMany(instruction => instruction.PossibleUses).ToHashSet();

    public bool Equals(Function? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
