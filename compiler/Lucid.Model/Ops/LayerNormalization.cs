using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Normalisation over all axes from one on, or a number of them: out = scale · (in - μ) / √(v + ε) + bias with mean μ and variance v = Σ(x-μ)²/size over
/// those axes (ONNX LayerNormalization; torch.nn.LayerNorm); where values are not centred, μ is 0 (torch.nn.RMSNorm).
/// </summary>
/// <remarks>Operands: input; scale and optional bias, which broadcast to the input. Output as input.</remarks>
/// <param name="Axis">The first axis of the statistics, 0 to rank - 1.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Count">The number of axes; 0: all from the first on.</param>
/// <param name="Centred">Whether the mean is subtracted.</param>
public sealed record LayerNormalization(long Axis, double Epsilon, long Count = 0, bool Centred = true) : Op
{
    private static readonly string[] OperandNames = ["input", "scale", "bias"];

    /// <inheritdoc/>
    public override string Name => "layer_normalization";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("axis", Axis), new("epsilon", Epsilon), new("count", Count, 0L), new("centred", Centred, true)];

    /// <summary>Whether the statistics are taken over an axis.</summary>
    public bool IsNormalized(int axis) => axis >= Axis && (Count == 0 || axis < Axis + Count);

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(2, 3)) return null;
        TensorType input = context.Inputs[0];
        if (!Normalization.CheckEpsilon(context, Epsilon) || !context.Float("input", input) || !context.OneElementType(OperandNames)
            || !ReducedAxes.Check(context, [Axis], input) || !ReducedAxes.Check(context, [Count < 0 || Count > input.Rank ? Count : Axis + Math.Max(Count - 1, 0)], input))
            return null;
        for (int i = 1; i < context.Inputs.Count; i++)
        {
            if (!context.BroadcastsTo(OperandNames[i], context.Inputs[i], input)) return null;
        }

        return [input];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        if (input.Floats.Length == 0) return [input];
        Shape shape = input.Shape;
        // Elements of a normalised range lie `inner` apart.
        int size = 1, inner = 1;
        for (int axis = (int)Axis; axis < shape.Rank; axis++)
        {
            if (IsNormalized(axis)) size *= (int)shape[axis];
            else inner *= (int)shape[axis];
        }

        double[] scale = Spread(context.Inputs[1]);
        double[] bias = context.Inputs.Length > 2 ? Spread(context.Inputs[2]) : new double[input.Floats.Length];
        double[] output = new double[input.Floats.Length];
        Parallel.For(0, output.Length / size, item =>
        {
            int first = (item / inner * size * inner) + (item % inner);
            double[] x = new double[size];
            for (int i = 0; i < size; i++) x[i] = input.Floats[first + (i * inner)];
            (double mean, double deviation) = Centred ? Normalization.Statistics(x, Epsilon) : (0, Math.Sqrt(x.Average(element => element * element) + Epsilon));
            for (int i = 0; i < size; i++)
            {
                int at = first + (i * inner);
                output[at] = (scale[at] * ((x[i] - mean) / deviation)) + bias[at];
            }
        });
        return [new ReferenceTensor(input.Shape, output, input.Element)];

        double[] Spread(ReferenceTensor operand) => StridedCopy.Read(operand, input.Shape, 0, StridedCopy.BroadcastStrides(operand.Shape, input.Shape)).Floats;
    }
}
