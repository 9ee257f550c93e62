using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// An element of the operand for every index: out[p] = data[p with p[axis] replaced by indices[p]] (ONNX GatherElements; torch.gather).
/// </summary>
/// <remarks>
/// Operands: data; indices, integers of the same rank, in no other axis longer than data. The output has the shape of the indices. Negative
/// indices and those outside are read as in `gather`.
/// </remarks>
/// <param name="Axis">The axis, 0 to rank - 1.</param>
public sealed record GatherElements(long Axis) : Op
{
    /// <inheritdoc/>
    public override string Name => "gather_elements";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("axis", Axis)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(2, 2)) return null;
        (TensorType data, TensorType indices) = (context.Inputs[0], context.Inputs[1]);
        if (!context.Indices(indices) || !context.Rank("indices", indices, data.Rank, data.Rank)) return null;
        if (Axis < 0 || Axis >= data.Rank) return context.Error(DiagnosticDescriptors.AxisRefused, Axis, data);
        for (int axis = 0; axis < data.Rank; axis++)
        {
            if (axis != Axis && !context.Require(IntExpr.LessOrEqual(indices.Shape[axis], data.Shape[axis]), DiagnosticDescriptors.IndicesTooLong, indices, data, axis)) return null;
        }

        return [indices with { Element = data.Element }];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        (ReferenceTensor data, ReferenceTensor indices) = (context.Inputs[0], context.Inputs[1]);
        Shape shape = context.OutputShape(this);
        long[] strides = data.Shape.RowMajorStrides();
        long along = strides[Axis];
        strides[Axis] = 0;
        long[] places = StridedCopy.Offsets(shape, strides);
        for (int at = 0; at < places.Length; at++)
        {
            long position = IndexedPositions.Resolve(indices.Integers[at], data.Shape[(int)Axis]);
            places[at] = position == IndexedPositions.None ? position : places[at] + (position * along);
        }

        return [IndexedPositions.Read(data, shape, places)];
    }
}
