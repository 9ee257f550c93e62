using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>What asks for shapes, gives data another shape, or another type.</summary>
internal static class Shapes
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        new("Shape", 1, "start@15-21 end@15-21", Shape),
        new("Size", 1, "", node => node.Output(NodeLowering.Integers([node.Operand(0, "data").Type.Shape.ElementCount], new Shape()))),
        new("Reshape", 2, "allowzero@14-21", Reshape) { Limits = "a shape that follows from sizes" },
        new("Flatten", 1, "axis", Flatten),
        new("Squeeze", 2, "axes@6-12", Squeeze),
        new("Unsqueeze", 2, "axes@6-12", Unsqueeze),
        new("Expand", 2, "", Expand) { Limits = "a shape that follows from sizes", Since = 8 },
        new("Identity", 1, "", node => node.Output(node.Operand(0, "input"))),
        new("Dropout", 3, "ratio@6-11 is_test@6-6 seed@12-21", Dropout) { Limits = "inference: it passes its operand on" },
        new("Cast", 1, "to saturate@19-21", Cast) { Limits = "floats, integers and bool: no text, no floats of 8 bits" },
        new("CastLike", 2, "saturate@19-21", node => node.Output(Converted(node, node.Operand(0, "input"), node.Stored(node.Operand(1, "target_type"))))) { Limits = "as Cast", Since = 15 },
    ];

    private static void Shape(NodeLowering node)
    {
        SymbolicShape shape = node.Operand(0, "data").Type.Shape;
        int start = Clamp(node.Attributes.Int("start", 0));
        int end = Math.Max(start, Clamp(node.Attributes.Int("end", shape.Rank)));
        node.Output(NodeLowering.Integers(shape.Extents.Skip(start).Take(end - start), new Shape(end - start)));

        int Clamp(long axis) => (int)Math.Clamp(axis < 0 ? axis + shape.Rank : axis, 0, shape.Rank);
    }

    /// <summary>0 keeps the operand's extent (unless allowzero), -1 is what the element count leaves.</summary>
    private static void Reshape(NodeLowering node)
    {
        ImportedValue data = node.Operand(0, "data");
        SymbolicShape from = data.Type.Shape;
        IntExpr[] target = node.Integers(node.Operand(1, "shape"), "shape");
        bool allowZero = node.Attributes.Flag("allowzero", false);
        int inferred = -1;
        for (int axis = 0; axis < target.Length; axis++)
        {
            if (!target[axis].TryGetConstant(out long extent)) continue;
            if (extent == 0 && !allowZero)
                target[axis] = axis < from.Rank ? from[axis] : throw node.Fail(ImportDiagnostics.OperandRefused, "shape", $"0 in axis {axis}", $"an axis of {data.Type}");
            else if (extent == -1 && inferred < 0) inferred = axis;
            else if (extent < 0) throw node.Fail(ImportDiagnostics.OperandRefused, "shape", $"[{string.Join(",", target.AsEnumerable())}]", "extents and at most one -1");
        }

        if (inferred >= 0) target[inferred] = Remaining(node, from, target, inferred);
        node.Output(node.Reshape(data, target));
    }

    /// <summary>Element count divided by the other extents. Extents on both sides cancel first, so that the quotient stays readable.</summary>
    private static IntExpr Remaining(NodeLowering node, SymbolicShape from, IntExpr[] target, int inferred)
    {
        List<IntExpr> left = [.. from.Extents];
        IntExpr divisor = 1;
        for (int axis = 0; axis < target.Length; axis++)
        {
            if (axis != inferred && !left.Remove(target[axis])) divisor *= target[axis];
        }

        if (divisor.Equals(IntExpr.Zero)) throw node.Fail(ImportDiagnostics.OperandRefused, "shape", "-1 beside 0", "extents that leave one possibility");
        IntExpr count = left.Aggregate(IntExpr.One, (product, extent) => product * extent);
        node.Require(IntExpr.Equal(IntExpr.Mod(count, divisor), 0), ImportDiagnostics.SizeRefused, $"{count} elements cannot be split into rows of {divisor}");
        return IntExpr.FloorDiv(count, divisor);
    }

    private static void Flatten(NodeLowering node)
    {
        ImportedValue input = node.Operand(0, "input");
        long axis = node.Attributes.Int("axis", 1);
        int rank = input.Type.Rank;
        // The axis may be the rank: all extents stand before it.
        int split = axis == rank ? rank : node.Axis(axis, rank);
        IntExpr rows = Product(input.Type.Shape.Extents.Take(split));
        node.Output(node.Reshape(input, rows, Product(input.Type.Shape.Extents.Skip(split))));
    }

    private static void Squeeze(NodeLowering node)
    {
        ImportedValue data = node.Operand(0, "data");
        SymbolicShape shape = data.Type.Shape;
        int[] axes = AxesOf(node) is { } given ? node.Axes(given, shape.Rank)
            : [.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis].Equals(IntExpr.One))];
        foreach (int axis in axes)
            node.Require(IntExpr.Equal(shape[axis], 1), ImportDiagnostics.OperandRefused, "data", data.Type, $"extent 1 in axis {axis}");
        node.Output(node.Reshape(data, [.. shape.Extents.Where((_, axis) => !axes.Contains(axis))]));
    }

    private static void Unsqueeze(NodeLowering node)
    {
        ImportedValue data = node.Operand(0, "data");
        long[] given = AxesOf(node) ?? throw (node.Opset < 13 ? node.Attributes.Missing("axes") : node.Fail(ImportDiagnostics.OperandMissing, 1, "axes"));
        int[] axes = node.Axes(given, data.Type.Rank + given.Length);
        Queue<IntExpr> extents = new(data.Type.Shape.Extents);
        node.Output(node.Reshape(data, [.. Enumerable.Range(0, extents.Count + axes.Length).Select(axis => axes.Contains(axis) ? IntExpr.One : extents.Dequeue())]));
    }

    /// <summary>The axes of Squeeze and Unsqueeze: an attribute before opset 13, then an operand.</summary>
    private static long[]? AxesOf(NodeLowering node) => node.Opset < 13 ? node.Attributes.Ints("axes")
        : node.Optional(1) is { } operand ? node.ConstantIntegers(operand, "axes") : null;

    /// <summary>Broadcasts both ways: an extent of 1 in the wanted shape leaves the operand's.</summary>
    private static void Expand(NodeLowering node)
    {
        ImportedValue input = node.Operand(0, "input");
        IntExpr[] wanted = node.Integers(node.Operand(1, "shape"), "shape");
        SymbolicShape own = input.Type.Shape;
        int rank = Math.Max(own.Rank, wanted.Length);
        IntExpr[] target = new IntExpr[rank];
        for (int fromEnd = 1; fromEnd <= rank; fromEnd++)
        {
            IntExpr have = fromEnd <= own.Rank ? own[own.Rank - fromEnd] : 1;
            IntExpr want = fromEnd <= wanted.Length ? wanted[^fromEnd] : 1;
            target[^fromEnd] = want.Equals(IntExpr.One) ? have : want;
        }

        node.Output(node.Expand(input, new SymbolicShape(target)));
    }

    /// <summary>Nothing is dropped in inference; the mask keeps everything.</summary>
    private static void Dropout(NodeLowering node)
    {
        ImportedValue data = node.Operand(0, "data");
        if (node.Optional(2) is { } training && node.ConstantScalar(training, "training_mode") != 0
            && !(node.Optional(1) is { } ratio && node.ConstantScalar(ratio, "ratio") == 0))
            throw node.Unsupported("training_mode", "export the model in evaluation mode");
        node.Output(data);
        if (!node.Wants(1)) return;
        ElementType mask = node.Opset < 10 ? data.Type.Element : ElementType.Bool;
        node.Output(node.Expand(NodeLowering.Scalar(1, mask), data.Type.Shape), 1);
    }

    private static void Cast(NodeLowering node)
    {
        ImportedValue input = node.Operand(0, "input");
        long to = node.Attributes.Int("to") ?? throw node.Attributes.Missing("to");
        ElementType element = OnnxTypes.Element((int)Math.Clamp(to, -1, int.MaxValue))
            ?? throw node.Attributes.Refuse("to", OnnxTypes.Name((int)Math.Clamp(to, -1, int.MaxValue)), "a float, integer or bool type");
        node.Output(Converted(node, input, element));
    }

    /// <summary>A value cast to a half float is rounded to one; it goes on as float32.</summary>
    private static ImportedValue Converted(NodeLowering node, ImportedValue input, ElementType to)
    {
        ElementType kept = node.Narrowed(to);
        return to is ElementType.F16 or ElementType.BF16 ? node.Cast(node.Cast(input, to), kept) : node.Cast(input, kept);
    }

    private static IntExpr Product(IEnumerable<IntExpr> extents) => extents.Aggregate(IntExpr.One, (product, extent) => product * extent);
}
