using System.Globalization;
using System.Runtime.CompilerServices;

using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.PixelShuffle: input <c>(N, C·r², H, W)</c>, output <c>(N, C, H·r, W·r)</c>; the r² channels of a block lie side by side.</summary>
/// <param name="upscaleFactor">r, 1 or more.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class PixelShuffle(long upscaleFactor, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => input.Model.Apply(new DepthToSpace(upscaleFactor, ColumnRowDepth: true), NnModel.Caller(file, line), FullName, input);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"upscale_factor={upscaleFactor}");
}
