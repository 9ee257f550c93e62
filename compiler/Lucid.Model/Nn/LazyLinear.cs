using System.Runtime.CompilerServices;

using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.LazyLinear: a <see cref="Linear"/> whose input features are those of the first input or of a loaded weight.</summary>
public sealed class LazyLinear : LinearModule
{
    /// <summary>A layer whose input features are not known yet.</summary>
    /// <param name="outFeatures">Extent of the last axis of the output.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="device">Only null: where a model runs, the session says.</param>
    /// <param name="dtype">Element type of the parameters, f32 (by default) or f16.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="ModelException">An argument is wrong.</exception>
    public LazyLinear(
        long outFeatures, bool bias = true, string? device = null, ElementType? dtype = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        : base(null, outFeatures, bias, device, dtype, NnModel.Caller(file, line))
    {
    }
}
