using System.Globalization;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>What InstanceNorm1d, 2d and 3d have in common: every channel of every image is normalised by its own mean and variance.</summary>
public abstract class InstanceNormModule : Module
{
    private readonly int _rank;
    private readonly SourceSpan _span;
    private readonly ElementType _element;

    internal InstanceNormModule(
        int rank, long numFeatures, double eps, double momentum, bool affine, bool trackRunningStats, string? device, ElementType? dtype, SourceSpan span)
    {
        Arguments.Check(GetType().Name, device, dtype, span, ("num_features", numFeatures));
        if (trackRunningStats)
            throw new ModelException([DiagnosticDescriptors.InferenceOnly.At(span, GetType().Name, "track_running_stats=True", "use BatchNorm, which normalises with stored statistics")]);
        (_rank, _span, _element, NumFeatures, Eps, Momentum) = (rank, span, dtype ?? ElementType.F32, numFeatures, eps, momentum);
        if (!affine) return;
        Weight = AddParameter("weight", _element, new Shape(numFeatures), ParameterFill.Constant(1));
        Bias = AddParameter("bias", _element, new Shape(numFeatures), ParameterFill.Constant(0));
    }

    /// <summary>Channels.</summary>
    public long NumFeatures { get; }

    /// <summary>Added to the variance.</summary>
    public double Eps { get; }

    /// <summary>What training would update running statistics with; without effect here.</summary>
    public double Momentum { get; }

    /// <summary>The scale [num_features]; null where not affine.</summary>
    public Parameter? Weight { get; }

    /// <summary>The shift [num_features]; null where not affine.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override Var Forward(Var input)
    {
        if (input.Rank != _rank) throw input.Error(DiagnosticDescriptors.RankRefused, "input", input.Type, _rank);
        (Var scale, Var shift) = input.Model.ScaleAndShift(Weight, Bias, _element, NumFeatures);
        return input.Model.Apply(new InstanceNormalization(Eps), _span, FullName, input, scale, shift);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{NumFeatures}, eps={PythonText.Float(Eps)}, momentum={PythonText.Float(Momentum)}, affine={PythonText.Bool(Weight is not null)}, track_running_stats=False");

    internal override IEnumerable<string> Ignored => ["num_batches_tracked", "running_mean", "running_var"];
}
