using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Normalisations in inference, and softmax.</summary>
internal static class Normalizations
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        new("BatchNormalization", 5, "epsilon momentum is_test@6-6 spatial@6-8 training_mode@14-21", BatchNormalization) { Limits = "inference: training_mode = 1 and spatial = 0 are refused" },
        new("InstanceNormalization", 3, "epsilon", node => node.Output(node.Emit(new InstanceNormalization(node.Attributes.Float("epsilon", 1e-5f)),
            node.Operand(0, "input"), node.Operand(1, "scale"), node.Operand(2, "B")))),
        new("LayerNormalization", 3, "axis epsilon stash_type", LayerNormalization) { Since = 17 },
        new("GroupNormalization", 3, "epsilon num_groups stash_type@21-21", GroupNormalization) { Since = 18 },
        new("MeanVarianceNormalization", 1, "axes", MeanVarianceNormalization) { Since = 9 },
        new("LpNormalization", 1, "axis p", LpNormalization) { Limits = "p = 1 or 2" },
        new("LRN", 1, "alpha beta bias size", LocalResponseNormalization),
        new("Softmax", 1, "axis", node => Softmax(node, log: false)),
        new("LogSoftmax", 1, "axis", node => Softmax(node, log: true)),
    ];

    private static void BatchNormalization(NodeLowering node)
    {
        if (node.Attributes.Flag("training_mode", false)) throw node.Unsupported("training_mode", "export the model in evaluation mode");
        if (!node.Attributes.Flag("spatial", true)) throw node.Unsupported("spatial = 0", "statistics are one number a channel");
        node.Output(node.Emit(new BatchNormalization(node.Attributes.Float("epsilon", 1e-5f)),
            node.Operand(0, "X"), node.Operand(1, "scale"), node.Operand(2, "B"), node.Operand(3, "mean"), node.Operand(4, "var")));
    }

    private static void LayerNormalization(NodeLowering node)
    {
        (ImportedValue x, ImportedValue scale, ImportedValue? bias) = (node.Operand(0, "X"), node.Operand(1, "Scale"), node.Optional(2));
        int axis = node.Axis(node.Attributes.Int("axis", -1), x.Type.Rank);
        double epsilon = node.Attributes.Float("epsilon", 1e-5f);
        LayerNormalization op = new(axis, epsilon);
        node.Output(bias is null ? node.Emit(op, x, scale) : node.Emit(op, x, scale, bias));
        if (!node.Wants(1) && !node.Wants(2)) return;

        int[] axes = [.. Enumerable.Range(axis, x.Type.Rank - axis)];
        (ImportedValue mean, ImportedValue centred) = Centred(node, x, axes);
        node.Output(mean, 1);
        if (!node.Wants(2)) return;
        ImportedValue variance = Reductions.Of(node, ReduceKind.Mean, node.Pointwise(PointwiseKind.Mul, centred, centred), axes, true);
        ImportedValue deviation = node.Pointwise(PointwiseKind.Sqrt, node.Pointwise(PointwiseKind.Add, variance, NodeLowering.Scalar(epsilon, x.Type.Element)));
        node.Output(node.Pointwise(PointwiseKind.Reciprocal, deviation), 2);
    }

    /// <summary>Opset 18 has one scale and bias a group, opset 21 one a channel.</summary>
    private static void GroupNormalization(NodeLowering node)
    {
        (ImportedValue x, ImportedValue scale, ImportedValue bias) = (node.Operand(0, "X"), node.Operand(1, "scale"), node.Operand(2, "bias"));
        long groups = node.Attributes.Int("num_groups") ?? throw node.Attributes.Missing("num_groups");
        if (groups < 1 || x.Type.Rank < 2) throw node.Attributes.Refuse("num_groups", groups, $"a divisor of the channels of {x.Type}");
        IntExpr channels = x.Type.Shape[1];
        if (node.Opset < 21) (scale, bias) = (AChannel(scale), AChannel(bias));
        node.Output(node.Emit(new GroupNormalization(groups, node.Attributes.Float("epsilon", 1e-5f)), x, scale, bias));

        ImportedValue AChannel(ImportedValue aGroup)
        {
            IntExpr size = IntExpr.FloorDiv(channels, groups);
            return node.Reshape(node.Expand(node.Reshape(aGroup, groups, 1), new SymbolicShape(groups, size)), size * groups);
        }
    }

    /// <summary>(x - mean) / (√variance + 1e-9) over the axes; by default all but the channels.</summary>
    private static void MeanVarianceNormalization(NodeLowering node)
    {
        ImportedValue x = node.Operand(0, "X");
        int[] axes = node.Axes(node.Attributes.Ints("axes") is { Length: > 0 } given ? given : [0, 2, 3], x.Type.Rank);
        (_, ImportedValue centred) = Centred(node, x, axes);
        ImportedValue variance = Reductions.Of(node, ReduceKind.Mean, node.Pointwise(PointwiseKind.Mul, centred, centred), axes, true);
        ImportedValue deviation = node.Pointwise(PointwiseKind.Add, node.Pointwise(PointwiseKind.Sqrt, variance), NodeLowering.Scalar(1e-9, x.Type.Element));
        node.Output(node.Pointwise(PointwiseKind.Div, centred, deviation));
    }

    private static (ImportedValue Mean, ImportedValue Centred) Centred(NodeLowering node, ImportedValue x, int[] axes)
    {
        ImportedValue mean = Reductions.Of(node, ReduceKind.Mean, x, axes, true);
        return (mean, node.Pointwise(PointwiseKind.Sub, x, mean));
    }

    /// <summary>x / ‖x‖ along an axis; where the norm is 0, so is the result.</summary>
    private static void LpNormalization(NodeLowering node)
    {
        const double SmallestNormal = 1.1754943508222875e-38;
        ImportedValue x = node.Operand(0, "input");
        int axis = node.Axis(node.Attributes.Int("axis", -1), x.Type.Rank);
        ReduceKind kind = node.Attributes.Int("p", 2) switch
        {
            1 => ReduceKind.L1,
            2 => ReduceKind.L2,
            long other => throw node.Attributes.Refuse("p", other, "1 or 2"),
        };
        ImportedValue norm = Reductions.Of(node, kind, x, [axis], true);
        node.Output(node.Pointwise(PointwiseKind.Div, x, node.Pointwise(PointwiseKind.Max, norm, NodeLowering.Scalar(SmallestNormal, x.Type.Element))));
    }

    private static void LocalResponseNormalization(NodeLowering node) => node.Output(node.Emit(
        new LocalResponseNormalization(node.Attributes.Int("size") ?? throw node.Attributes.Missing("size"),
            node.Attributes.Float("alpha", 0.0001f), node.Attributes.Float("beta", 0.75), node.Attributes.Float("bias", 1)), node.Operand(0, "X")));

    /// <summary>Before opset 13 all axes from the given one on (1 by default) are one; since then it is one axis, the last by default.</summary>
    private static void Softmax(NodeLowering node, bool log)
    {
        ImportedValue input = node.Operand(0, "input");
        int rank = input.Type.Rank;
        if (node.Opset >= 13)
        {
            node.Output(node.Emit(new Softmax(node.Axis(node.Attributes.Int("axis", -1), rank), log), input));
            return;
        }

        long given = node.Attributes.Int("axis", 1);
        // Of a vector, axis 1 is everything behind the first axis: rows of one element.
        int axis = given == rank ? rank : node.Axis(given, rank);
        if (axis == rank - 1)
        {
            node.Output(node.Emit(new Softmax(axis, log), input));
            return;
        }

        IntExpr rows = Product(input.Type.Shape.Extents.Take(axis)), columns = Product(input.Type.Shape.Extents.Skip(axis));
        ImportedValue flat = node.Emit(new Softmax(1, log), node.Reshape(input, rows, columns));
        node.Output(node.Reshape(flat, input.Type.Shape.Extents.AsSpan()));

        static IntExpr Product(IEnumerable<IntExpr> extents) => extents.Aggregate(IntExpr.One, (product, extent) => product * extent);
    }
}
