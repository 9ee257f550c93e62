using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>What a reference evaluation sees.</summary>
/// <param name="Inputs">The operands' data.</param>
/// <param name="Symbols">Values of the model's symbols.</param>
public sealed record EvaluationContext(ReferenceTensor[] Inputs, IReadOnlyDictionary<string, long> Symbols)
{
    /// <summary>The value of an attribute for the actual shapes.</summary>
    public long Value(IntExpr expr) => expr.Evaluate(Symbols);

    /// <summary>The values of a list of attributes for the actual shapes.</summary>
    public long[] Values(ValueList<IntExpr> list) => [.. list.Select(Value)];
}
