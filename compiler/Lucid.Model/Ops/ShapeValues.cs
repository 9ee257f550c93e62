using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>Integers that follow from the sizes of the inputs, as data: out[i] = values[i] (ONNX Shape and Size where their result is more than a shape).</summary>
/// <remarks>No operand. Output `i64[n]`.</remarks>
/// <param name="Values">The elements.</param>
public sealed record ShapeValues(ValueList<IntExpr> Values) : Op
{
    /// <inheritdoc/>
    public override string Name => "shape_values";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("values", Values)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context) =>
        context.Count(0, 0) ? [new TensorType(ElementType.I64, new SymbolicShape(Values.Count))] : null;

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context) => [new ReferenceTensor(new Shape(Values.Count), context.Values(Values))];
}
