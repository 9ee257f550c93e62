using System.Globalization;

namespace Lucid.Files.Images;

/// <summary>A margin on all four sides.</summary>
/// <param name="Mode">What it holds.</param>
/// <param name="Pixels">Its width, 0 or more.</param>
public readonly record struct ImagePadding(PaddingMode Mode, int Pixels)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Mode switch { PaddingMode.Zero => "zero", PaddingMode.Edge => "edge", PaddingMode.Reflect => "reflect" }}:{Pixels}");
}
