using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>The attributes that convolutions and pools share: kernel, strides, dilations and how the edges are padded, one entry a spatial axis.</summary>
internal sealed class SpatialWindow
{
    private enum AutoPad
    {
        NotSet,
        SameUpper,
        SameLower,
        Valid,
    }

    private readonly AutoPad _autoPad;

    private SpatialWindow(AutoPad autoPad, long[] kernel, long[] stride, long[] dilation, long[] pads)
    {
        _autoPad = autoPad;
        (Kernel, Stride, Dilation, Pads) = (kernel, stride, dilation, pads);
    }

    public long[] Kernel { get; }

    public long[] Stride { get; }

    public long[] Dilation { get; }

    /// <summary>As given: beginnings, then ends.</summary>
    public long[] Pads { get; }

    public bool IsSame => _autoPad is AutoPad.SameUpper or AutoPad.SameLower;

    public bool IsNotSet => _autoPad == AutoPad.NotSet;

    public static SpatialWindow Read(NodeLowering node, long[] kernel)
    {
        int rank = kernel.Length;
        AutoPad autoPad = node.Attributes.Choice("auto_pad", "NOTSET",
            ("NOTSET", AutoPad.NotSet), ("SAME_UPPER", AutoPad.SameUpper), ("SAME_LOWER", AutoPad.SameLower), ("VALID", AutoPad.Valid));
        long[] pads = List("pads", 2 * rank, 0);
        return new SpatialWindow(autoPad, kernel, List("strides", rank, 1), List("dilations", rank, 1), autoPad == AutoPad.NotSet ? pads : new long[2 * rank]);

        long[] List(string name, int length, long absent)
        {
            long[] values = node.Attributes.Ints(name) is { Length: > 0 } given ? given : [.. Enumerable.Repeat(absent, length)];
            if (values.Length != length) throw node.Attributes.Refuse(name, $"[{string.Join(",", values)}]", $"{length} entries");
            return values;
        }
    }

    /// <summary>The kernel extents of a layer with a weight: those of the weight, which the attribute may repeat.</summary>
    public static long[] KernelOf(NodeLowering node, ImportedValue weight)
    {
        if (weight.Type.Rank < 3) throw node.Fail(ImportDiagnostics.OperandRefused, "W", weight.Type, "a weight of rank 3 or more");
        long[] kernel = [.. weight.Type.Shape.Extents.Skip(2).Select(extent => node.Known(extent, "W"))];
        long[]? stated = node.Attributes.Ints("kernel_shape");
        if (stated is { Length: > 0 } && !stated.SequenceEqual(kernel))
            throw node.Attributes.Refuse("kernel_shape", $"[{string.Join(",", stated)}]", $"the weight's [{string.Join(",", kernel)}]");
        return kernel;
    }

    /// <summary>
    /// Padding of a layer that shrinks. SAME keeps ceil(in / stride) positions:
    /// total = max((ceil(in/s) - 1)·s + d·(k-1) + 1 - in, 0), the larger half at the end for SAME_UPPER, at the beginning for SAME_LOWER.
    /// </summary>
    public (ValueList<IntExpr> Begin, ValueList<IntExpr> End) Padding(SymbolicShape input)
    {
        int rank = Kernel.Length;
        IntExpr[] begin = new IntExpr[rank], end = new IntExpr[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            if (!IsSame)
            {
                (begin[axis], end[axis]) = (Pads[axis], Pads[rank + axis]);
                continue;
            }

            IntExpr extent = input[input.Rank - rank + axis];
            IntExpr kept = IntExpr.CeilDiv(extent, Stride[axis]);
            IntExpr total = IntExpr.Max(((kept - 1) * Stride[axis]) + (Dilation[axis] * (Kernel[axis] - 1)) + 1 - extent, 0);
            (begin[axis], end[axis]) = Halves(total);
        }

        return (begin.ToValueList(), end.ToValueList());
    }

    /// <summary>A total padding as (begin, end).</summary>
    public (IntExpr Begin, IntExpr End) Halves(IntExpr total)
    {
        IntExpr smaller = IntExpr.FloorDiv(total, 2);
        return _autoPad == AutoPad.SameUpper ? (smaller, total - smaller) : (total - smaller, smaller);
    }
}
