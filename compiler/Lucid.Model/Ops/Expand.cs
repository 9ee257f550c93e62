using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>The operand repeated to a shape: axes it lacks at the front or has with extent 1 take the target's extent (torch.expand; ONNX Expand).</summary>
/// <param name="Target">The shape of the output.</param>
public sealed record Expand(SymbolicShape Target) : Op
{
    /// <inheritdoc/>
    public override string Name => "expand";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("shape", Target.Extents)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(1, 1)) return null;
        TensorType input = context.Inputs[0];
        if (!context.Rank("operand", input, 0, Target.Rank)) return null;
        for (int axis = 0; axis < Target.Rank; axis++)
        {
            if (!context.Require(IntExpr.LessOrEqual(0, Target[axis]), DiagnosticDescriptors.NegativeExtent, axis, Target[axis])) return null;
            int own = axis - Target.Rank + input.Rank;
            if (own < 0 || input.Shape[own].Equals(IntExpr.One)) continue;
            if (!context.Require(IntExpr.Equal(input.Shape[own], Target[axis]), DiagnosticDescriptors.NotExpandable, input.Shape, Target, input.Shape[own], Target[axis]))
                return null;
        }

        return [new TensorType(input.Element, Target)];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        Shape shape = context.OutputShape(this);
        return [StridedCopy.Read(input, shape, 0, StridedCopy.BroadcastStrides(input.Shape, shape))];
    }
}
