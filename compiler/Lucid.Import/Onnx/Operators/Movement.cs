using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Operators that only move elements. Positions may be expressions of sizes.</summary>
internal static class Movement
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        new("Transpose", 1, "perm", Transpose),
        new("Concat", OnnxOperator.Variadic, "axis", Concat),
        new("Split", 2, "axis split@6-12 num_outputs@18-21", Split) { Limits = "lengths that follow from sizes" },
        new("Slice", 5, "axes@6-9 starts@6-9 ends@6-9", Slices.Lower) { Limits = "positions that follow from sizes" },
        new("Pad", 4, "mode pads@6-10 value@6-10", Pad) { Limits = "amounts that follow from sizes, a constant value; wrap from opset 19" },
        new("Tile", 2, "", Tile) { Limits = "repeats that follow from sizes" },
    ];

    private static void Transpose(NodeLowering node)
    {
        ImportedValue data = node.Operand(0, "data");
        long[] permutation = node.Attributes.Ints("perm") is { Length: > 0 } given ? given : [.. Enumerable.Range(0, data.Type.Rank).Reverse().Select(axis => (long)axis)];
        if (!permutation.Order().SequenceEqual(Enumerable.Range(0, data.Type.Rank).Select(axis => (long)axis)))
            throw node.Attributes.Refuse("perm", $"[{string.Join(",", permutation)}]", $"a permutation of the axes of {data.Type}");
        node.Output(node.Transpose(data, permutation));
    }

    private static void Concat(NodeLowering node)
    {
        ImportedValue[] operands = node.Operands();
        long axis = node.Attributes.Int("axis") ?? throw node.Attributes.Missing("axis");
        node.Output(operands.Length == 1 ? operands[0] : node.Emit(new Concat(node.Axis(axis, operands[0].Type.Rank)), operands));
    }

    /// <summary>Lengths are given, or the extent is divided: evenly before opset 18, since then with a shorter last part.</summary>
    private static void Split(NodeLowering node)
    {
        ImportedValue input = node.Operand(0, "input");
        int axis = node.Axis(node.Attributes.Int("axis", 0), input.Type.Rank);
        IntExpr extent = input.Type.Shape[axis];
        IntExpr[]? lengths = node.Opset < 13 ? node.Attributes.Ints("split")?.Select(length => (IntExpr)length).ToArray()
            : node.Optional(1) is { } operand ? node.Integers(operand, "split") : null;
        int parts = node.Node.Outputs.Length;
        if (lengths is { Length: > 0 })
        {
            if (lengths.Length != parts) throw node.Fail(ImportDiagnostics.OperandRefused, "split", $"[{string.Join(",", lengths.AsEnumerable())}]", $"{parts} lengths, one an output");
            IntExpr sum = lengths.Aggregate(IntExpr.Zero, (total, length) => total + length);
            node.Require(IntExpr.Equal(sum, extent), ImportDiagnostics.OperandRefused, "split", $"[{string.Join(",", lengths.AsEnumerable())}]", $"lengths with the sum {extent}");
        }
        else
        {
            if (node.Attributes.Int("num_outputs") is { } stated && stated != parts) throw node.Attributes.Refuse("num_outputs", stated, $"{parts}, the number of outputs");
            if (node.Opset < 18)
                node.Require(IntExpr.Equal(IntExpr.Mod(extent, parts), 0), ImportDiagnostics.OperandRefused, "input", input.Type, $"an extent of axis {axis} that {parts} divides");
            IntExpr length = IntExpr.CeilDiv(extent, parts);
            lengths = [.. Enumerable.Repeat(length, parts - 1), extent - (length * (parts - 1))];
        }

        IntExpr start = 0;
        for (int i = 0; i < parts; i++)
        {
            if (node.Wants(i)) node.Output(Slices.Along(node, input, axis, start, lengths[i]), i);
            start += lengths[i];
        }
    }

    private static void Pad(NodeLowering node)
    {
        ImportedValue data = node.Operand(0, "data");
        int rank = data.Type.Rank;
        PadMode mode = node.Attributes.Choice("mode", "constant",
            ("constant", PadMode.Constant), ("reflect", PadMode.Reflect), ("edge", PadMode.Edge), ("wrap", PadMode.Wrap));
        if (mode == PadMode.Wrap && node.Opset < 19) throw node.Attributes.Refuse("mode", "'wrap'", "constant, reflect or edge before opset 19");
        IntExpr[] pads;
        double value = 0;
        if (node.Opset < 11)
        {
            pads = [.. (node.Attributes.Ints("pads") ?? throw node.Attributes.Missing("pads")).Select(pad => (IntExpr)pad)];
            value = node.Attributes.Float("value", 0);
        }
        else
        {
            pads = node.Integers(node.Operand(1, "pads"), "pads");
            if (node.Optional(2) is { } constant) value = node.ConstantScalar(constant, "constant_value");
        }

        int[] axes = node.Opset >= 18 && node.Optional(3) is { } given ? node.Axes(node.ConstantIntegers(given, "axes"), rank) : [.. Enumerable.Range(0, rank)];
        if (pads.Length != 2 * axes.Length) throw node.Fail(ImportDiagnostics.OperandRefused, "pads", $"[{string.Join(",", pads.AsEnumerable())}]", $"{2 * axes.Length} entries");
        IntExpr[] begin = [.. Enumerable.Repeat(IntExpr.Zero, rank)], end = [.. begin];
        for (int i = 0; i < axes.Length; i++) (begin[axes[i]], end[axes[i]]) = (pads[i], pads[axes.Length + i]);
        bool nothing = begin.Concat(end).All(pad => pad.Equals(IntExpr.Zero));
        node.Output(nothing ? data : node.Emit(new Pad(mode, begin.ToValueList(), end.ToValueList(), value), data));
    }

    /// <summary>An axis of extent d repeated r times is (r, d) flattened, where r is an expanded axis of 1. Two at a time: a kernel walks few axes.</summary>
    private static void Tile(NodeLowering node)
    {
        ImportedValue input = node.Operand(0, "input");
        IntExpr[] repeats = node.Integers(node.Operand(1, "repeats"), "repeats");
        int rank = input.Type.Rank;
        if (repeats.Length != rank) throw node.Fail(ImportDiagnostics.OperandRefused, "repeats", $"[{string.Join(",", repeats.AsEnumerable())}]", $"{rank} entries, one an axis");
        foreach (int[] some in Enumerable.Range(0, rank).Where(axis => !repeats[axis].Equals(IntExpr.One)).Chunk(2))
        {
            SymbolicShape shape = input.Type.Shape;
            List<IntExpr> split = [], expanded = [], joined = [];
            for (int axis = 0; axis < rank; axis++)
            {
                IntExpr repeat = some.Contains(axis) ? repeats[axis] : 1;
                if (some.Contains(axis))
                {
                    split.Add(1);
                    expanded.Add(repeat);
                }

                split.Add(shape[axis]);
                expanded.Add(shape[axis]);
                joined.Add(repeat * shape[axis]);
            }

            input = node.Reshape(node.Expand(node.Reshape(input, [.. split]), new SymbolicShape([.. expanded])), [.. joined]);
        }

        node.Output(input);
    }
}
