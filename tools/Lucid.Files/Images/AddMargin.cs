namespace Lucid.Files.Images;

/// <summary>Adds rows and columns around pictures.</summary>
internal static class AddMargin
{
    /// <summary>Adds <paramref name="before"/> pixels on the left and above, <paramref name="right"/> and <paramref name="below"/> on the other sides.</summary>
    public static PixelPlanes Run(PixelPlanes pictures, PaddingMode mode, int before, int right, int below)
    {
        int[] columns = Sources(pictures.Width, mode, before, right);
        int[] rows = Sources(pictures.Height, mode, before, below);
        PixelPlanes result = new(pictures.Count, pictures.Channels, rows.Length, columns.Length);
        for (int plane = 0; plane < pictures.Count * pictures.Channels; plane++)
        {
            ReadOnlySpan<float> from = pictures.Values.AsSpan(plane * pictures.Height * pictures.Width, pictures.Height * pictures.Width);
            Span<float> to = result.Values.AsSpan(plane * rows.Length * columns.Length, rows.Length * columns.Length);
            for (int y = 0; y < rows.Length; y++)
            {
                for (int x = 0; x < columns.Length; x++)
                    to[(y * columns.Length) + x] = rows[y] < 0 || columns[x] < 0 ? 0 : from[(rows[y] * pictures.Width) + columns[x]];
            }
        }

        return result;
    }

    // For each place the pixel it shows, or -1 for zero. Reflection turns at the border pixels as often as it takes: period 2(n-1).
    private static int[] Sources(int size, PaddingMode mode, int before, int after)
    {
        int[] sources = new int[checked(before + size + after)];
        for (int i = 0; i < sources.Length; i++)
        {
            int at = i - before;
            int period = Math.Max(1, 2 * (size - 1));
            int turned = ((at % period) + period) % period;
            sources[i] = at >= 0 && at < size ? at : mode switch
            {
                PaddingMode.Zero => -1,
                PaddingMode.Edge => Math.Clamp(at, 0, size - 1),
                PaddingMode.Reflect => Math.Min(turned, period - turned) % size,
            };
        }

        return sources;
    }
}
