namespace Lucid.Files.Images;

/// <summary>
/// Bilinear resizing, one axis after the other. Pixel o of m lies at s = (o + ½)·n/m - ½ of n. Its value is the mean of the pixels i weighted by
/// the triangle max(0, 1 - |i - s|/r) with r = max(1, n/m), the weights made to sum to 1. When enlarging this is plain bilinear interpolation
/// between pixel centres with the border pixel repeated; when reducing the triangle widens, so that no pixel is skipped. Pillow's BILINEAR does the same.
/// </summary>
internal static class ResizeBilinear
{
    public static PixelPlanes Run(PixelPlanes pictures, int width, int height)
    {
        PixelPlanes wide = pictures.Width == width ? pictures : AlongRows(pictures, width);
        return wide.Height == height ? wide : AlongColumns(wide, height);
    }

    private static PixelPlanes AlongRows(PixelPlanes pictures, int width)
    {
        PixelPlanes result = new(pictures.Count, pictures.Channels, pictures.Height, width);
        (int First, float[] Weights)[] taps = Taps(pictures.Width, width);
        int rows = pictures.Count * pictures.Channels * pictures.Height;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> from = pictures.Values.AsSpan(row * pictures.Width, pictures.Width);
            Span<float> to = result.Values.AsSpan(row * width, width);
            for (int x = 0; x < width; x++)
            {
                (int first, float[] weights) = taps[x];
                float sum = 0;
                for (int i = 0; i < weights.Length; i++) sum += weights[i] * from[first + i];
                to[x] = sum;
            }
        }

        return result;
    }

    private static PixelPlanes AlongColumns(PixelPlanes pictures, int height)
    {
        PixelPlanes result = new(pictures.Count, pictures.Channels, height, pictures.Width);
        (int First, float[] Weights)[] taps = Taps(pictures.Height, height);
        for (int plane = 0; plane < pictures.Count * pictures.Channels; plane++)
        {
            for (int y = 0; y < height; y++)
            {
                Span<float> to = result.Values.AsSpan(((plane * height) + y) * pictures.Width, pictures.Width);
                (int first, float[] weights) = taps[y];
                for (int i = 0; i < weights.Length; i++)
                {
                    ReadOnlySpan<float> from = pictures.Values.AsSpan(((plane * pictures.Height) + first + i) * pictures.Width, pictures.Width);
                    for (int x = 0; x < to.Length; x++) to[x] += weights[i] * from[x];
                }
            }
        }

        return result;
    }

    private static (int First, float[] Weights)[] Taps(int from, int to)
    {
        double ratio = (double)from / to;
        double reach = Math.Max(1, ratio);
        (int First, float[] Weights)[] taps = new (int, float[])[to];
        for (int o = 0; o < to; o++)
        {
            double centre = ((o + 0.5) * ratio) - 0.5;
            int first = Math.Max(0, (int)Math.Ceiling(centre - reach));
            int last = Math.Min(from - 1, (int)Math.Floor(centre + reach));
            double[] weights = new double[last - first + 1];
            for (int i = 0; i < weights.Length; i++) weights[i] = Math.Max(0, 1 - (Math.Abs(first + i - centre) / reach));
            double sum = weights.Sum();
            taps[o] = (first, Array.ConvertAll(weights, weight => (float)(weight / sum)));
        }

        return taps;
    }
}
