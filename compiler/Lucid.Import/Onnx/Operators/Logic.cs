using Lucid.Model.Ops;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Comparisons, truth values and selection.</summary>
internal static class Logic
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        Binary("Equal", PointwiseKind.Equal),
        Binary("Less", PointwiseKind.Less),
        Binary("Greater", PointwiseKind.Greater),
        Binary("LessOrEqual", PointwiseKind.LessOrEqual) with { Since = 12 },
        Binary("GreaterOrEqual", PointwiseKind.GreaterOrEqual) with { Since = 12 },
        Binary("And", PointwiseKind.And),
        Binary("Or", PointwiseKind.Or),
        Binary("Xor", PointwiseKind.Xor),
        new("Not", 1, "", node => node.Output(node.Pointwise(PointwiseKind.Not, node.Operand(0, "X")))),
        new("Where", 3, "", node => node.Output(node.Pointwise(PointwiseKind.Where,
            node.Operand(0, "condition"), node.Operand(1, "X"), node.Operand(2, "Y")))) { Since = 9 },
    ];

    private static OnnxOperator Binary(string name, PointwiseKind kind) => new(name, 2, Broadcasting.Attributes, node =>
    {
        (ImportedValue left, ImportedValue right) = Broadcasting.Operands(node);
        node.Output(node.Pointwise(kind, left, right));
    });
}
