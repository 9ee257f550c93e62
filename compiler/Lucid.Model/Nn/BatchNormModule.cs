using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>What BatchNorm1d, 2d and 3d have in common: normalisation over axis 1 with the statistics that training left behind.</summary>
public abstract class BatchNormModule : NormModule
{
    internal BatchNormModule(
        int leastRank, int mostRank, long? numFeatures, double eps, double momentum, bool affine, bool trackRunningStats, string? device, ElementType? dtype, SourceSpan span)
        : base(leastRank, mostRank, numFeatures, eps, momentum, affine, trackRunningStats, device, dtype, span)
    {
        if (!trackRunningStats)
            throw new ModelException([DiagnosticDescriptors.InferenceOnly.At(span, GetType().Name, "track_running_stats=False", "use InstanceNorm or a model trained with running statistics")]);
    }
}
