using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Conv and ConvTranspose; <c>auto_pad</c> and <c>output_shape</c> become paddings, expressions where sizes are symbolic.</summary>
internal static class Convolutions
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        new("Conv", 3, "auto_pad dilations group kernel_shape pads strides", Conv) { Limits = "1 to 3 spatial axes, whose kernel extents are known when the model is compiled" },
        new("ConvTranspose", 3, "auto_pad dilations group kernel_shape output_padding output_shape pads strides", ConvTranspose) { Limits = "1 to 3 spatial axes, whose kernel extents are known when the model is compiled" },
    ];

    private static void Conv(NodeLowering node)
    {
        (ImportedValue[] operands, SpatialWindow window) = Read(node);
        (ValueList<IntExpr> begin, ValueList<IntExpr> end) = window.Padding(operands[0].Type.Shape);
        node.Output(node.Emit(new Conv(window.Stride.ToValueList(), begin, end, window.Dilation.ToValueList(), node.Attributes.Int("group", 1)), operands));
    }

    private static void ConvTranspose(NodeLowering node)
    {
        (ImportedValue[] operands, SpatialWindow window) = Read(node);
        int rank = window.Kernel.Length;
        long[] outputPadding = node.Attributes.Ints("output_padding") is { Length: > 0 } given ? given : new long[rank];
        if (outputPadding.Length != rank) throw node.Attributes.Refuse("output_padding", $"[{string.Join(",", outputPadding)}]", $"{rank} entries");
        long[]? outputShape = node.Attributes.Ints("output_shape");
        // Old files give the batch and channel extents too.
        if (outputShape?.Length == rank + 2) outputShape = outputShape[2..];
        if (outputShape is { Length: > 0 } && outputShape.Length != rank)
            throw node.Attributes.Refuse("output_shape", $"[{string.Join(",", outputShape)}]", $"{rank} entries");

        SymbolicShape input = operands[0].Type.Shape;
        IntExpr[] begin = new IntExpr[rank], end = new IntExpr[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            IntExpr extent = input[input.Rank - rank + axis];
            IntExpr? wanted = outputShape is { Length: > 0 } ? outputShape[axis] : window.IsSame ? extent * window.Stride[axis] : null;
            if (wanted is null)
            {
                (begin[axis], end[axis]) = (window.Pads[axis], window.Pads[rank + axis]);
                continue;
            }

            // total = s·(in-1) + output_padding + d·(k-1) + 1 - out. Where the wanted extent exceeds what products reach, nothing is cut
            // and the rest is added at the end, as a negative padding.
            IntExpr total = ((extent - 1) * window.Stride[axis]) + outputPadding[axis] + (window.Dilation[axis] * (window.Kernel[axis] - 1)) + 1 - wanted;
            (begin[axis], end[axis]) = window.Halves(IntExpr.Max(total, 0));
            end[axis] += IntExpr.Min(total, 0);
        }

        node.Output(node.Emit(new ConvTranspose(window.Stride.ToValueList(), begin.ToValueList(), end.ToValueList(),
            outputPadding.Select(value => (IntExpr)value).ToValueList(), window.Dilation.ToValueList(), node.Attributes.Int("group", 1)), operands));
    }

    private static (ImportedValue[] Operands, SpatialWindow Window) Read(NodeLowering node)
    {
        (ImportedValue input, ImportedValue weight) = (node.Operand(0, "X"), node.Operand(1, "W"));
        SpatialWindow window = SpatialWindow.Read(node, SpatialWindow.KernelOf(node, weight));
        if (input.Type.Rank != weight.Type.Rank)
            throw node.Fail(ImportDiagnostics.OperandRefused, "X", input.Type, $"rank {weight.Type.Rank}, that of the weight {weight.Type}");
        return (node.Optional(2) is { } bias ? [input, weight, bias] : [input, weight], window);
    }
}
