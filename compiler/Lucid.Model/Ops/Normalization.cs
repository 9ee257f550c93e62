using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>What the normalisations with statistics of their own operand share.</summary>
internal static class Normalization
{
    /// <summary>ε is a finite number, not negative; false after the error has been reported.</summary>
    public static bool CheckEpsilon(InferenceContext context, double epsilon)
    {
        if (double.IsFinite(epsilon) && epsilon >= 0) return true;
        context.Error(DiagnosticDescriptors.EpsilonRefused, AttributeText.Of(epsilon));
        return false;
    }

    /// <summary>Operands input <c>[N,C,*]</c>, scale and bias <c>[C]</c> of one float type.</summary>
    public static bool CheckOperands(InferenceContext context, double epsilon, int leastRank)
    {
        if (!context.Count(3, 3)) return false;
        TensorType input = context.Inputs[0];
        return CheckEpsilon(context, epsilon) && context.Float("input", input) && context.OneElementType("input", "scale", "bias")
            && context.Rank("input", input, leastRank, int.MaxValue)
            && context.ChannelVector("scale", context.Inputs[1], input.Shape[1]) && context.ChannelVector("bias", context.Inputs[2], input.Shape[1]);
    }

    /// <summary>μ = Σx/n and σ = √(Σ(x-μ)²/n + ε).</summary>
    public static (double Mean, double Deviation) Statistics(ReadOnlySpan<double> x, double epsilon)
    {
        double mean = 0;
        foreach (double element in x) mean += element;
        mean /= x.Length;
        double variance = 0;
        foreach (double element in x) variance += (element - mean) * (element - mean);
        return (mean, Math.Sqrt((variance / x.Length) + epsilon));
    }

    /// <summary>out[n,c,…] = scale[c] · (in[n,c,…] - μ) / σ + bias[c] with μ and σ over each image's group of channels.</summary>
    public static ReferenceTensor[] OverGroups(ReferenceTensor[] operands, long groups, double epsilon)
    {
        (ReferenceTensor input, double[] scale, double[] bias) = (operands[0], operands[1].Floats, operands[2].Floats);
        if (input.Floats.Length == 0) return [input];
        long channels = input.Shape[1];
        int plane = (int)(input.Floats.Length / (input.Shape[0] * channels));
        int size = (int)(channels / groups) * plane;
        double[] output = new double[input.Floats.Length];
        Parallel.For(0, input.Shape[0] * groups, group =>
        {
            int first = (int)group * size;
            (double mean, double deviation) = Statistics(input.Floats.AsSpan(first, size), epsilon);
            for (int at = first; at < first + size; at++)
            {
                long c = at / plane % channels;
                output[at] = (scale[c] * ((input.Floats[at] - mean) / deviation)) + bias[c];
            }
        });
        return [new ReferenceTensor(input.Shape, output, input.Element)];
    }
}
