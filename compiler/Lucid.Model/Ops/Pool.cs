using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// The largest, the mean or the p-norm of the elements in a window: out[n,c,o] over in[n,c, s·o - p + d·k] for the kernel positions k,
/// where a position outside the extent holds no element (ONNX MaxPool, AveragePool, LpPool; torch.nn.MaxPool1d/2d/3d and kin).
/// </summary>
/// <remarks>
/// Operand <c>[N,C,*S]</c> or <c>[C,*S]</c> with 1 to 3 spatial axes; any numbers for the largest, else floats. Output extent per axis:
/// floor((in + pads_begin + pads_end - dilation·(kernel-1) - 1) / stride) + 1, rounded up instead in ceil mode as long as the last window
/// begins within the operand or the padding before it; at least 1. Paddings are less than the window, dilation·(kernel-1) + 1.
/// The mean divides by the number of elements in the window; with count_include_pad by the number of its positions that
/// lie within the padded extent, which what ceil mode adds does not extend. The largest of a window without elements is the type's lowest value, their mean NaN.
/// </remarks>
/// <param name="Kind">What is made of a window.</param>
/// <param name="Kernel">Extent of the window, one entry a spatial axis.</param>
/// <param name="Stride">Step from a window to the next.</param>
/// <param name="PadsBegin">Positions added before the first, 0 or more.</param>
/// <param name="PadsEnd">Positions added after the last, 0 or more.</param>
/// <param name="Dilation">Distance of neighbouring positions in a window.</param>
/// <param name="CeilMode">Whether a window that hangs over the end is kept.</param>
/// <param name="CountIncludePad">Whether the mean counts padding as zeros.</param>
/// <param name="P">The exponent of the norm, 1 or more.</param>
public sealed record Pool(
    PoolKind Kind, ValueList<long> Kernel, ValueList<long> Stride, ValueList<IntExpr> PadsBegin, ValueList<IntExpr> PadsEnd, ValueList<long> Dilation,
    bool CeilMode, bool CountIncludePad, long P) : Op
{
    /// <inheritdoc/>
    public override string Name => "pool";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes =>
    [
        new("kind", KindText(Kind)), new("kernel", Kernel), new("stride", Stride, OpCatalogue.Ones(Kernel.Count)),
        new("pads_begin", PadsBegin, OpCatalogue.Zeros(Kernel.Count)), new("pads_end", PadsEnd, OpCatalogue.Zeros(Kernel.Count)),
        new("dilation", Dilation, OpCatalogue.Ones(Kernel.Count)), new("ceil_mode", CeilMode, false), new("count_include_pad", CountIncludePad, false), new("p", P, 2L),
    ];

    /// <summary>The name of a kind in the text form.</summary>
    public static string KindText(PoolKind kind) => kind switch
    {
        PoolKind.Max => "max",
        PoolKind.Average => "average",
        PoolKind.Lp => "lp",
    };

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(1, 1)) return null;
        TensorType input = context.Inputs[0];
        int rank = Kernel.Count;
        if (rank is < 1 or > 3) return context.Error(DiagnosticDescriptors.PoolRankRefused, rank);
        if (!context.Length("stride", Stride.Count, rank) || !context.Length("pads_begin", PadsBegin.Count, rank) || !context.Length("pads_end", PadsEnd.Count, rank)
            || !context.Length("dilation", Dilation.Count, rank) || !context.Rank("input", input, rank + 1, rank + 2))
            return null;
        if (Kind != PoolKind.Max && !context.Float("input", input)) return null;
        if (input.Element == ElementType.Bool) return context.Error(DiagnosticDescriptors.ElementTypeRefused, "input", input, "numbers");
        if (P < 1) return context.Error(DiagnosticDescriptors.ExponentRefused, P);

        IntExpr[] extents = [.. input.Shape.Extents];
        for (int axis = 0; axis < rank; axis++)
        {
            ref IntExpr extent = ref extents[input.Rank - rank + axis];
            if (!CheckAxis(context, axis)) return null;
            extent = OutputExtent(axis, extent);
            if (!context.Require(IntExpr.LessOrEqual(1, extent), DiagnosticDescriptors.EmptyOutput, axis, extent)) return null;
        }

        return [new TensorType(input.Element, new SymbolicShape(extents))];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        Shape shape = context.OutputShape(this);
        PoolWindows windows = new(this, input.Shape, shape, context.Values(PadsBegin), context.Values(PadsEnd));
        if (!input.Element.IsFloat())
        {
            long lowest = IntegerRange.Of(input.Element).Low;
            return [new ReferenceTensor(shape, windows.Fold(input.Integers, (values, _) => values.Count == 0 ? lowest : values.Max()), input.Element)];
        }

        return [new ReferenceTensor(shape, windows.Fold(input.Floats, Kind switch
        {
            PoolKind.Max => (values, _) => values.Aggregate(double.NegativeInfinity, (largest, x) => Math.Max(largest, x)),
            PoolKind.Average => (values, positions) => values.Sum() / (CountIncludePad ? positions : values.Count),
            PoolKind.Lp => (values, _) => Math.Pow(values.Sum(x => Math.Pow(Math.Abs(x), P)), 1.0 / P),
        }), input.Element)];
    }

    private IntExpr OutputExtent(int axis, IntExpr extent)
    {
        IntExpr travel = extent + PadsBegin[axis] + PadsEnd[axis] - Window(axis);
        if (!CeilMode) return IntExpr.FloorDiv(travel, Stride[axis]) + 1;
        IntExpr most = IntExpr.CeilDiv(travel, Stride[axis]) + 1;
        // The last window begins at (most - 1)·stride and is dropped unless that is less than extent + pads_begin; it always is where
        // stride + pads_end ≤ window, because ceil(travel / stride)·stride < travel + stride.
        if (IntExpr.LessOrEqual(Stride[axis] + PadsEnd[axis], Window(axis)).Equals(IntExpr.One)) return most;
        return most - IntExpr.LessOrEqual(extent + PadsBegin[axis], (most - 1) * Stride[axis]);
    }

    private long Window(int axis) => checked((Dilation[axis] * (Kernel[axis] - 1)) + 1);

    private bool CheckAxis(InferenceContext context, int axis) =>
        context.Require(IntExpr.LessOrEqual(1, Kernel[axis]), DiagnosticDescriptors.KernelRefused, axis, Kernel[axis])
        && context.Require(IntExpr.LessOrEqual(1, Stride[axis]), DiagnosticDescriptors.NotPositive, "stride", axis, Stride[axis])
        && context.Require(IntExpr.LessOrEqual(1, Dilation[axis]), DiagnosticDescriptors.NotPositive, "dilation", axis, Dilation[axis])
        && CheckPadding(context, axis, "pads_begin", PadsBegin[axis]) && CheckPadding(context, axis, "pads_end", PadsEnd[axis]);

    private bool CheckPadding(InferenceContext context, int axis, string name, IntExpr padding) =>
        context.Require(IntExpr.LessOrEqual(0, padding), DiagnosticDescriptors.PoolPaddingRefused, name, axis, padding, Window(axis))
        && context.Require(IntExpr.Less(padding, Window(axis)), DiagnosticDescriptors.PoolPaddingRefused, name, axis, padding, Window(axis));
}
