using System.Runtime.CompilerServices;

using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.LazyInstanceNorm3d: a <see cref="InstanceNorm3d"/> for inputs <c>(N, C, D, H, W)</c> whose channels are those of the first input or of a loaded tensor.</summary>
/// <param name="eps">Added to the variance.</param>
/// <param name="momentum">What training updated the statistics with; without effect here.</param>
/// <param name="affine">Whether there are a learned scale and shift.</param>
/// <param name="trackRunningStats">Whether training kept running statistics, which then take the place of the input's own.</param>
/// <param name="device">Only null: where a model runs, the session says.</param>
/// <param name="dtype">Element type of the parameters, f32 (by default) or f16.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">An argument is wrong.</exception>
public sealed class LazyInstanceNorm3d(
    double eps = 1e-5, double momentum = 0.1, bool affine = true, bool trackRunningStats = true, string? device = null,
    ElementType? dtype = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : InstanceNormModule(5, null, eps, momentum, affine, trackRunningStats, device, dtype, NnModel.Caller(file, line));
