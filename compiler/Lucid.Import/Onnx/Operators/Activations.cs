using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Elementwise activations of one operand (and PRelu's slope). Defaults are those of the operator, not of the op.</summary>
internal static class Activations
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        Plain("Relu", PointwiseKind.Relu),
        Plain("Sigmoid", PointwiseKind.Sigmoid),
        Plain("Tanh", PointwiseKind.Tanh),
        Plain("Softplus", PointwiseKind.Softplus),
        Plain("Softsign", PointwiseKind.Softsign),
        Plain("HardSwish", PointwiseKind.HardSwish) with { Since = 14 },
        Plain("Mish", PointwiseKind.Mish) with { Since = 18 },
        Plain("Erf", PointwiseKind.Erf) with { Since = 9 },
        WithAlpha("LeakyRelu", PointwiseKind.LeakyRelu, 0.01f),
        WithAlpha("Elu", PointwiseKind.Elu, 1),
        WithAlpha("Celu", PointwiseKind.Celu, 1) with { Since = 12 },
        WithAlpha("ThresholdedRelu", PointwiseKind.ThresholdedRelu, 1) with { Since = 10 },
        new("Selu", 1, "alpha gamma", node => Unary(node, new Pointwise(PointwiseKind.Selu,
            node.Attributes.Float("alpha", 1.67326319217681884765625), node.Attributes.Float("gamma", 1.05070102214813232421875)))),
        new("HardSigmoid", 1, "alpha beta", node => Unary(node, new Pointwise(PointwiseKind.HardSigmoid,
            node.Attributes.Float("alpha", 0.2f), node.Attributes.Float("beta", 0.5)))),
        new("Gelu", 1, "approximate", node => Unary(node, Pointwise.Of(node.Attributes.Choice("approximate", "none",
            ("none", PointwiseKind.Gelu), ("tanh", PointwiseKind.GeluTanh))))) { Since = 20 },
        new("PRelu", 2, "", PRelu),
    ];

    private static OnnxOperator Plain(string name, PointwiseKind kind) => new(name, 1, "", node => Unary(node, Pointwise.Of(kind)));

    private static OnnxOperator WithAlpha(string name, PointwiseKind kind, double absent) =>
        new(name, 1, "alpha", node => Unary(node, new Pointwise(kind, node.Attributes.Float("alpha", absent))));

    private static void Unary(NodeLowering node, Pointwise op) => node.Output(node.Emit(op, node.Operand(0, "X")));

    /// <summary>Before opset 7 a slope of one entry a channel stood along axis 1; since then it broadcasts from the last axis.</summary>
    private static void PRelu(NodeLowering node)
    {
        (ImportedValue x, ImportedValue slope) = (node.Operand(0, "X"), node.Operand(1, "slope"));
        if (node.Opset < 7 && slope.Type.Rank == 1 && x.Type.Rank > 2)
            slope = node.Reshape(slope, [slope.Type.Shape[0], .. Enumerable.Repeat(IntExpr.One, x.Type.Rank - 2)]);
        node.Output(node.Pointwise(PointwiseKind.PRelu, x, slope));
    }
}
