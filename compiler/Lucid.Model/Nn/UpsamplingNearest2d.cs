using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.UpsamplingNearest2d: input <c>(N, C, H, W)</c> enlarged, each element taken for those around it.</summary>
/// <param name="scaleFactor">One number for both axes or one an axis.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class UpsamplingNearest2d(ScaleFactor scaleFactor, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) =>
        new Resampling(nameof(UpsamplingNearest2d), null, scaleFactor, "nearest", AlignCorners: false, Recompute: false, Antialias: false, NnModel.Caller(file, line)).Of(input, FullName);

    /// <inheritdoc/>
    public override string ToString() => $"scale_factor={scaleFactor}, mode=nearest";
}
