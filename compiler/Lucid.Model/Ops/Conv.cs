using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Cross-correlation over 1 to 3 spatial axes:
/// out[n,c,o] = bias[c] + Σ over input channels j of c's group and kernel positions k of weight[c,j,k] · in[n,j, s·o - p + d·k],
/// where an input position outside the extent contributes nothing.
/// </summary>
/// <remarks>
/// Operands: input <c>[N,Cin,*S]</c> or <c>[Cin,*S]</c>; weight <c>[Cout,Cin/groups,*K]</c>; optional bias <c>[Cout]</c>.
/// Output extent per axis: floor((in + pads_begin + pads_end - dilation·(kernel-1) - 1) / stride) + 1, at least 1
/// (ONNX Conv; torch.nn.Conv1d/2d/3d). A negative padding crops.
/// </remarks>
/// <param name="Stride">Step of the output grid in input positions, one entry a spatial axis.</param>
/// <param name="PadsBegin">Positions added before the first, one entry a spatial axis.</param>
/// <param name="PadsEnd">Positions added after the last.</param>
/// <param name="Dilation">Distance of neighbouring kernel positions.</param>
/// <param name="Groups">Number of groups into which channels are split.</param>
public sealed record Conv(
    ValueList<long> Stride, ValueList<IntExpr> PadsBegin, ValueList<IntExpr> PadsEnd, ValueList<long> Dilation, long Groups) : Op
{
    /// <inheritdoc/>
    public override string Name => "conv";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes =>
    [
        new("stride", Stride), new("pads_begin", PadsBegin, OpCatalogue.Zeros(Stride.Count)), new("pads_end", PadsEnd, OpCatalogue.Zeros(Stride.Count)),
        new("dilation", Dilation, OpCatalogue.Ones(Stride.Count)), new("groups", Groups, 1L),
    ];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!ConvolutionRules.Check(context, Stride, PadsBegin, PadsEnd, Dilation, Groups)) return null;
        (SymbolicShape input, SymbolicShape weight) = (context.Inputs[0].Shape, context.Inputs[1].Shape);
        IntExpr inputChannels = input[input.Rank - Stride.Count - 1];
        if (!ConvolutionRules.Divisible(context, "input", inputChannels, Groups)
            || !ConvolutionRules.Divisible(context, "output", weight[0], Groups)
            || !context.Require(IntExpr.Equal(inputChannels, weight[1] * Groups), DiagnosticDescriptors.ChannelMismatch, inputChannels, weight[1] * Groups))
            return null;

        IntExpr[] extents = new IntExpr[Stride.Count];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            IntExpr padded = input[input.Rank - Stride.Count + axis] + PadsBegin[axis] + PadsEnd[axis];
            extents[axis] = IntExpr.FloorDiv(padded - (Dilation[axis] * (weight[2 + axis] - 1)) - 1, Stride[axis]) + 1;
        }

        return ConvolutionRules.Output(context, weight[0], extents);
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        (ReferenceTensor input, ReferenceTensor weight) = (context.Inputs[0], context.Inputs[1]);
        double[]? bias = context.Inputs.Length == 3 ? context.Inputs[2].Floats : null;
        Shape shape = context.OutputShape(this);
        double[] output = new double[shape.ElementCount];
        ConvolutionSizes sizes = ConvolutionSizes.Of(input.Shape, weight.Shape, shape, Stride, context.Values(PadsBegin), Dilation, Groups);

        Parallel.For(0, sizes.Batch * sizes.OutputChannels, image =>
        {
            (long n, long c) = Math.DivRem(image, sizes.OutputChannels);
            Span<double> plane = output.AsSpan((int)(image * sizes.OutputPlane), (int)sizes.OutputPlane);
            plane.Fill(bias is null ? 0 : bias[c]);
            Gather(sizes, input.Floats, weight.Floats, n, c, plane);
        });
        return [new ReferenceTensor(shape, output, input.Element)];
    }

    /// <summary>One output channel of one image: out[o] += Σ weight[c,j,k] · in[n,j, s·o - p + d·k], row by row.</summary>
    private static void Gather(ConvolutionSizes sizes, ReadOnlySpan<double> input, ReadOnlySpan<double> weight, long n, long c, Span<double> output)
    {
        long[] s = sizes.Stride, p = sizes.PadBegin, d = sizes.Dilation, extent = sizes.Input, kernel = sizes.Kernel;
        long channelsPerGroup = sizes.InputChannels / sizes.Groups;
        long firstChannel = c / (sizes.OutputChannels / sizes.Groups) * channelsPerGroup;
        int width = (int)sizes.Output[2];
        for (long oz = 0; oz < sizes.Output[0]; oz++)
        for (long oy = 0; oy < sizes.Output[1]; oy++)
        {
            Span<double> outputRow = output.Slice((int)((oz * sizes.Output[1]) + oy) * width, width);
            for (long j = 0; j < channelsPerGroup; j++)
            for (long kz = 0; kz < kernel[0]; kz++)
            for (long ky = 0; ky < kernel[1]; ky++)
            {
                long z = (s[0] * oz) - p[0] + (d[0] * kz);
                long y = (s[1] * oy) - p[1] + (d[1] * ky);
                if (z < 0 || z >= extent[0] || y < 0 || y >= extent[1]) continue;
                long plane = (n * sizes.InputChannels) + firstChannel + j;
                ReadOnlySpan<double> inputRow = input.Slice((int)(((((plane * extent[0]) + z) * extent[1]) + y) * extent[2]), (int)extent[2]);
                long filter = ((((((c * channelsPerGroup) + j) * kernel[0]) + kz) * kernel[1]) + ky) * kernel[2];
                for (long kx = 0; kx < kernel[2]; kx++) Row(weight[(int)(filter + kx)], inputRow, (d[2] * kx) - p[2], s[2], outputRow);
            }
        }
    }

    /// <summary>out[o] += factor · in[stride·o + shift] for every o whose input exists.</summary>
    private static void Row(double factor, ReadOnlySpan<double> input, long shift, long stride, Span<double> output)
    {
        long first = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
        long end = shift >= input.Length ? 0 : Math.Min(output.Length, ((input.Length - 1 - shift) / stride) + 1);
        if (first >= end) return;
        if (stride == 1)
        {
            ScaledSum.Add(factor, input.Slice((int)(first + shift), (int)(end - first)), output[(int)first..]);
            return;
        }

        int x = (int)((stride * first) + shift);
        for (int o = (int)first; o < end; o++, x += (int)stride) output[o] += factor * input[x];
    }
}
