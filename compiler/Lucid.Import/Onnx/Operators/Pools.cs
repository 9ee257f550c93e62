using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Pools with a window; the global ones are reductions over all spatial axes, so that their size may be symbolic.</summary>
internal static class Pools
{
    private const string Window = "auto_pad kernel_shape pads strides";

    public static IEnumerable<OnnxOperator> Table =>
    [
        new("MaxPool", 1, $"{Window} storage_order@8-21 ceil_mode@10-21 dilations@10-21", node => Pool(node, PoolKind.Max)),
        new("AveragePool", 1, $"{Window} count_include_pad@7-21 ceil_mode@10-21 dilations@19-21", node => Pool(node, PoolKind.Average)),
        new("LpPool", 1, $"{Window} p ceil_mode@18-21 dilations@18-21", node => Pool(node, PoolKind.Lp)),
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
        node.Output(node.Emit(new Pool(kind, kernel.ToValueList(), window.Stride.ToValueList(), begin, end, window.Dilation.ToValueList(),
            node.Attributes.Flag("ceil_mode", false), node.Attributes.Flag("count_include_pad", false), kind == PoolKind.Lp ? node.Attributes.Int("p", 2) : 2), input));
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
