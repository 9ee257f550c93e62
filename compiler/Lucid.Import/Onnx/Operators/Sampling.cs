using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Reading and writing at positions that are data.</summary>
internal static class Sampling
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        new("Gather", 2, "axis", Gather),
        new("GatherElements", 2, "axis", GatherElements) { Since = 11 },
        new("ScatterND", 3, "reduction@16-21", ScatterND) { Since = 11 },
        new("TopK", 2, "axis k@6-9 largest@11-21 sorted@11-21", TopK) { Limits = "a K that follows from sizes" },
        new("GridSample", 2, "align_corners mode padding_mode", GridSample) { Limits = "1 to 3 spatial axes", Since = 16 },
    ];

    /// <summary>One index, or indices in equal steps, are a slice; of sizes, any known indices are.</summary>
    private static void Gather(NodeLowering node)
    {
        (ImportedValue data, ImportedValue indices) = (node.Operand(0, "data"), node.Operand(1, "indices"));
        if (indices.Type.Element.IsFloat()) throw node.Fail(ImportDiagnostics.OperandRefused, "indices", indices.Type, "integers");
        int axis = node.Axis(node.Attributes.Int("axis", 0), data.Type.Rank);
        IntExpr extent = data.Type.Shape[axis];
        if (indices.ToSymbols()?.Elements is { Length: > 0 } known)
        {
            IntExpr[] target = [.. data.Type.Shape.Extents.Take(axis), .. indices.Type.Shape.Extents, .. data.Type.Shape.Extents.Skip(axis + 1)];
            IntExpr[] positions = [.. known.Select(index => FromFront(index.Numerator, extent))];
            if (Step(positions) is { } step)
            {
                node.Output(node.Reshape(Slices.Along(node, data, axis, positions[0], positions.Length, step), target));
                return;
            }

            if (data.Symbols is not null)
            {
                ImportedValue[] parts = [.. positions.Select(position => Slices.Along(node, data, axis, position, 1))];
                node.Output(node.Reshape(node.Emit(new Concat(axis), parts), target));
                return;
            }
        }

        CheckIndices(node, indices, extent);
        node.Output(node.Emit(new Gather(axis), data, indices));
    }

    /// <summary>An index that is known to be outside is an error, as in ONNX; of those known at a run only, the op reads nothing.</summary>
    private static void CheckIndices(NodeLowering node, ImportedValue indices, IntExpr extent)
    {
        const long MostChecked = 1 << 20;
        if (!extent.TryGetConstant(out long known) || indices.ToReference(MostChecked) is not { } constant) return;
        foreach (long index in constant.Integers)
        {
            if (index < -known || index >= known) throw node.Fail(ImportDiagnostics.OperandRefused, "indices", index, $"{-known} to {known - 1}");
        }
    }

    private static long? Step(IntExpr[] positions)
    {
        if (positions.Length == 1) return 1;
        if (!(positions[1] - positions[0]).TryGetConstant(out long step) || step == 0) return null;
        for (int i = 2; i < positions.Length; i++)
        {
            if (!(positions[i] - positions[i - 1]).Equals(step)) return null;
        }

        return step;
    }

    private static IntExpr FromFront(IntExpr index, IntExpr extent)
    {
        (long? low, long? high) = index.Range();
        return low >= 0 ? index : high < 0 ? index + extent : index + (IntExpr.Less(index, 0) * extent);
    }

    private static void GatherElements(NodeLowering node)
    {
        (ImportedValue data, ImportedValue indices) = (node.Operand(0, "data"), node.Operand(1, "indices"));
        int axis = node.Axis(node.Attributes.Int("axis", 0), data.Type.Rank);
        CheckIndices(node, indices, data.Type.Shape[axis]);
        node.Output(node.Emit(new GatherElements(axis), data, indices));
    }

    private static void ScatterND(NodeLowering node)
    {
        ScatterReduction reduction = node.Attributes.Choice("reduction", "none", ("none", ScatterReduction.None), ("add", ScatterReduction.Add),
            ("mul", ScatterReduction.Mul), ("max", ScatterReduction.Max), ("min", ScatterReduction.Min));
        node.Output(node.Emit(new ScatterND(reduction), node.Operand(0, "data"), node.Operand(1, "indices"), node.Operand(2, "updates")));
    }

    /// <summary>The count is an attribute before opset 10, then an operand.</summary>
    private static void TopK(NodeLowering node)
    {
        ImportedValue x = node.Operand(0, "X");
        int axis = node.Axis(node.Attributes.Int("axis", -1), x.Type.Rank);
        IntExpr count;
        if (node.Opset < 10) count = node.Attributes.Int("k") ?? throw node.Attributes.Missing("k");
        else
        {
            IntExpr[] k = node.Integers(node.Operand(1, "K"), "K");
            count = k.Length == 1 ? k[0] : throw node.Fail(ImportDiagnostics.OperandRefused, "K", $"of {k.Length} elements", "one");
        }

        ImportedValue[] results = node.EmitAll(new TopK(axis, count, node.Attributes.Flag("largest", true), node.Attributes.Flag("sorted", true)), x);
        node.Output(results[0]);
        node.Output(results[1], 1);
    }

    /// <summary>The modes were called bilinear and bicubic before opset 20.</summary>
    private static void GridSample(NodeLowering node)
    {
        ResizeMode mode = node.Opset < 20
            ? node.Attributes.Choice("mode", "bilinear", ("bilinear", ResizeMode.Linear), ("nearest", ResizeMode.Nearest), ("bicubic", ResizeMode.Cubic))
            : node.Attributes.Choice("mode", "linear", ("linear", ResizeMode.Linear), ("nearest", ResizeMode.Nearest), ("cubic", ResizeMode.Cubic));
        GridPadding padding = node.Attributes.Choice("padding_mode", "zeros", ("zeros", GridPadding.Zeros), ("border", GridPadding.Border), ("reflection", GridPadding.Reflection));
        node.Output(node.Emit(new GridSample(mode, padding, node.Attributes.Flag("align_corners", false)), node.Operand(0, "X"), node.Operand(1, "grid")));
    }
}
