using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Every element over a power of the squares in neighbouring channels:
/// out[n,c,…] = in[n,c,…] / (bias + alpha/size · Σ in[n,j,…]²)^beta over the channels j from c - floor((size-1)/2) to c + ceil((size-1)/2)
/// that exist (ONNX LRN; torch.nn.LocalResponseNorm for odd sizes).
/// </summary>
/// <remarks>Operand <c>[N,C,*]</c>. Output as operand.</remarks>
/// <param name="Size">Number of channels summed, 1 or more.</param>
/// <param name="Alpha">Factor of the mean of squares.</param>
/// <param name="Beta">The exponent.</param>
/// <param name="Bias">Added before the power is taken.</param>
public sealed record LocalResponseNormalization(long Size, double Alpha, double Beta, double Bias) : Op
{
    /// <inheritdoc/>
    public override string Name => "local_response_normalization";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("size", Size), new("alpha", Alpha), new("beta", Beta), new("bias", Bias)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(1, 1)) return null;
        TensorType input = context.Inputs[0];
        if (!context.Float("input", input) || !context.Rank("input", input, 2, int.MaxValue)
            || !context.Require(IntExpr.LessOrEqual(1, Size), DiagnosticDescriptors.WindowSizeRefused, Size))
            return null;
        return [input];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        double[] x = input.Floats, output = new double[x.Length];
        if (output.Length == 0) return [input];
        long channels = input.Shape[1];
        long plane = output.Length / (input.Shape[0] * channels);
        long before = (Size - 1) / 2, behind = Size - 1 - before;
        Parallel.For(0, input.Shape[0] * channels, image =>
        {
            (long first, long c) = (image / channels * channels, image % channels);
            for (long at = 0; at < plane; at++)
            {
                double squares = 0;
                for (long j = Math.Max(0, c - before); j <= Math.Min(channels - 1, c + behind); j++) squares += x[((first + j) * plane) + at] * x[((first + j) * plane) + at];
                output[(image * plane) + at] = x[(image * plane) + at] / Math.Pow(Bias + (Alpha / Size * squares), Beta);
            }
        });
        return [new ReferenceTensor(input.Shape, output, input.Element)];
    }
}
