using System.Globalization;
using Lucid.Tensors;

namespace Lucid.Files.Images;

/// <summary>Whether prepared pictures are what a model takes, and if not, which option would make them so.</summary>
public static class ImageFit
{
    /// <summary>Checks every axis whose extent the model fixes.</summary>
    /// <param name="expected">What the model takes.</param>
    /// <param name="prepared">What <see cref="ImageTransform.Prepare"/> made.</param>
    /// <param name="options">The options it was made with.</param>
    /// <exception cref="ImageOptionException">An axis differs; the message names the option that would help.</exception>
    public static void Check(SymbolicShape expected, Shape prepared, ImageOptions options)
    {
        if (Fits(expected, prepared)) return;
        string found = string.Create(CultureInfo.InvariantCulture, $"the model takes {expected}, the picture is {prepared}");
        if (expected.Rank != 4) throw new ImageOptionException("NAME=OPTION,…", $"{found}: the model takes no picture here");

        Shape turned = options.ChannelsLast
            ? new(prepared[0], prepared[3], prepared[1], prepared[2])
            : new(prepared[0], prepared[2], prepared[3], prepared[1]);
        if (Fits(expected, turned)) throw new ImageOptionException("layout", $"{found}; layout={(options.ChannelsLast ? "nchw" : "nhwc")} fits");

        (int channel, int row, int column) = options.ChannelsLast ? (3, 1, 2) : (1, 2, 3);
        if (!Fits(expected, prepared, channel))
        {
            string? remedy = expected[channel].TryGetConstant(out long channels) ? channels switch { 1 => "grey", 3 => "rgb", 4 => "rgba", _ => null } : null;
            throw new ImageOptionException("channels", remedy is null ? found : $"{found}; channels={remedy} fits");
        }

        if (!Fits(expected, prepared, 0)) throw new ImageOptionException("NAME=OPTION,…", $"{found}: the number of pictures differs");

        int margin = 2 * options.Pad.Pixels;
        long width = (expected[column].TryGetConstant(out long fixedWidth) ? fixedWidth : prepared[column]) - margin;
        long height = (expected[row].TryGetConstant(out long fixedHeight) ? fixedHeight : prepared[row]) - margin;
        throw new ImageOptionException("resize", width > 0 && height > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{found}; resize={width}x{height} fits")
            : found);
    }

    private static bool Fits(SymbolicShape expected, Shape shape) =>
        expected.Rank == shape.Rank && Enumerable.Range(0, shape.Rank).All(axis => Fits(expected, shape, axis));

    private static bool Fits(SymbolicShape expected, Shape shape, int axis) =>
        !expected[axis].TryGetConstant(out long extent) || extent == shape[axis];
}
