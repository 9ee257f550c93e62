using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>A regular part of the operand: out[i] = in[start + i·step] along every axis, 0 ≤ i &lt; length (ONNX Slice, Split; torch indexing).</summary>
/// <remarks>One entry an axis in each list. Nothing outside the operand is read: clamping is the frontends' business.</remarks>
/// <param name="Starts">First position read.</param>
/// <param name="Lengths">Extents of the output, 0 or more.</param>
/// <param name="Steps">Distance of positions read; negative runs backwards, 0 is refused.</param>
public sealed record Slice(ValueList<IntExpr> Starts, ValueList<IntExpr> Lengths, ValueList<long> Steps) : Op
{
    /// <inheritdoc/>
    public override string Name => "slice";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("starts", Starts), new("lengths", Lengths), new("steps", Steps, OpCatalogue.Ones(Starts.Count))];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(1, 1)) return null;
        TensorType input = context.Inputs[0];
        if (!context.Length("starts", Starts.Count, input.Rank) || !context.Length("lengths", Lengths.Count, input.Rank)
            || !context.Length("steps", Steps.Count, input.Rank))
            return null;
        for (int axis = 0; axis < input.Rank; axis++)
        {
            if (!CheckAxis(context, axis, input.Shape[axis])) return null;
        }

        return [new TensorType(input.Element, new SymbolicShape(Lengths.AsSpan()))];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        long[] strides = input.Shape.RowMajorStrides();
        long offset = 0;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            offset += context.Value(Starts[axis]) * strides[axis];
            strides[axis] *= Steps[axis];
        }

        return [StridedCopy.Read(input, context.OutputShape(this), offset, strides)];
    }

    private bool CheckAxis(InferenceContext context, int axis, IntExpr extent)
    {
        (IntExpr start, IntExpr length, long step) = (Starts[axis], Lengths[axis], Steps[axis]);
        if (step == 0) return context.Error(DiagnosticDescriptors.ZeroStep, axis) is not null;
        if (!context.Require(IntExpr.LessOrEqual(0, length), DiagnosticDescriptors.NegativeExtent, axis, length)) return false;
        if (length.Equals(IntExpr.Zero)) return true;
        IntExpr last = start + ((length - 1) * step);
        (IntExpr lowest, IntExpr highest) = step > 0 ? (start, last) : (last, start);
        return context.Require(IntExpr.LessOrEqual(0, lowest), DiagnosticDescriptors.SliceOutside, axis, start, length, step, extent)
            && context.Require(IntExpr.Less(highest, extent), DiagnosticDescriptors.SliceOutside, axis, start, length, step, extent);
    }
}
