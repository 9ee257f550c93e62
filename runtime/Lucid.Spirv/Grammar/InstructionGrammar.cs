using System.Collections.Immutable;

namespace Lucid.Spirv.Grammar;

/// <summary>The operands of one instruction, as the standard's tables have them.</summary>
internal sealed class InstructionGrammar
{
    public InstructionGrammar(ImmutableArray<OperandPattern> operands)
    {
        Operands = operands;
        IsFixed = operands.All(operand => operand.Repetition == Repetition.Once && operand.Kind is OperandKind.ResultType or OperandKind.Result or OperandKind.Id or OperandKind.Integer);
        Fixed = IsFixed ? [.. operands.Select((operand, word) => new Operand(operand.Kind, word, 1))] : [];
    }

    public ImmutableArray<OperandPattern> Operands { get; }

    public bool HasResultType => Operands is [{ Kind: OperandKind.ResultType }, { Kind: OperandKind.Result }, ..];

    /// <summary>True if every use of the instruction has the same operands, a word each.</summary>
    public bool IsFixed { get; }

    /// <summary>These operands, which all such instructions share.</summary>
    public ImmutableArray<Operand> Fixed { get; }
}
