using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Transposed convolution over 1 to 3 spatial axes, the adjoint of <see cref="Conv"/>: every input sample scatters its products,
/// out[n,c, s·i - p + d·k] += in[n,j,i] · weight[j,c,k] for the input channels j of c's group; then bias[c] is added.
/// Products that fall outside the output are dropped.
/// </summary>
/// <remarks>
/// Operands: input <c>[N,Cin,*S]</c> or <c>[Cin,*S]</c>; weight <c>[Cin,Cout/groups,*K]</c>; optional bias <c>[Cout]</c>.
/// Output extent per axis: (in-1)·stride - pads_begin - pads_end + dilation·(kernel-1) + output_padding + 1, at least 1;
/// 0 ≤ output_padding &lt; max(stride, dilation) (torch.nn.ConvTranspose1d/2d/3d; ONNX ConvTranspose). output_padding adds
/// positions at the high end, which products may reach. A negative padding widens the output.
/// </remarks>
/// <param name="Stride">Step of the input grid in output positions, one entry a spatial axis.</param>
/// <param name="PadsBegin">Positions cut from the beginning, one entry a spatial axis.</param>
/// <param name="PadsEnd">Positions cut from the end.</param>
/// <param name="OutputPadding">Positions added at the end.</param>
/// <param name="Dilation">Distance of neighbouring kernel positions.</param>
/// <param name="Groups">Number of groups into which channels are split.</param>
public sealed record ConvTranspose(
    ValueList<long> Stride, ValueList<IntExpr> PadsBegin, ValueList<IntExpr> PadsEnd, ValueList<IntExpr> OutputPadding,
    ValueList<long> Dilation, long Groups) : Op
{
    /// <inheritdoc/>
    public override string Name => "conv_transpose";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes =>
    [
        new("stride", Stride), new("pads_begin", PadsBegin, OpCatalogue.Zeros(Stride.Count)), new("pads_end", PadsEnd, OpCatalogue.Zeros(Stride.Count)),
        new("output_padding", OutputPadding, OpCatalogue.Zeros(Stride.Count)), new("dilation", Dilation, OpCatalogue.Ones(Stride.Count)),
        new("groups", Groups, 1L),
    ];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!ConvolutionRules.Check(context, Stride, PadsBegin, PadsEnd, Dilation, Groups)
            || !context.Length("output_padding", OutputPadding.Count, Stride.Count))
            return null;
        (SymbolicShape input, SymbolicShape weight) = (context.Inputs[0].Shape, context.Inputs[1].Shape);
        IntExpr inputChannels = input[input.Rank - Stride.Count - 1];
        if (!ConvolutionRules.Divisible(context, "input", inputChannels, Groups)
            || !context.Require(IntExpr.Equal(inputChannels, weight[0]), DiagnosticDescriptors.ChannelMismatch, inputChannels, weight[0]))
            return null;

        IntExpr[] extents = new IntExpr[Stride.Count];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            IntExpr padding = OutputPadding[axis];
            long limit = Math.Max(Stride[axis], Dilation[axis]);
            if (!context.Require(IntExpr.LessOrEqual(0, padding), DiagnosticDescriptors.OutputPaddingRefused, axis, padding, limit)
                || !context.Require(IntExpr.Less(padding, limit), DiagnosticDescriptors.OutputPaddingRefused, axis, padding, limit))
                return null;
            extents[axis] = ((input[input.Rank - Stride.Count + axis] - 1) * Stride[axis]) - PadsBegin[axis] - PadsEnd[axis]
                + (Dilation[axis] * (weight[2 + axis] - 1)) + padding + 1;
        }

        return ConvolutionRules.Output(context, weight[1] * Groups, extents);
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
            long outputsPerGroup = sizes.OutputChannels / Groups;
            long inputsPerGroup = sizes.InputChannels / Groups;
            (long group, long inGroup) = Math.DivRem(c, outputsPerGroup);
            for (long j = group * inputsPerGroup; j < (group + 1) * inputsPerGroup; j++)
            {
                long source = ((n * sizes.InputChannels) + j) * sizes.InputPlane;
                long filter = ((j * outputsPerGroup) + inGroup) * sizes.KernelVolume;
                Scatter(sizes, input.Floats.AsSpan((int)source, (int)sizes.InputPlane), weight.Floats.AsSpan((int)filter, (int)sizes.KernelVolume), plane);
            }
        });
        return [new ReferenceTensor(shape, output, input.Element)];
    }

    /// <summary>One input channel's share of one output channel: out[s·i - p + d·k] += in[i] · w[k].</summary>
    private static void Scatter(ConvolutionSizes sizes, ReadOnlySpan<double> input, ReadOnlySpan<double> w, Span<double> output)
    {
        long[] s = sizes.Stride, p = sizes.PadBegin, d = sizes.Dilation, extent = sizes.Output;
        int width = (int)sizes.Input[2];
        int at = 0;
        for (long kz = 0; kz < sizes.Kernel[0]; kz++)
        for (long ky = 0; ky < sizes.Kernel[1]; ky++)
        for (long kx = 0; kx < sizes.Kernel[2]; kx++)
        {
            double factor = w[at++];
            for (long iz = 0; iz < sizes.Input[0]; iz++)
            {
                long z = (s[0] * iz) - p[0] + (d[0] * kz);
                if (z < 0 || z >= extent[0]) continue;
                for (long iy = 0; iy < sizes.Input[1]; iy++)
                {
                    long y = (s[1] * iy) - p[1] + (d[1] * ky);
                    if (y < 0 || y >= extent[1]) continue;
                    ReadOnlySpan<double> inputRow = input.Slice((int)((iz * sizes.Input[1]) + iy) * width, width);
                    Span<double> outputRow = output.Slice((int)(((z * extent[1]) + y) * extent[2]), (int)extent[2]);
                    Row(factor, inputRow, (d[2] * kx) - p[2], s[2], outputRow);
                }
            }
        }
    }

    /// <summary>out[stride·i + shift] += factor · in[i] for every i whose output exists.</summary>
    private static void Row(double factor, ReadOnlySpan<double> input, long shift, long stride, Span<double> output)
    {
        long first = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
        long end = shift >= output.Length ? 0 : Math.Min(input.Length, ((output.Length - 1 - shift) / stride) + 1);
        if (first >= end) return;
        if (stride == 1)
        {
            ScaledSum.Add(factor, input[(int)first..(int)end], output[(int)(first + shift)..]);
            return;
        }

        int x = (int)((stride * first) + shift);
        for (int i = (int)first; i < end; i++, x += (int)stride) output[x] += factor * input[i];
    }
}
