using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Parts of the operand along an axis, chosen by a tensor of indices: out[i…, j…, k…] = data[i…, indices[j…], k…], where i stands for the
/// axes before the axis and k for those behind it (ONNX Gather; torch.index_select and embedding).
/// </summary>
/// <remarks>
/// Operands: data of rank 1 or more; indices, integers of any shape. A negative index counts from the end. An index outside
/// of [-extent, extent), an error in ONNX, reads nothing: the element is NaN, or 0 of an integer type.
/// </remarks>
/// <param name="Axis">The axis, 0 to rank - 1.</param>
public sealed record Gather(long Axis) : Op
{
    /// <inheritdoc/>
    public override string Name => "gather";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("axis", Axis)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(2, 2)) return null;
        (TensorType data, TensorType indices) = (context.Inputs[0], context.Inputs[1]);
        if (!context.Indices(indices)) return null;
        if (Axis < 0 || Axis >= data.Rank) return context.Error(DiagnosticDescriptors.AxisRefused, Axis, data);
        return [data with { Shape = new([.. data.Shape.Extents.Take((int)Axis), .. indices.Shape.Extents, .. data.Shape.Extents.Skip((int)Axis + 1)]) }];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        (ReferenceTensor data, ReferenceTensor indices) = (context.Inputs[0], context.Inputs[1]);
        Shape shape = context.OutputShape(this);
        long extent = data.Shape[(int)Axis];
        long inner = new Shape(data.Shape.Extents.AsSpan()[((int)Axis + 1)..]).ElementCount;
        long[] places = new long[shape.ElementCount];
        for (long at = 0; at < places.Length; at++)
        {
            (long row, long k) = Math.DivRem(at, inner);
            (long i, long j) = Math.DivRem(row, indices.Integers.LongLength);
            long position = IndexedPositions.Resolve(indices.Integers[j], extent);
            places[at] = position == IndexedPositions.None ? position : (((i * extent) + position) * inner) + k;
        }

        return [IndexedPositions.Read(data, shape, places)];
    }
}
