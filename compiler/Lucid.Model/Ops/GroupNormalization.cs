using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Normalisation of groups of channels of every image by their own statistics: out[n,c,…] = scale[c] · (in[n,c,…] - μ) / √(v + ε) + bias[c] with
/// mean μ and variance v = Σ(x-μ)²/size over the channels of c's group and all spatial positions (ONNX GroupNormalization from opset 21;
/// torch.nn.GroupNorm).
/// </summary>
/// <remarks>Operands: input <c>[N,C,*S]</c>; scale and bias <c>[C]</c>. Output as input. Channels split evenly into groups of neighbours.</remarks>
/// <param name="Groups">Number of groups.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record GroupNormalization(long Groups, double Epsilon) : Op
{
    /// <inheritdoc/>
    public override string Name => "group_normalization";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("groups", Groups), new("epsilon", Epsilon)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!Normalization.CheckOperands(context, Epsilon, leastRank: 2)) return null;
        if (Groups < 1) return context.Error(DiagnosticDescriptors.GroupsRefused, Groups);
        TensorType input = context.Inputs[0];
        return context.Require(IntExpr.Equal(IntExpr.Mod(input.Shape[1], Groups), 0), DiagnosticDescriptors.ChannelsNotDivisible, "input", input.Shape[1], Groups) ? [input] : null;
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context) => Normalization.OverGroups(context.Inputs, Groups, Epsilon);
}
