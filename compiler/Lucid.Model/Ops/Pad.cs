using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// The operand with elements added (or, where an entry is negative, removed) at the beginning and end of every axis:
/// out[i] = in[i - begin], and what the mode says where that position does not exist (ONNX Pad, torch.nn.functional.pad).
/// </summary>
/// <remarks>
/// One entry an axis in each list. Reflect allows at most extent - 1 a side, Wrap at most extent, Edge needs an element.
/// Axes are independent: the position of each is mapped on its own.
/// </remarks>
/// <param name="Mode">What stands in the added positions.</param>
/// <param name="Begin">Positions added before the first.</param>
/// <param name="End">Positions added after the last.</param>
/// <param name="Value">The value of mode Constant.</param>
public sealed record Pad(PadMode Mode, ValueList<IntExpr> Begin, ValueList<IntExpr> End, double Value = 0) : Op
{
    /// <inheritdoc/>
    public override string Name => "pad";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes =>
        [new("mode", ModeText(Mode), ModeText(PadMode.Constant)), new("begin", Begin), new("end", End), new("value", Value, 0.0)];

    /// <summary>The name of a mode in the text form.</summary>
    public static string ModeText(PadMode mode) => mode switch
    {
        PadMode.Constant => "constant",
        PadMode.Reflect => "reflect",
        PadMode.Edge => "edge",
        PadMode.Wrap => "wrap",
    };

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(1, 1)) return null;
        TensorType input = context.Inputs[0];
        if (!context.Length("begin", Begin.Count, input.Rank) || !context.Length("end", End.Count, input.Rank)) return null;
        IntExpr[] extents = new IntExpr[input.Rank];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            extents[axis] = input.Shape[axis] + Begin[axis] + End[axis];
            if (!context.Require(IntExpr.LessOrEqual(0, extents[axis]), DiagnosticDescriptors.NegativeExtent, axis, extents[axis])
                || !CheckWidth(context, axis, input.Shape[axis], Begin[axis]) || !CheckWidth(context, axis, input.Shape[axis], End[axis]))
                return null;
        }

        return [new TensorType(input.Element, new SymbolicShape(extents))];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        Shape shape = context.OutputShape(this);
        // An empty output may have axes of any extent.
        long[][] positions = shape.ElementCount == 0 ? [] : Positions(input.Shape, shape, context.Values(Begin));
        return input.Element.IsFloat()
            ? [new ReferenceTensor(shape, Read(input.Floats, Value, shape, positions), input.Element)]
            : [new ReferenceTensor(shape, Read(input.Integers, (long)Value, shape, positions), input.Element)];
    }

    private bool CheckWidth(InferenceContext context, int axis, IntExpr extent, IntExpr width)
    {
        // Edge repeats one element as often as it likes, but needs one.
        IntExpr fits = Mode switch
        {
            PadMode.Constant => 1,
            PadMode.Reflect => IntExpr.LessOrEqual(width, IntExpr.Max(extent - 1, 0)),
            PadMode.Wrap => IntExpr.LessOrEqual(width, extent),
            PadMode.Edge => IntExpr.LessOrEqual(IntExpr.Min(width, 1), extent),
        };
        IntExpr widest = Mode == PadMode.Reflect ? extent - 1 : extent;
        return context.Require(fits, DiagnosticDescriptors.PaddingTooWide, ModeText(Mode), width, axis, widest);
    }

    /// <summary>For every axis and output position, the element offset of the input position along that axis; -1 where the constant stands.</summary>
    private long[][] Positions(Shape input, Shape output, long[] begin)
    {
        long[] strides = input.RowMajorStrides();
        long[][] positions = new long[output.Rank][];
        for (int axis = 0; axis < output.Rank; axis++)
        {
            positions[axis] = new long[output[axis]];
            for (long i = 0; i < output[axis]; i++)
            {
                long source = Source(i - begin[axis], input[axis]);
                positions[axis][i] = source < 0 ? -1 : source * strides[axis];
            }
        }

        return positions;
    }

    private long Source(long i, long extent)
    {
        if (i >= 0 && i < extent) return i;
        return Mode switch
        {
            PadMode.Constant => -1,
            PadMode.Reflect => i < 0 ? -i : (2 * (extent - 1)) - i,
            PadMode.Edge => i < 0 ? 0 : extent - 1,
            PadMode.Wrap => i < 0 ? i + extent : i - extent,
        };
    }

    private static T[] Read<T>(T[] input, T constant, Shape shape, long[][] positions)
    {
        T[] output = new T[shape.ElementCount];
        long[] index = new long[shape.Rank];
        for (int at = 0; at < output.Length; at++)
        {
            long offset = 0;
            for (int axis = 0; axis < index.Length && offset >= 0; axis++)
            {
                long part = positions[axis][index[axis]];
                offset = part < 0 ? -1 : offset + part;
            }

            output[at] = offset < 0 ? constant : input[offset];
            for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) index[axis] = 0;
        }

        return output;
    }
}
