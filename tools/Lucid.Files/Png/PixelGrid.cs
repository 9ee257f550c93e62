using System.Globalization;
using Lucid.Tensors;

namespace Lucid.Files.Png;

/// <summary>
/// Pixels of 8 bits, interleaved: <c>round(clip(x, 0, 1) · 255)</c>. Several pictures stand side by side in a grid of
/// ⌈√N⌉ columns without gaps, row by row; cells that are left over are black, or transparent where there is an alpha channel.
/// </summary>
internal sealed record PixelGrid(int Width, int Height, int Channels, byte[] Pixels)
{
    public static PixelGrid Of(HostTensor tensor, string file)
    {
        Shape shape = tensor.Shape;
        if (shape.Rank is < 2 or > 4)
            throw new TensorFileException(file, null, $"{tensor} is no picture; expected [N,C,H,W], [C,H,W] or [H,W]");
        (long count, long channels) = (shape.Rank == 4 ? shape[0] : 1, shape.Rank >= 3 ? shape[shape.Rank - 3] : 1);
        (long height, long width) = (shape[shape.Rank - 2], shape[shape.Rank - 1]);
        if (channels is < 1 or > 4)
            throw new TensorFileException(file, null, $"{tensor} has {channels} channels; a PNG has 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGB, alpha)");
        if (shape.ElementCount == 0) throw new TensorFileException(file, null, $"{tensor} has no pixels");

        long columns = 1;
        while (columns * columns < count) columns++;
        long rows = (count + columns - 1) / columns;
        (long gridWidth, long gridHeight) = (columns * width, rows * height);
        if (gridWidth > int.MaxValue || gridHeight > int.MaxValue || gridWidth * channels > Array.MaxLength / gridHeight)
        {
            throw new TensorFileException(file, null, string.Create(CultureInfo.InvariantCulture,
                $"{tensor} becomes a picture of {gridWidth}x{gridHeight}, which has too many bytes"));
        }

        float[] values = tensor.ToFloats();
        byte[] pixels = new byte[gridWidth * gridHeight * channels];
        for (long i = 0; i < values.Length; i++)
        {
            (long rest, long x) = Math.DivRem(i, width);
            (rest, long y) = Math.DivRem(rest, height);
            (long picture, long channel) = Math.DivRem(rest, channels);
            float value = values[i];
            if (float.IsNaN(value))
                throw new TensorFileException(file, null, $"{tensor} is not a number at {Place(shape, i)}; a picture cannot show it");
            long row = (picture / columns * height) + y;
            long column = (picture % columns * width) + x;
            pixels[(((row * gridWidth) + column) * channels) + channel] = (byte)Math.Round(Math.Clamp((double)value, 0, 1) * 255);
        }

        return new((int)gridWidth, (int)gridHeight, (int)channels, pixels);
    }

    private static string Place(Shape shape, long index)
    {
        long[] place = new long[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--) (index, place[axis]) = Math.DivRem(index, shape[axis]);
        return $"[{string.Join(",", place)}]";
    }
}
