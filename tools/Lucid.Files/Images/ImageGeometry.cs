using System.Globalization;

namespace Lucid.Files.Images;

/// <summary>What preparing did to a picture's size, and so what to crop from an output.</summary>
/// <param name="Width">Width before the margins.</param>
/// <param name="Height">Height before the margins.</param>
/// <param name="Before">Pixels added on the left and above.</param>
/// <param name="Right">Pixels added on the right.</param>
/// <param name="Below">Pixels added below.</param>
public readonly record struct ImageGeometry(int Width, int Height, int Before, int Right, int Below)
{
    /// <summary>
    /// The crop (left, above, width, height) that undoes the margins in an output of the given size. A model of scale s may itself have cut the same amount t
    /// from both ends of an axis: then output = s·padded - t, and s·before - t/2 is left to crop in front, which ends in s·size pixels.
    /// </summary>
    /// <param name="outputWidth">Width of the output.</param>
    /// <param name="outputHeight">Height of the output.</param>
    /// <param name="scale">
    /// s, where it is known; otherwise the scale that fits both axes, of several the one at which the model cut nothing, else just the margins (as upscalers
    /// without padding of their own do), else the same on both axes.
    /// </param>
    /// <exception cref="ImageOptionException">No scale, or not the one given, explains the output's size.</exception>
    public (int Left, int Above, int Width, int Height) Crop(int outputWidth, int outputHeight, int? scale)
    {
        if (Before == 0 && Right == 0 && Below == 0) return (0, 0, outputWidth, outputHeight);
        (Axis x, Axis y) = (new(Width, Before, Right, outputWidth), new(Height, Before, Below, outputHeight));
        int[] fitting = [.. (scale is { } given ? [given] : Enumerable.Range(1, Math.Max(1, outputWidth / Width))).Where(s => x.Fits(s) && y.Fits(s))];
        if (fitting.Length == 0)
        {
            throw new ImageOptionException(Before > 0 ? "pad" : "multiple", string.Create(CultureInfo.InvariantCulture,
                $"cannot be undone: the output of {outputWidth}x{outputHeight} is no {(scale is null ? "whole" : $"{scale}-fold")} enlargement of the {Width}x{Height} picture with its margin"));
        }

        int chosen = fitting.MinBy(s => (x.Cut(s), y.Cut(s)) switch
        {
            (0, 0) => 0,
            (var across, var down) when across == x.Margin(s) && down == y.Margin(s) => 1,
            (var across, var down) when across == down => 2,
            _ => 3,
        });
        return (x.Front(chosen), y.Front(chosen), chosen * Width, chosen * Height);
    }

    private readonly record struct Axis(int Size, int Before, int After, int Output)
    {
        public bool Fits(int scale)
        {
            long cut = Cut(scale);
            return cut >= 0 && cut % 2 == 0 && cut / 2 <= (long)scale * Math.Min(Before, After);
        }

        public long Cut(int scale) => ((long)scale * (Before + Size + After)) - Output;

        public long Margin(int scale) => 2L * scale * Before;

        public int Front(int scale) => (int)(((long)scale * Before) - (Cut(scale) / 2));
    }
}
