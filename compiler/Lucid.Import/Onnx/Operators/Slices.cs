using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>
/// ONNX Slice: ends are exclusive, negative positions count from the end, positions outside are clamped, steps may be negative. The op behind
/// it knows no clamping, so starts and lengths are computed here, as expressions where sizes are symbolic.
/// </summary>
internal static class Slices
{
    // Exporters write 2^31-1 or 2^63-1 for "to the end" and the negatives for "to the beginning".
    private const long Infinity = int.MaxValue;

    public static void Lower(NodeLowering node)
    {
        ImportedValue data = node.Operand(0, "data");
        int rank = data.Type.Rank;
        IntExpr[] starts, ends;
        long[]? axes, steps = null;
        if (node.Opset < 10)
        {
            starts = Attribute("starts");
            ends = Attribute("ends");
            axes = node.Attributes.Ints("axes");
        }
        else
        {
            starts = node.Integers(node.Operand(1, "starts"), "starts");
            ends = node.Integers(node.Operand(2, "ends"), "ends");
            axes = node.Optional(3) is { } axesOperand ? node.ConstantIntegers(axesOperand, "axes") : null;
            steps = node.Optional(4) is { } stepsOperand ? node.ConstantIntegers(stepsOperand, "steps") : null;
        }

        int[] places = axes is null ? [.. Enumerable.Range(0, starts.Length)] : node.Axes(axes, rank);
        if (starts.Length != places.Length || ends.Length != places.Length || (steps is not null && steps.Length != places.Length) || places.Length > rank)
            throw node.Fail(ImportDiagnostics.OperandRefused, "starts", $"of {starts.Length} entries", $"as many as ends, axes and steps, at most {rank}");

        IntExpr[] first = [.. Enumerable.Repeat(IntExpr.Zero, rank)], lengths = [.. data.Type.Shape.Extents];
        long[] step = [.. Enumerable.Repeat(1L, rank)];
        for (int i = 0; i < places.Length; i++)
        {
            int axis = places[i];
            step[axis] = steps?[i] ?? 1;
            if (step[axis] == 0) throw node.Fail(ImportDiagnostics.OperandRefused, "steps", 0, "another number");
            (first[axis], lengths[axis]) = step[axis] > 0
                ? Forwards(node, data.Type.Shape[axis], starts[i], ends[i], step[axis])
                : Backwards(node, data.Type.Shape[axis], starts[i], ends[i], step[axis]);
        }

        node.Output(Emit(node, data, first, lengths, step));

        IntExpr[] Attribute(string name) => [.. (node.Attributes.Ints(name) ?? throw node.Attributes.Missing(name)).Select(value => (IntExpr)value)];
    }

    /// <summary>Part of one axis.</summary>
    public static ImportedValue Along(NodeLowering node, ImportedValue data, int axis, IntExpr start, IntExpr length, long step = 1)
    {
        int rank = data.Type.Rank;
        IntExpr[] starts = [.. Enumerable.Repeat(IntExpr.Zero, rank)], lengths = [.. data.Type.Shape.Extents];
        long[] steps = [.. Enumerable.Repeat(1L, rank)];
        (starts[axis], lengths[axis], steps[axis]) = (start, length, step);
        return Emit(node, data, starts, lengths, steps);
    }

    private static ImportedValue Emit(NodeLowering node, ImportedValue data, IntExpr[] starts, IntExpr[] lengths, long[] steps)
    {
        bool whole = steps.All(step => step == 1) && new SymbolicShape(lengths) == data.Type.Shape;
        return whole ? data : node.Emit(new Slice(starts.ToValueList(), lengths.ToValueList(), steps.ToValueList()), data);
    }

    /// <summary>
    /// start and end clamped to 0..extent. Where symbols leave it open whether a fixed start lies inside, or the end after the start, the
    /// slice would be empty otherwise: that becomes a guard instead of a clamp in every later size.
    /// </summary>
    private static (IntExpr Start, IntExpr Length) Forwards(NodeLowering node, IntExpr extent, IntExpr start, IntExpr end, long step)
    {
        IntExpr first = Position(extent, start, low: 0, high: extent);
        if (start.TryGetConstant(out long fixedStart) && fixedStart is >= 0 and < Infinity && !first.Equals(start) && !extent.IsConstant)
        {
            node.Require(IntExpr.LessOrEqual(start, extent), ImportDiagnostics.SizeRefused, $"the slice starts at {start} of {extent}");
            first = start;
        }

        IntExpr last = end.TryGetConstant(out long fixedEnd) && fixedEnd is < 0 and > -Infinity && !extent.IsConstant
            ? extent + fixedEnd
            : Position(extent, end, low: 0, high: extent);
        IntExpr span = last - first;
        if (span.TryGetConstant(out long known)) return (first, known <= 0 ? 0 : IntExpr.CeilDiv(known, step));
        node.Require(IntExpr.LessOrEqual(0, span), ImportDiagnostics.SizeRefused, $"the slice ends at {last} before its start {first}");
        return (first, IntExpr.CeilDiv(span, step));
    }

    /// <summary>start clamped to 0..extent-1, end to -1..extent-1, the way down.</summary>
    private static (IntExpr Start, IntExpr Length) Backwards(NodeLowering node, IntExpr extent, IntExpr start, IntExpr end, long step)
    {
        IntExpr first = Position(extent, start, low: 0, high: extent - 1);
        IntExpr last = Position(extent, end, low: -1, high: extent - 1);
        IntExpr span = first - last;
        if (span.TryGetConstant(out long known)) return (first, known <= 0 ? 0 : IntExpr.CeilDiv(known, checked(-step)));
        node.Require(IntExpr.LessOrEqual(0, span), ImportDiagnostics.SizeRefused, $"the slice ends at {last} after its start {first}");
        return (first, IntExpr.CeilDiv(span, checked(-step)));
    }

    private static IntExpr Position(IntExpr extent, IntExpr position, IntExpr low, IntExpr high)
    {
        if (position.TryGetConstant(out long value))
        {
            if (value >= Infinity) return high;
            if (value <= -Infinity) return low;
        }

        (long? least, long? most) = position.Range();
        IntExpr fromFront = least >= 0 ? position : most < 0 ? position + extent : position + (IntExpr.Less(position, 0) * extent);
        return IntExpr.Max(low, IntExpr.Min(fromFront, high));
    }
}
