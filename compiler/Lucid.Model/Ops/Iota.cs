using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>The numbers 0, 1, 2, … length - 1 (torch.arange; ONNX Range is start + delta · iota).</summary>
/// <remarks>No operand. Output `i64[length]`.</remarks>
/// <param name="Length">How many, 0 or more.</param>
public sealed record Iota(IntExpr Length) : Op
{
    /// <inheritdoc/>
    public override string Name => "iota";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("length", Length)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context) =>
        context.Count(0, 0) && context.Require(IntExpr.LessOrEqual(0, Length), DiagnosticDescriptors.NegativeExtent, 0, Length)
            ? [new TensorType(ElementType.I64, new SymbolicShape(Length))]
            : null;

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        long[] numbers = new long[context.Value(Length)];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = i;
        return [new ReferenceTensor(new Shape(numbers.Length), numbers)];
    }
}
