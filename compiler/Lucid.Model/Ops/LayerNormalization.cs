using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Normalisation over all axes from one on: out = scale · (in - μ) / √(v + ε) + bias with mean μ and variance v = Σ(x-μ)²/size over those axes
/// (ONNX LayerNormalization; torch.nn.LayerNorm).
/// </summary>
/// <remarks>Operands: input; scale and optional bias, which broadcast to the input. Output as input.</remarks>
/// <param name="Axis">The first axis of the statistics, 0 to rank - 1.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record LayerNormalization(long Axis, double Epsilon) : Op
{
    private static readonly string[] OperandNames = ["input", "scale", "bias"];

    /// <inheritdoc/>
    public override string Name => "layer_normalization";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("axis", Axis), new("epsilon", Epsilon)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(2, 3)) return null;
        TensorType input = context.Inputs[0];
        if (!Normalization.CheckEpsilon(context, Epsilon) || !context.Float("input", input) || !context.OneElementType(OperandNames)
            || !ReducedAxes.Check(context, [Axis], input))
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
        int size = 1;
        for (int axis = (int)Axis; axis < input.Shape.Rank; axis++) size *= (int)input.Shape[axis];
        double[] scale = Spread(context.Inputs[1]);
        double[] bias = context.Inputs.Length > 2 ? Spread(context.Inputs[2]) : new double[input.Floats.Length];
        double[] output = new double[input.Floats.Length];
        Parallel.For(0, output.Length / size, row =>
        {
            int first = row * size;
            (double mean, double deviation) = Normalization.Statistics(input.Floats.AsSpan(first, size), Epsilon);
            for (int at = first; at < first + size; at++) output[at] = (scale[at] * ((input.Floats[at] - mean) / deviation)) + bias[at];
        });
        return [new ReferenceTensor(input.Shape, output, input.Element)];

        double[] Spread(ReferenceTensor operand) => StridedCopy.Read(operand, input.Shape, 0, StridedCopy.BroadcastStrides(operand.Shape, input.Shape)).Floats;
    }
}
