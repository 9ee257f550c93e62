using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Matrix product as numpy's <c>matmul</c>: the last two axes are matrices, the axes before them broadcast; a 1-D left operand is a
/// row, a 1-D right operand a column, and the axis of 1 that this adds is removed again.
/// </summary>
/// <remarks>Operands <c>[...,M,K]</c> and <c>[...,K,N]</c> of one float type. Output <c>[...,M,N]</c>.</remarks>
public sealed record MatMul : Op
{
    /// <inheritdoc/>
    public override string Name => "matmul";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(2, 2)) return null;
        (TensorType left, TensorType right) = (context.Inputs[0], context.Inputs[1]);
        if (!context.Float("left operand", left) || !context.OneElementType("left operand", "right operand")
            || !context.Rank("left operand", left, 1, int.MaxValue) || !context.Rank("right operand", right, 1, int.MaxValue))
            return null;
        ReadOnlySpan<IntExpr> a = left.Rank == 1 ? [1, left.Shape[0]] : left.Shape.Extents.AsSpan();
        ReadOnlySpan<IntExpr> b = right.Rank == 1 ? [right.Shape[0], 1] : right.Shape.Extents.AsSpan();
        if (!context.Require(IntExpr.Equal(a[^1], b[^2]), DiagnosticDescriptors.InnerExtentMismatch, "left operand", a[^1], "right operand", b[^2])
            || !context.Broadcast(new SymbolicShape(a[..^2]), new SymbolicShape(b[..^2]), out SymbolicShape batch))
            return null;
        List<IntExpr> extents = [.. batch.Extents];
        if (left.Rank > 1) extents.Add(a[^2]);
        if (right.Rank > 1) extents.Add(b[^1]);
        return [new TensorType(left.Element, new SymbolicShape([.. extents]))];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        (ReferenceTensor left, ReferenceTensor right) = (context.Inputs[0], context.Inputs[1]);
        Shape shape = context.OutputShape(this);
        double[] output = new double[shape.ElementCount];
        if (output.Length == 0) return [new ReferenceTensor(shape, output, left.Element)];
        ReadOnlySpan<long> a = left.Shape.Rank == 1 ? [1, left.Shape[0]] : left.Shape.Extents.AsSpan();
        ReadOnlySpan<long> b = right.Shape.Rank == 1 ? [right.Shape[0], 1] : right.Shape.Extents.AsSpan();
        (int rows, int depth, int columns) = ((int)a[^2], (int)a[^1], (int)b[^1]);
        int matrixAxes = (left.Shape.Rank > 1 ? 1 : 0) + (right.Shape.Rank > 1 ? 1 : 0);
        Shape batch = new(shape.Extents.AsSpan()[..^matrixAxes]);
        long[] leftMatrix = StridedCopy.Offsets(batch, StridedCopy.BroadcastStrides(new Shape(a[..^2]), batch));
        long[] rightMatrix = StridedCopy.Offsets(batch, StridedCopy.BroadcastStrides(new Shape(b[..^2]), batch));

        // out[row,·] = Σ over k of a[row,k] · b[k,·]
        Parallel.For(0, batch.ElementCount * rows, at =>
        {
            (long n, long row) = Math.DivRem(at, rows);
            Span<double> target = output.AsSpan((int)at * columns, columns);
            ReadOnlySpan<double> x = left.Floats.AsSpan((int)((leftMatrix[n] * rows) + row) * depth, depth);
            ReadOnlySpan<double> y = right.Floats.AsSpan((int)rightMatrix[n] * depth * columns, depth * columns);
            for (int k = 0; k < depth; k++) ScaledSum.Add(x[k], y.Slice(k * columns, columns), target);
        });
        return [new ReferenceTensor(shape, output, left.Element)];
    }
}
