using System.Globalization;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>What torch's normalisations over the channels of axis 1 have in common. Their lazy forms take the number of channels from the first input or a loaded tensor.</summary>
public abstract class NormModule : Module
{
    private readonly int _leastRank;
    private readonly int _mostRank;
    private readonly SourceSpan _span;
    private readonly Parameter? _weight;
    private readonly Parameter? _bias;
    private readonly Parameter? _mean;
    private readonly Parameter? _variance;

    internal NormModule(
        int leastRank, int mostRank, long? numFeatures, double eps, double momentum, bool affine, bool trackRunningStats, string? device, ElementType? dtype, SourceSpan span)
    {
        Arguments.Check(GetType().Name, device, dtype, span, ("num_features", numFeatures ?? 1));
        (_leastRank, _mostRank, _span, Eps, Momentum, Element) = (leastRank, mostRank, span, eps, momentum, dtype ?? ElementType.F32);
        if (affine) (_weight, _bias) = (Add("weight"), Add("bias"));
        if (trackRunningStats) (_mean, _variance) = (Add("running_mean"), Add("running_var"));
        if (numFeatures is { } channels) Materialize(channels);

        Parameter Add(string name) => AddParameter(name, Element, null, default);
    }

    /// <summary>Channels; null while a lazy module has seen no input.</summary>
    public long? NumFeatures { get; private set; }

    /// <summary>Added to the variance.</summary>
    public double Eps { get; }

    /// <summary>What training updated running statistics with; without effect here.</summary>
    public double Momentum { get; }

    /// <summary>The scale [num_features]; null where not affine, and while lazy.</summary>
    public Parameter? Weight => NumFeatures is null ? null : _weight;

    /// <summary>The shift [num_features]; null where not affine, and while lazy.</summary>
    public Parameter? Bias => NumFeatures is null ? null : _bias;

    private protected ElementType Element { get; }

    private protected bool HasStatistics => _mean is not null;

    /// <inheritdoc/>
    public override Var Forward(Var input)
    {
        if (input.Rank < _leastRank || input.Rank > _mostRank)
            throw input.Error(DiagnosticDescriptors.RankRefused, "input", input.Type, _leastRank == _mostRank ? $"{_leastRank}" : $"{_leastRank} or {_mostRank}");
        if (NumFeatures is null) Materialize(input.Size(1).TryGetConstant(out long channels) ? channels : throw input.Error(DiagnosticDescriptors.LazyChannelsSymbolic, input.Type));
        NnModel model = input.Model;
        (Var scale, Var shift) = model.ScaleAndShift(_weight, _bias, Element, NumFeatures!.Value);
        return _mean is { } mean && _variance is { } variance
            ? model.Apply(new BatchNormalization(Eps), _span, FullName, input, scale, shift, model.Of(mean), model.Of(variance))
            : model.Apply(new InstanceNormalization(Eps), _span, FullName, input, scale, shift);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{NumFeatures ?? 0}, eps={PythonText.Float(Eps)}, momentum={PythonText.Float(Momentum)}, affine={PythonText.Bool(_weight is not null)}, track_running_stats={PythonText.Bool(HasStatistics)}");

    internal override IEnumerable<string> Ignored => ["num_batches_tracked"];

    internal override string TypeName => NumFeatures is not null && GetType().Name.StartsWith("Lazy", StringComparison.Ordinal) ? GetType().Name["Lazy".Length..] : GetType().Name;

    internal override LazyWeight? Lazy => NumFeatures is not null ? null : new LazyWeight("[num_features]", tensor => tensor.Rank == 1 && tensor[0] >= 1 ? tensor[0] : null, Materialize);

    // torch: scale 1, shift 0, mean 0, variance 1.
    private void Materialize(long channels)
    {
        if (NumFeatures == channels) return; // each of a state dict's tensors says so
        NumFeatures = channels;
        foreach (Parameter? one in (Parameter?[])[_weight, _variance]) one?.Materialize(new Shape(channels), ParameterFill.Constant(1));
        foreach (Parameter? zero in (Parameter?[])[_bias, _mean]) zero?.Materialize(new Shape(channels), ParameterFill.Constant(0));
    }
}
