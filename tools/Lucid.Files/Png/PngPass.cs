namespace Lucid.Files.Png;

/// <summary>The pixels that come in one pass: every <paramref name="StepX"/>-th from <paramref name="X"/>, every <paramref name="StepY"/>-th row from <paramref name="Y"/>.</summary>
internal readonly record struct PngPass(int X, int Y, int StepX, int StepY)
{
    /// <summary>Adam7: each pass doubles the number of pixels known (PNG, 8.2).</summary>
    private static readonly PngPass[] Adam7 =
        [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    /// <summary>The passes of a picture that hold any pixel.</summary>
    public static IEnumerable<PngPass> Of(PngHeader header) =>
        header.Interlaced ? Adam7.Where(pass => pass.Width(header) > 0 && pass.Height(header) > 0) : [new(0, 0, 1, 1)];

    public int Width(PngHeader header) => Count(header.Width, X, StepX);

    public int Height(PngHeader header) => Count(header.Height, Y, StepY);

    private static int Count(int size, int first, int step) => (int)(((long)size - first + step - 1) / step);
}
