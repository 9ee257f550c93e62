using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Reductions; the axes are an attribute before opset 18 (ReduceSum: 13), then an operand.</summary>
internal static class Reductions
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        Reduction("ReduceSum", ReduceKind.Sum, 13),
        Reduction("ReduceMean", ReduceKind.Mean),
        Reduction("ReduceMax", ReduceKind.Max),
        Reduction("ReduceMin", ReduceKind.Min),
        Reduction("ReduceProd", ReduceKind.Prod),
        Reduction("ReduceL1", ReduceKind.L1),
        Reduction("ReduceL2", ReduceKind.L2),
        Reduction("ReduceSumSquare", ReduceKind.SumSquare),
        Reduction("ReduceLogSum", ReduceKind.LogSum),
        Reduction("ReduceLogSumExp", ReduceKind.LogSumExp),
        Position("ArgMax", true),
        Position("ArgMin", false),
    ];

    private static OnnxOperator Reduction(string name, ReduceKind kind, int axesOperandSince = 18) => new(name, 2,
        $"keepdims axes@6-{axesOperandSince - 1} noop_with_empty_axes@{axesOperandSince}-21", node => Reduce(node, kind, axesOperandSince));

    private static OnnxOperator Position(string name, bool max) => new(name, 1, "axis keepdims select_last_index@12-21", node =>
    {
        ImportedValue data = node.Operand(0, "data");
        int axis = node.Axis(node.Attributes.Int("axis", 0), data.Type.Rank);
        node.Output(node.Emit(new ArgReduce(max, axis, node.Attributes.Flag("keepdims", true), node.Attributes.Flag("select_last_index", false)), data));
    });

    private static void Reduce(NodeLowering node, ReduceKind kind, int axesOperandSince)
    {
        ImportedValue data = node.Operand(0, "data");
        long[]? given = node.Opset < axesOperandSince ? node.Attributes.Ints("axes")
            : node.Optional(1) is { } operand ? node.ConstantIntegers(operand, "axes") : null;
        int rank = data.Type.Rank;
        if (given is { Length: > 0 } || !node.Attributes.Flag("noop_with_empty_axes", false))
        {
            int[] axes = given is { Length: > 0 } ? node.Axes(given, rank) : [.. Enumerable.Range(0, rank)];
            node.Output(Of(node, kind, data, axes, node.Attributes.Flag("keepdims", true)));
            return;
        }

        // Over no axis a sum is its operand; the other reductions still apply their function.
        node.Output(kind switch
        {
            ReduceKind.Sum or ReduceKind.Mean or ReduceKind.Max or ReduceKind.Min or ReduceKind.Prod or ReduceKind.LogSumExp => data,
            ReduceKind.L1 or ReduceKind.L2 => node.Pointwise(PointwiseKind.Abs, data),
            ReduceKind.SumSquare => node.Pointwise(PointwiseKind.Mul, data, data),
            ReduceKind.LogSum => node.Pointwise(PointwiseKind.Log, data),
        });
    }

    /// <summary>A reduction over axes in any order; of truth values, whose extremes opset 20 brought, as integers.</summary>
    public static ImportedValue Of(NodeLowering node, ReduceKind kind, ImportedValue data, IEnumerable<int> axes, bool keepAxes)
    {
        Reduce op = new(kind, axes.Order().Select(axis => (long)axis).ToValueList(), keepAxes);
        return data.Type.Element == ElementType.Bool && kind is (ReduceKind.Max or ReduceKind.Min)
            ? node.Cast(node.Emit(op, node.Cast(data, ElementType.I32)), ElementType.Bool)
            : node.Emit(op, data);
    }
}
