using System.Buffers.Binary;
using System.IO.Compression;

namespace Lucid.Files.Png;

/// <summary>Writes pictures of 8 bits a sample, each row with the filter whose result looks smallest.</summary>
internal static class PngWriter
{
    private static readonly PngColour[] ColourByChannels = [PngColour.Grey, PngColour.GreyAlpha, PngColour.Rgb, PngColour.Rgba];

    public static void Write(Stream stream, PixelGrid picture)
    {
        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        (header[8], header[9]) = (8, (byte)ColourByChannels[picture.Channels - 1]);
        WriteChunk(stream, "IHDR"u8, header);
        WriteChunk(stream, "IDAT"u8, Compress(picture));
        WriteChunk(stream, "IEND"u8, []);
    }

    private static byte[] Compress(PixelGrid picture)
    {
        using MemoryStream compressed = new();
        using (ZLibStream deflated = new(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            int rowBytes = picture.Width * picture.Channels;
            byte[] none = new byte[rowBytes];
            byte[] filtered = new byte[rowBytes];
            byte[] best = new byte[rowBytes];
            for (int y = 0; y < picture.Height; y++)
            {
                ReadOnlySpan<byte> row = picture.Pixels.AsSpan(y * rowBytes, rowBytes);
                ReadOnlySpan<byte> above = y == 0 ? none : picture.Pixels.AsSpan((y - 1) * rowBytes, rowBytes);
                (int chosen, long smallest) = (0, long.MaxValue);
                for (int filter = 0; filter < PngFilter.Count; filter++)
                {
                    long cost = PngFilter.Apply(filter, row, above, picture.Channels, filtered);
                    if (cost >= smallest) continue;
                    (chosen, smallest) = (filter, cost);
                    (best, filtered) = (filtered, best);
                }

                deflated.WriteByte((byte)chosen);
                deflated.Write(best);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngChecksum.Of(type, content));
        stream.Write(number);
    }
}
