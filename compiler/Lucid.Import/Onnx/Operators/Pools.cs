using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Pools with a window; the global ones are reductions over all spatial axes, so that their size may be symbolic.</summary>
internal static class Pools
{
    private const string Window = "auto_pad kernel_shape pads strides";

    public static IEnumerable<OnnxOperator> Table =>
    [
        new("MaxPool", 1, $"{Window} storage_order@8-21 ceil_mode@10-21 dilations@10-21", node => Pool(node, PoolKind.Max)) { Limits = "1 to 3 spatial axes; positions of floats only, in windows of at most 256 elements" },
        new("AveragePool", 1, $"{Window} count_include_pad@7-21 ceil_mode@10-21 dilations@19-21", node => Pool(node, PoolKind.Average)) { Limits = "1 to 3 spatial axes" },
        new("LpPool", 1, $"{Window} p ceil_mode@18-21 dilations@18-21", node => Pool(node, PoolKind.Lp)) { Limits = "1 to 3 spatial axes; a whole p" },
        new("GlobalMaxPool", 1, "", node => node.Output(Global(node, ReduceKind.Max, node.Operand(0, "X")))),
        new("GlobalAveragePool", 1, "", node => node.Output(Global(node, ReduceKind.Mean, node.Operand(0, "X")))),
        new("GlobalLpPool", 1, "p", GlobalLpPool),
    ];

    private static void Pool(NodeLowering node, PoolKind kind)
    {
        ImportedValue input = node.Operand(0, "X");
        long[] kernel = node.Attributes.Ints("kernel_shape") is { Length: > 0 } given ? given : throw node.Attributes.Missing("kernel_shape");
        if (input.Type.Rank != kernel.Length + 2) throw node.Fail(ImportDiagnostics.OperandRefused, "X", input.Type, $"rank {kernel.Length + 2}, for a kernel of {kernel.Length} axes");
        SpatialWindow window = SpatialWindow.Read(node, kernel);
        (ValueList<IntExpr> begin, ValueList<IntExpr> end) = window.Padding(input.Type.Shape);
        ImportedValue pooled = node.Emit(new Pool(kind, kernel.ToValueList(), window.Stride.ToValueList(), begin, end, window.Dilation.ToValueList(),
            node.Attributes.Flag("ceil_mode", false), node.Attributes.Flag("count_include_pad", false), kind == PoolKind.Lp ? node.Attributes.Int("p", 2) : 2), input);
        node.Output(pooled);
        if (kind == PoolKind.Max && node.Wants(1)) node.Output(Positions(node, input, window, begin, pooled.Type.Shape), 1);
    }

    /// <summary>
    /// Where each maximum stands, counted over the whole input, along its last axis or (storage_order 1) its first spatial one: the window's elements side by
    /// side, the first greatest of them, and from its number its coordinates. Used by unpooling; no decoder's hot path.
    /// </summary>
    private static ImportedValue Positions(NodeLowering node, ImportedValue input, SpatialWindow window, ValueList<IntExpr> begin, SymbolicShape output)
    {
        const long MostElements = 256;
        int rank = window.Kernel.Length;
        if (!input.Type.Element.IsFloat()) throw node.Unsupported($"positions of maxima of {input.Type.Element.Text()}");
        if (window.Kernel.Aggregate(1L, (product, extent) => checked(product * extent)) is > MostElements and var size)
            throw node.Unsupported($"positions of maxima in windows of {size} elements", $"at most {MostElements} are supported");

        // Long enough for every window, also for one that hangs over the end; what is added is never greatest.
        SymbolicShape shape = input.Type.Shape;
        IntExpr[] before = [0, 0, .. begin], after = [0, 0, .. Enumerable.Range(0, rank).Select(axis =>
            IntExpr.Max(0, ((output[axis + 2] - 1) * window.Stride[axis]) + ((window.Kernel[axis] - 1) * window.Dilation[axis]) + 1 - begin[axis] - shape[axis + 2]))];
        ImportedValue padded = node.Emit(new Pad(PadMode.Constant, before.ToValueList(), after.ToValueList(), double.NegativeInfinity), input);
        ImportedValue[] elements = [.. WindowPositions(window.Kernel).Select(at => node.Reshape(node.Emit(new Slice(
            [0, 0, .. at.Select((k, axis) => (IntExpr)(k * window.Dilation[axis]))], output.Extents, [1, 1, .. window.Stride]), padded), [1, .. output.Extents]))];
        ImportedValue stacked = elements.Length == 1 ? elements[0] : node.Emit(new Concat(0), elements);
        ImportedValue rest = node.Emit(new ArgReduce(true, 0, false, false), stacked);

        // Number of the image and channel, then a coordinate an axis; the step of each from the storage order.
        ImportedValue place = Scaled(Numbers(0, 2), shape.Extents.Skip(2));
        bool columnMajor = node.Attributes.Int("storage_order", 0) switch
        {
            0 => false,
            1 => true,
            long other => throw node.Attributes.Refuse("storage_order", other, "0 or 1"),
        };
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            ImportedValue extent = NodeLowering.Scalar(window.Kernel[axis], ElementType.I64);
            ImportedValue k = node.Pointwise(PointwiseKind.Mod, rest, extent);
            rest = node.Pointwise(PointwiseKind.Div, rest, extent);
            ImportedValue at = node.Pointwise(PointwiseKind.Mul, k, NodeLowering.Scalar(window.Dilation[axis], ElementType.I64));
            ImportedValue first = Scaled(Numbers(axis + 2, 1), [window.Stride[axis]]);
            at = node.Pointwise(PointwiseKind.Add, at, node.Pointwise(PointwiseKind.Sub, first, NodeLowering.Integers([begin[axis]], new Shape())));
            place = node.Pointwise(PointwiseKind.Add, place, Scaled(at, columnMajor ? shape.Extents.Skip(2).Take(axis) : shape.Extents.Skip(axis + 3)));
        }

        return place;

        // 0, 1, 2, … over some axes of the output.
        ImportedValue Numbers(int firstAxis, int count)
        {
            IntExpr[] extents = [.. output.Extents.Skip(firstAxis).Take(count)];
            ImportedValue numbers = node.Emit(new Iota(extents.Aggregate(IntExpr.One, (product, extent) => product * extent)));
            return node.Reshape(numbers, [.. Enumerable.Repeat(IntExpr.One, firstAxis), .. extents, .. Enumerable.Repeat(IntExpr.One, output.Rank - firstAxis - count)]);
        }

        ImportedValue Scaled(ImportedValue value, IEnumerable<IntExpr> factors) => node.Pointwise(PointwiseKind.Mul, value,
            NodeLowering.Integers([factors.Aggregate(IntExpr.One, (product, factor) => product * factor)], new Shape()));
    }

    /// <summary>The positions of a window in row-major order.</summary>
    private static IEnumerable<long[]> WindowPositions(long[] kernel)
    {
        IEnumerable<long[]> positions = [[]];
        foreach (long extent in kernel)
            positions = positions.SelectMany(at => Enumerable.Range(0, (int)extent).Select(k => (long[])[.. at, k]));
        return positions;
    }

    private static ImportedValue Global(NodeLowering node, ReduceKind kind, ImportedValue input)
    {
        if (input.Type.Rank < 3) throw node.Fail(ImportDiagnostics.OperandRefused, "X", input.Type, "rank 3 or more");
        return node.Emit(new Reduce(kind, Enumerable.Range(2, input.Type.Rank - 2).Select(axis => (long)axis).ToValueList(), true), input);
    }

    /// <summary>(Σ |x|ᵖ)^(1/p).</summary>
    private static void GlobalLpPool(NodeLowering node)
    {
        ImportedValue input = node.Operand(0, "X");
        long p = node.Attributes.Int("p", 2);
        if (p < 1) throw node.Attributes.Refuse("p", p, "1 or more");
        if (p <= 2)
        {
            node.Output(Global(node, p == 1 ? ReduceKind.L1 : ReduceKind.L2, input));
            return;
        }

        ImportedValue magnitude = node.Pointwise(PointwiseKind.Abs, input);
        ImportedValue sum = Global(node, ReduceKind.Sum, node.Pointwise(PointwiseKind.Pow, magnitude, NodeLowering.Scalar(p, input.Type.Element)));
        node.Output(node.Pointwise(PointwiseKind.Pow, sum, NodeLowering.Scalar(1.0 / p, input.Type.Element)));
    }
}
