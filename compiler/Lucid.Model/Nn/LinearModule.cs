using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>What <see cref="Linear"/> and <see cref="LazyLinear"/> have in common.</summary>
public abstract class LinearModule : Module
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private readonly SourceSpan _span;

    internal LinearModule(long? inFeatures, long outFeatures, bool bias, string? device, ElementType? dtype, SourceSpan span)
    {
        Arguments.Check(GetType().Name, device, dtype, span, ("in_features", inFeatures ?? 1), ("out_features", outFeatures));
        (OutFeatures, _span) = (outFeatures, span);
        ElementType element = dtype ?? ElementType.F32;
        _weight = AddParameter("weight", element, null, default);
        if (bias) _bias = AddParameter("bias", element, new Shape(outFeatures), default);
        if (inFeatures is { } features) Materialize(features);
    }

    /// <summary>Extent of the last axis of the input; null while a lazy module has seen none.</summary>
    public long? InFeatures { get; private set; }

    /// <summary>Extent of the last axis of the output.</summary>
    public long OutFeatures { get; }

    /// <summary>The weight [out_features, in_features]; null while lazy.</summary>
    public Parameter? Weight => InFeatures is null ? null : _weight;

    /// <summary>The bias [out_features]; null without one and while lazy.</summary>
    public Parameter? Bias => InFeatures is null ? null : _bias;

    /// <inheritdoc/>
    public override Var Forward(Var input)
    {
        if (InFeatures is null)
        {
            if (input.Rank == 0 || !input.Size(-1).TryGetConstant(out long features)) throw input.Error(DiagnosticDescriptors.LazyChannelsSymbolic, input.Type);
            Materialize(features);
        }

        Var weight = input.Model.Of(_weight);
        return input.Model.Apply(new Ops.Linear(), _span, FullName, _bias is null ? [input, weight] : [input, weight, input.Model.Of(_bias)]);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"in_features={InFeatures ?? 0}, out_features={OutFeatures}, bias={PythonText.Bool(_bias is not null)}");

    internal override string TypeName => InFeatures is null ? GetType().Name : nameof(Linear);

    internal override LazyWeight? Lazy => InFeatures is not null ? null : new LazyWeight(
        string.Create(CultureInfo.InvariantCulture, $"[{OutFeatures},in_features]"),
        weight => weight.Rank == 2 && weight[0] == OutFeatures && weight[1] >= 1 ? weight[1] : null,
        Materialize);

    private void Materialize(long features)
    {
        InFeatures = features;
        ParameterFill fill = ParameterFill.Kaiming(features);
        _weight.Materialize(new Shape(OutFeatures, features), fill);
        _bias?.Materialize(new Shape(OutFeatures), fill);
    }
}
