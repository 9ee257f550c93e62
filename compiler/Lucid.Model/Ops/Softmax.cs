using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>out = eˣ / Σ eˣ along an axis, or its logarithm x - ln Σ eˣ, both without overflow (ONNX Softmax and LogSoftmax from opset 13; torch.softmax).</summary>
/// <remarks>Operand: floats. Elements of -∞ give 0; where all along the axis are -∞, or one is +∞ or NaN, the results are NaN as in torch.</remarks>
/// <param name="Axis">The axis, 0 to rank - 1.</param>
/// <param name="Log">Whether the logarithm is computed.</param>
public sealed record Softmax(long Axis, bool Log = false) : Op
{
    /// <inheritdoc/>
    public override string Name => "softmax";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("axis", Axis), new("log", Log, false)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(1, 1)) return null;
        TensorType input = context.Inputs[0];
        return context.Float("operand", input) && ReducedAxes.Check(context, [Axis], input) ? [input] : null;
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        (long[] groups, long[] within) = ReducedAxes.Offsets(input.Shape, [Axis]);
        double[] output = new double[input.Floats.Length];
        Parallel.For(0, within.Length == 0 ? 0 : groups.Length, group =>
        {
            long[] places = [.. within.Select(offset => groups[group] + offset)];
            double most = places.Select(place => input.Floats[place]).Aggregate(double.NegativeInfinity, Math.Max);
            double sum = places.Sum(place => Math.Exp(input.Floats[place] - most));
            foreach (long place in places)
            {
                double x = input.Floats[place] - most;
                output[place] = Log ? x - Math.Log(sum) : Math.Exp(x) / sum;
            }
        });
        return [new ReferenceTensor(input.Shape, output, input.Element)];
    }
}
