using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>
/// What InstanceNorm1d, 2d and 3d have in common: every channel of every image is normalised by its own mean and variance; with running
/// statistics, as torch after <c>eval()</c>, by those.
/// </summary>
public abstract class InstanceNormModule : NormModule
{
    internal InstanceNormModule(
        int rank, long? numFeatures, double eps, double momentum, bool affine, bool trackRunningStats, string? device, ElementType? dtype, SourceSpan span)
        : base(rank, rank, numFeatures, eps, momentum, affine, trackRunningStats, device, dtype, span)
    {
    }

    // A state dict of a layer that once tracked them.
    internal override IEnumerable<string> Ignored => HasStatistics ? ["num_batches_tracked"] : ["num_batches_tracked", "running_mean", "running_var"];
}
