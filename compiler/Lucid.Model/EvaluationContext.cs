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

    /// <summary>The shape of an output by the op's own rule, for the actual operands.</summary>
    /// <exception cref="ModelException">The actual operands break the rule (a guard of the graph was not checked).</exception>
    /// <exception cref="ShapeEvaluationException">An attribute depends on a symbol without a value.</exception>
    public Shape OutputShape(Op op, int output = 0)
    {
        DiagnosticBag found = [];
        List<Guard> guards = [];
        var types = Inputs.Select(input => new TensorType(input.Element, new SymbolicShape(input.Shape))).ToValueList();
        ValueList<TensorType>? outputs = op.InferTypes(new InferenceContext(op.Name, types, SourceSpan.None, found, guards));
        foreach (Guard guard in guards)
        {
            if (Value(guard.Condition) == 0) found.Add(DiagnosticDescriptors.GuardFailed.At(SourceSpan.None, guard.Message));
        }

        if (outputs is null || found.HasErrors) throw new ModelException([.. found]);
        return outputs.Value[output].Shape.Evaluate(Symbols);
    }
}
