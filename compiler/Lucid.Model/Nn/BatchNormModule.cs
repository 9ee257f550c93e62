using System.Globalization;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>What BatchNorm1d, 2d and 3d have in common: normalisation over axis 1 with the statistics that training left behind.</summary>
public abstract class BatchNormModule : Module
{
    private readonly int _leastRank;
    private readonly int _mostRank;
    private readonly SourceSpan _span;
    private readonly Parameter _mean;
    private readonly Parameter _variance;

    internal BatchNormModule(
        int leastRank, int mostRank, long numFeatures, double eps, double momentum, bool affine, bool trackRunningStats, string? device, ElementType? dtype, SourceSpan span)
    {
        Arguments.Check(GetType().Name, device, dtype, span, ("num_features", numFeatures));
        if (!trackRunningStats)
            throw new ModelException([DiagnosticDescriptors.InferenceOnly.At(span, GetType().Name, "track_running_stats=False", "use InstanceNorm or a model trained with running statistics")]);
        (_leastRank, _mostRank, NumFeatures, Eps, Momentum, _span) = (leastRank, mostRank, numFeatures, eps, momentum, span);
        ElementType element = dtype ?? ElementType.F32;
        Shape shape = new(numFeatures);
        if (affine)
        {
            Weight = AddParameter("weight", element, shape, ParameterFill.Constant(1));
            Bias = AddParameter("bias", element, shape, ParameterFill.Constant(0));
        }

        _mean = AddParameter("running_mean", element, shape, ParameterFill.Constant(0));
        _variance = AddParameter("running_var", element, shape, ParameterFill.Constant(1));
    }

    /// <summary>Channels.</summary>
    public long NumFeatures { get; }

    /// <summary>Added to the variance.</summary>
    public double Eps { get; }

    /// <summary>What training updated the statistics with; without effect here.</summary>
    public double Momentum { get; }

    /// <summary>The scale [num_features]; null where not affine.</summary>
    public Parameter? Weight { get; }

    /// <summary>The shift [num_features]; null where not affine.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override Var Forward(Var input)
    {
        if (input.Rank < _leastRank || input.Rank > _mostRank)
            throw input.Error(DiagnosticDescriptors.RankRefused, "input", input.Type, _leastRank == _mostRank ? $"{_leastRank}" : $"{_leastRank} or {_mostRank}");
        NnModel model = input.Model;
        (Var scale, Var shift) = input.Model.ScaleAndShift(Weight, Bias, _mean.Element, NumFeatures);
        return model.Apply(new BatchNormalization(Eps), _span, FullName, input, scale, shift, model.Of(_mean), model.Of(_variance));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{NumFeatures}, eps={PythonText.Float(Eps)}, momentum={PythonText.Float(Momentum)}, affine={PythonText.Bool(Weight is not null)}, track_running_stats=True");

    internal override IEnumerable<string> Ignored => ["num_batches_tracked"];
}
