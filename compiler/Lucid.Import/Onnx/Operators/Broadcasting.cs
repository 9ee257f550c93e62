using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Operands of binary operators. Before opset 7 the second one was placed by <c>axis</c>, and only where <c>broadcast</c> was set.</summary>
internal static class Broadcasting
{
    /// <summary>The attributes of the old form.</summary>
    public const string Attributes = "axis@6-6 broadcast@6-6";

    /// <summary>Both operands so that numpy's rule applies to them.</summary>
    public static (ImportedValue Left, ImportedValue Right) Operands(NodeLowering node)
    {
        (ImportedValue left, ImportedValue right) = (node.Operand(0, "A"), node.Operand(1, "B"));
        if (node.Opset >= 7 || right.Type.Rank >= left.Type.Rank || node.Attributes.Int("axis") is not { } axis) return (left, right);
        if (!node.Attributes.Flag("broadcast", false)) return (left, right);
        int first = node.Axis(axis, left.Type.Rank);
        int behind = left.Type.Rank - first - right.Type.Rank;
        if (behind < 0) throw node.Attributes.Refuse("axis", axis, $"a place where {right.Type} fits {left.Type}");
        return (left, node.Reshape(right, [.. right.Type.Shape.Extents, .. Enumerable.Repeat(IntExpr.One, behind)]));
    }
}
