using System.Globalization;
using System.Text;

namespace Lucid.Files.Png;

/// <summary>
/// A PNG taken apart: each chunk is length, type, content and checksum. Chunks that are not needed are checked and passed over;
/// colour spaces (gAMA, iCCP, sRGB) are among them: values are taken as they are stored.
/// </summary>
/// <param name="Header">IHDR.</param>
/// <param name="Palette">PLTE: three bytes an entry; empty where absent.</param>
/// <param name="Transparency">tRNS: alpha by palette entry, or one transparent colour of 16 bits a sample; empty where absent.</param>
/// <param name="Compressed">The content of all IDAT chunks in order: one zlib stream.</param>
/// <param name="CompressedAt">Offset of the first IDAT chunk's content.</param>
internal sealed record PngChunks(
    PngHeader Header, ReadOnlyMemory<byte> Palette, ReadOnlyMemory<byte> Transparency, IReadOnlyList<ReadOnlyMemory<byte>> Compressed, int CompressedAt)
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static PngChunks Read(ReadOnlyMemory<byte> bytes, string file)
    {
        ByteCursor cursor = new(bytes.Span, file);
        if (!cursor.Take(8, "the signature").SequenceEqual(Signature)) throw cursor.Fault(0, "this is no PNG file: its signature differs");
        PngHeader? header = null;
        ReadOnlyMemory<byte> palette = default;
        ReadOnlyMemory<byte> transparency = default;
        List<ReadOnlyMemory<byte>> compressed = [];
        (int compressedAt, bool compressedEnded) = (0, false);
        while (true)
        {
            int chunkAt = cursor.Position;
            uint length = cursor.TakeUInt32BigEndian("a chunk's length");
            ReadOnlySpan<byte> type = cursor.Take(4, "a chunk's type");
            string name = Encoding.Latin1.GetString(type);
            if (length > int.MaxValue) throw cursor.Fault(chunkAt, string.Create(CultureInfo.InvariantCulture, $"chunk {name} of {length} bytes; a chunk has at most {int.MaxValue}"));
            int contentAt = cursor.Position;
            ReadOnlySpan<byte> content = cursor.Take(length, $"chunk {name}");
            uint checksum = cursor.TakeUInt32BigEndian($"the checksum of chunk {name}");
            if (checksum != PngChecksum.Of(type, content)) throw cursor.Fault(contentAt, $"the checksum of chunk {name} does not match its content");
            ReadOnlyMemory<byte> memory = bytes.Slice(contentAt, content.Length);

            if ((header is null) != (name == "IHDR"))
                throw cursor.Fault(chunkAt, header is null ? $"chunk {name} before IHDR" : "a second IHDR");
            if (compressed.Count > 0 && name != "IDAT") compressedEnded = true;
            switch (name)
            {
                case "IHDR":
                    if (length != 13) throw cursor.Fault(chunkAt, $"IHDR of {length} bytes; it has 13");
                    ByteCursor fields = new(content, file);
                    header = PngHeader.Read(ref fields, contentAt);
                    break;
                case "PLTE":
                    if (!palette.IsEmpty || compressed.Count > 0) throw cursor.Fault(chunkAt, "PLTE stands once, before the first IDAT");
                    if (length is 0 or > 768 || length % 3 != 0) throw cursor.Fault(chunkAt, $"PLTE of {length} bytes; it has 3 for each of 1 to 256 entries");
                    palette = memory;
                    break;
                case "tRNS":
                    CheckTransparency(cursor, chunkAt, header!.Value, (int)length, palette.Length / 3);
                    if (!transparency.IsEmpty || compressed.Count > 0) throw cursor.Fault(chunkAt, "tRNS stands once, before the first IDAT");
                    transparency = memory;
                    break;
                case "IDAT":
                    if (compressedEnded) throw cursor.Fault(chunkAt, "IDAT chunks that do not follow one another");
                    if (compressed.Count == 0) compressedAt = contentAt;
                    compressed.Add(memory);
                    break;
                case "IEND":
                    if (compressed.Count == 0) throw cursor.Fault(chunkAt, "no IDAT chunk before IEND");
                    if (header!.Value.Colour == PngColour.Palette && palette.IsEmpty) throw cursor.Fault(chunkAt, "palette indices without a PLTE chunk");
                    return new(header.Value, palette, transparency, compressed, compressedAt);
                default:
                    // The case of the first letter tells a chunk that must be understood from one that need not be (PNG, 5.4).
                    if ((type[0] & 0x20) == 0) throw cursor.Fault(chunkAt, $"chunk {name} must be understood, and is not");
                    break;
            }
        }
    }

    private static void CheckTransparency(ByteCursor cursor, int at, PngHeader header, int length, int paletteEntries)
    {
        bool fits = header.Colour switch
        {
            PngColour.Grey => length == 2,
            PngColour.Rgb => length == 6,
            PngColour.Palette => length >= 1 && length <= paletteEntries,
            PngColour.GreyAlpha or PngColour.Rgba => false,
        };
        if (!fits) throw cursor.Fault(at, $"tRNS of {length} bytes does not fit colour type {(int)header.Colour} with {paletteEntries} palette entries");
    }
}
