using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Normalisation with stored statistics: out[n,c,…] = scale[c] · (in[n,c,…] - mean[c]) / √(variance[c] + ε) + bias[c]
/// (ONNX BatchNormalization in inference; torch.nn.BatchNorm1d/2d/3d in <c>eval</c>).
/// </summary>
/// <remarks>Operands: input <c>[N,C,*]</c>; scale, bias, mean, variance <c>[C]</c>. Output as input.</remarks>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record BatchNormalization(double Epsilon) : Op
{
    private static readonly string[] OperandNames = ["input", "scale", "bias", "mean", "variance"];

    /// <inheritdoc/>
    public override string Name => "batch_normalization";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("epsilon", Epsilon)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(5, 5)) return null;
        TensorType input = context.Inputs[0];
        if (!context.Float("input", input) || !context.OneElementType(OperandNames) || !context.Rank("input", input, 2, int.MaxValue)) return null;
        for (int i = 1; i < 5; i++)
        {
            if (!context.ChannelVector(OperandNames[i], context.Inputs[i], input.Shape[1])) return null;
        }

        return [input];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        (double[] scale, double[] bias) = (context.Inputs[1].Floats, context.Inputs[2].Floats);
        (double[] mean, double[] variance) = (context.Inputs[3].Floats, context.Inputs[4].Floats);
        double[] output = new double[input.Floats.Length];
        if (output.Length == 0) return [input];
        long channels = input.Shape[1];
        int plane = (int)(output.Length / (input.Shape[0] * channels));
        Parallel.For(0, input.Shape[0] * channels, image =>
        {
            long c = image % channels;
            double deviation = Math.Sqrt(variance[c] + Epsilon);
            for (long at = image * plane; at < (image + 1) * plane; at++) output[at] = (scale[c] * ((input.Floats[at] - mean[c]) / deviation)) + bias[c];
        });
        return [new ReferenceTensor(input.Shape, output, input.Element)];
    }
}
