using System.Globalization;

namespace Lucid.Files.Png;

/// <summary>The IHDR chunk.</summary>
/// <param name="Width">Pixels a row, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="BitDepth">Bits a sample.</param>
/// <param name="Colour">What the samples mean.</param>
/// <param name="Interlaced">Whether the picture comes in Adam7's seven passes.</param>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColour Colour, bool Interlaced)
{
    /// <summary>Samples a stored pixel has; a palette index is one.</summary>
    public int Samples => Colour switch
    {
        PngColour.Grey or PngColour.Palette => 1,
        PngColour.GreyAlpha => 2,
        PngColour.Rgb => 3,
        PngColour.Rgba => 4,
    };

    /// <summary>Bytes back to the pixel on the left, for filters; 1 where pixels are smaller than a byte.</summary>
    public int FilterDistance => Math.Max(1, Samples * BitDepth / 8);

    /// <summary>Bytes a row of <paramref name="width"/> pixels takes, without its filter byte.</summary>
    public long RowBytes(long width) => ((width * Samples * BitDepth) + 7) / 8;

    public static PngHeader Read(ref ByteCursor content, int offset)
    {
        uint width = content.TakeUInt32BigEndian("the width");
        uint height = content.TakeUInt32BigEndian("the height");
        ReadOnlySpan<byte> rest = content.Take(5, "the rest of IHDR");
        (int depth, int colour, int compression, int filter, int interlace) = (rest[0], rest[1], rest[2], rest[3], rest[4]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
            throw content.Fault(offset, string.Create(CultureInfo.InvariantCulture, $"a size of {width}x{height}; each side is 1 to {int.MaxValue}"));
        bool known = (PngColour)colour switch
        {
            PngColour.Grey => depth is 1 or 2 or 4 or 8 or 16,
            PngColour.Palette => depth is 1 or 2 or 4 or 8,
            PngColour.Rgb or PngColour.GreyAlpha or PngColour.Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!known) throw content.Fault(offset + 8, $"colour type {colour} with {depth} bits; the format has no such pair");
        if (compression != 0) throw content.Fault(offset + 10, $"compression method {compression}; the format has only 0");
        if (filter != 0) throw content.Fault(offset + 11, $"filter method {filter}; the format has only 0");
        if (interlace > 1) throw content.Fault(offset + 12, $"interlace method {interlace}; the format has 0 and 1");
        return new((int)width, (int)height, depth, (PngColour)colour, interlace == 1);
    }
}
