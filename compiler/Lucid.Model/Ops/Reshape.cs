using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>The same elements in the same row-major order under another shape (ONNX Reshape, Flatten, Squeeze, Unsqueeze).</summary>
/// <param name="Target">The shape of the output; its element count is that of the operand.</param>
public sealed record Reshape(SymbolicShape Target) : Op
{
    /// <inheritdoc/>
    public override string Name => "reshape";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("shape", Target.Extents)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(1, 1)) return null;
        TensorType input = context.Inputs[0];
        (IntExpr found, IntExpr expected) = (input.Shape.ElementCount, Target.ElementCount);
        for (int axis = 0; axis < Target.Rank; axis++)
        {
            if (!context.Require(IntExpr.LessOrEqual(0, Target[axis]), DiagnosticDescriptors.NegativeExtent, axis, Target[axis])) return null;
        }

        return context.Require(IntExpr.Equal(found, expected), DiagnosticDescriptors.ElementCountMismatch, input, found, Target, expected)
            ? [new TensorType(input.Element, Target)]
            : null;
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        Shape shape = context.OutputShape(this);
        return input.Element.IsFloat()
            ? [new ReferenceTensor(shape, input.Floats, input.Element)]
            : [new ReferenceTensor(shape, input.Integers, input.Element)];
    }
}
