namespace Lucid.Files.Png;

/// <summary>Colour types by their number in IHDR (PNG, table 11.1).</summary>
internal enum PngColour
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}
