using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Normalisation of every channel of every image by its own statistics: out[n,c,…] = scale[c] · (in[n,c,…] - μ) / √(v + ε) + bias[c] with
/// mean μ and variance v = Σ(x-μ)²/size over the spatial positions (ONNX InstanceNormalization; torch.nn.InstanceNorm1d/2d/3d).
/// </summary>
/// <remarks>Operands: input <c>[N,C,*S]</c> with a spatial axis or more; scale and bias <c>[C]</c>. Output as input.</remarks>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record InstanceNormalization(double Epsilon) : Op
{
    /// <inheritdoc/>
    public override string Name => "instance_normalization";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("epsilon", Epsilon)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context) =>
        Normalization.CheckOperands(context, Epsilon, leastRank: 3) ? [context.Inputs[0]] : null;

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context) =>
        Normalization.OverGroups(context.Inputs, context.Inputs[0].Shape[1], Epsilon);
}
