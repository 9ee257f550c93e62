using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>Axes in another order: axis a of the output is axis permutation[a] of the operand (ONNX Transpose, torch.permute).</summary>
/// <param name="Permutation">Every axis of the operand once.</param>
public sealed record Transpose(ValueList<long> Permutation) : Op
{
    /// <inheritdoc/>
    public override string Name => "transpose";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("permutation", Permutation)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(1, 1)) return null;
        TensorType input = context.Inputs[0];
        if (!Permutation.Order().SequenceEqual(Enumerable.Range(0, input.Rank).Select(axis => (long)axis)))
            return context.Error(DiagnosticDescriptors.NoPermutation, Permutation, input.Rank, input);
        return [new TensorType(input.Element, new SymbolicShape([.. Permutation.Select(axis => input.Shape[(int)axis])]))];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        long[] strides = input.Shape.RowMajorStrides();
        return [StridedCopy.Read(input, context.OutputShape(this), 0, [.. Permutation.Select(axis => strides[axis])])];
    }
}
