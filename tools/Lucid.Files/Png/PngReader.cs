using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Lucid.Tensors;

namespace Lucid.Files.Png;

/// <summary>Reads a PNG of any kind as float32 <c>[1,C,H,W]</c>, each sample divided by its largest value. A transparent colour or entry becomes an alpha channel.</summary>
internal static class PngReader
{
    /// <summary>The most samples of a picture: 1 GiB as float32.</summary>
    public const long MostSamples = 1L << 28;

    /// <summary>Deflate cannot expand by more than this (258 bytes for 2 bits), so a header that promises more is false before any memory is taken.</summary>
    private const long MostExpansion = 1032;

    public static HostTensor Read(ReadOnlyMemory<byte> bytes, string file)
    {
        PngChunks chunks = PngChunks.Read(bytes, file);
        PngHeader header = chunks.Header;
        PngSamples samples = new(chunks);
        (long area, long stored) = ((long)header.Width * header.Height, chunks.Compressed.Sum(part => (long)part.Length));
        if (area > MostSamples / samples.Channels)
        {
            throw new TensorFileException(file, 16, string.Create(CultureInfo.InvariantCulture,
                $"a picture of {header.Width}x{header.Height} with {samples.Channels} channels; at most {MostSamples} samples are read"));
        }

        long raw = PngPass.Of(header).Sum(pass => pass.Height(header) * (1 + header.RowBytes(pass.Width(header))));
        if (raw / MostExpansion > stored)
        {
            throw new TensorFileException(file, chunks.CompressedAt, string.Create(CultureInfo.InvariantCulture,
                $"{stored} compressed bytes cannot hold the {raw} bytes of a picture of {header.Width}x{header.Height}"));
        }

        byte[] result = new byte[area * samples.Channels * sizeof(float)];
        Span<float> planes = MemoryMarshal.Cast<byte, float>(result.AsSpan());
        using ZLibStream inflated = new(new SegmentStream(chunks.Compressed), CompressionMode.Decompress);
        foreach (PngPass pass in PngPass.Of(header))
        {
            (int width, int height) = (pass.Width(header), pass.Height(header));
            int rowBytes = (int)header.RowBytes(width);
            byte[] row = new byte[rowBytes + 1];
            byte[] above = new byte[rowBytes + 1];
            for (int y = 0; y < height; y++)
            {
                Fill(inflated, row, chunks, file);
                if (row[0] >= PngFilter.Count) throw new TensorFileException(file, chunks.CompressedAt, $"row {y} has filter {row[0]}; the format has 0 to 4");
                PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), header.FilterDistance);
                int start = ((pass.Y + (y * pass.StepY)) * header.Width) + pass.X;
                if (!samples.Place(row.AsSpan(1), width, planes, start, pass.StepX))
                    throw new TensorFileException(file, chunks.CompressedAt, $"row {y} has a palette index beyond the {chunks.Palette.Length / 3} entries of PLTE");
                (row, above) = (above, row);
            }
        }

        CheckEnd(inflated, chunks, file);
        return new(ElementType.F32, new Shape(1, samples.Channels, header.Height, header.Width), result);
    }

    private static void Fill(ZLibStream inflated, byte[] row, PngChunks chunks, string file)
    {
        int got;
        try
        {
            got = inflated.ReadAtLeast(row, row.Length, throwOnEndOfStream: false);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            throw new TensorFileException(file, chunks.CompressedAt, $"the compressed data are damaged: {fault.Message}", fault);
        }

        if (got < row.Length) throw new TensorFileException(file, chunks.CompressedAt, "the compressed data end before the picture does");
    }

    // Reading on past the last row makes zlib compare its own checksum.
    private static void CheckEnd(ZLibStream inflated, PngChunks chunks, string file)
    {
        try
        {
            if (inflated.ReadByte() >= 0) throw new TensorFileException(file, chunks.CompressedAt, "the compressed data go on after the picture's last row");
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            throw new TensorFileException(file, chunks.CompressedAt, $"the compressed data are damaged: {fault.Message}", fault);
        }
    }
}
