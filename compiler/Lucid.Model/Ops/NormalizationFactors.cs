using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// The factors with which a normalisation over groups of channels is in · factor + shift: factor[n,c] = scale[c] / √(v + ε) and
/// shift[n,c] = bias[c] - μ · factor[n,c], with mean μ and variance v = Σ(x-μ)²/size over the channels of c's group and all spatial positions.
/// The compiler writes <see cref="InstanceNormalization"/> and <see cref="GroupNormalization"/> with it, so that the multiplication and the
/// addition join what follows.
/// </summary>
/// <remarks>Operands: input <c>[N,C,*S]</c>; scale and bias one above the other, <c>[2,C]</c>. Two outputs, factor and shift, both <c>[N,C,1,…]</c> of the input's rank.</remarks>
/// <param name="Groups">Number of groups.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record NormalizationFactors(IntExpr Groups, double Epsilon) : Op
{
    /// <inheritdoc/>
    public override string Name => "normalization_factors";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("groups", Groups), new("epsilon", Epsilon)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(2, 2)) return null;
        (TensorType input, TensorType affine) = (context.Inputs[0], context.Inputs[1]);
        if (!Normalization.CheckEpsilon(context, Epsilon) || !context.Float("input", input) || !context.OneElementType("input", "affine")
            || !context.Rank("input", input, 2, int.MaxValue) || !context.Rank("affine", affine, 2, 2)
            || !context.Require(IntExpr.Equal(affine.Shape[0], 2), DiagnosticDescriptors.ChannelVectorRefused, "affine", affine.Shape, $"2,{input.Shape[1]}")
            || !context.Require(IntExpr.Equal(affine.Shape[1], input.Shape[1]), DiagnosticDescriptors.ChannelVectorRefused, "affine", affine.Shape, $"2,{input.Shape[1]}")
            || !context.Require(IntExpr.LessOrEqual(1, Groups), DiagnosticDescriptors.GroupsRefused, Groups)
            || !context.Require(IntExpr.Equal(IntExpr.Mod(input.Shape[1], Groups), 0), DiagnosticDescriptors.ChannelsNotDivisible, "input", input.Shape[1], Groups))
            return null;
        TensorType factor = new(input.Element, ReducedAxes.Remaining(input.Shape, [.. Enumerable.Range(2, input.Rank - 2).Select(axis => (long)axis)], keepDims: true));
        return [factor, factor];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        (ReferenceTensor input, double[] affine) = (context.Inputs[0], context.Inputs[1].Floats);
        Shape shape = context.OutputShape(this);
        (long images, long channels, long groups) = (input.Shape[0], input.Shape[1], context.Value(Groups));
        (double[] factor, double[] shift) = (new double[shape.ElementCount], new double[shape.ElementCount]);
        int size = factor.Length == 0 ? 0 : (int)(input.Floats.Length / (images * groups));
        Parallel.For(0, factor.Length, at =>
        {
            long group = at / (channels / groups);
            (double mean, double deviation) = Normalization.Statistics(input.Floats.AsSpan((int)group * size, size), Epsilon);
            long c = at % channels;
            factor[at] = affine[c] / deviation;
            shift[at] = affine[channels + c] - (mean * factor[at]);
        });
        return [new ReferenceTensor(shape, factor, input.Element), new ReferenceTensor(shape, shift, input.Element)];
    }
}
