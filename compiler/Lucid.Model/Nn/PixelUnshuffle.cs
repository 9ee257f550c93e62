using System.Globalization;
using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.PixelUnshuffle: input <c>(N, C, H·r, W·r)</c>, output <c>(N, C·r², H, W)</c>, the inverse of <see cref="PixelShuffle"/>.</summary>
/// <param name="downscaleFactor">r, 1 or more.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class PixelUnshuffle(long downscaleFactor, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => F.PixelUnshuffle(input, downscaleFactor, NnModel.Caller(file, line), FullName);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"downscale_factor={downscaleFactor}");
}
