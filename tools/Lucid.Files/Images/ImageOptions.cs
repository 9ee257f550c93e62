using System.Globalization;
using Lucid.Tensors;

namespace Lucid.Files.Images;

/// <summary>
/// How a picture becomes a model's input and an output becomes a picture. The steps have one order, whatever the order of the text:
/// channels, resize, range, mean and std, pad, multiple, layout; on the way back layout, crop, output range, channels.
/// </summary>
public sealed record ImageOptions
{
    /// <summary>A picture as it is read: <c>[N,C,H,W]</c> in 0..1.</summary>
    public static ImageOptions Default { get; } = new();

    /// <summary><c>channels=</c>: the channels the model takes.</summary>
    public ImageChannels Channels { get; init; } = ImageChannels.AsGiven;

    /// <summary><c>resize=WxH</c>: the size in pixels to which pictures are brought; null for their own.</summary>
    public (int Width, int Height)? Resize { get; init; }

    /// <summary><c>range=A..B</c>: x becomes A + x·(B - A).</summary>
    public ValueRange Range { get; init; } = ValueRange.Unit;

    /// <summary><c>mean=r/g/b</c>: subtracted after <see cref="Range"/>, a number for each channel or one for all; empty for 0.</summary>
    public ValueList<double> Mean { get; init; }

    /// <summary><c>std=r/g/b</c>: divided by after <see cref="Mean"/>, a number for each channel or one for all; empty for 1.</summary>
    public ValueList<double> Std { get; init; }

    /// <summary><c>pad=MODE:N</c>: a margin that gives the model its surroundings; cropped from the output.</summary>
    public ImagePadding Pad { get; init; }

    /// <summary><c>multiple=N</c>: width and height are filled up to a multiple on the right and below, as <see cref="Pad"/> says or else from the edge; cropped from the output.</summary>
    public int Multiple { get; init; } = 1;

    /// <summary><c>scale=S</c>: how many pixels of the output belong to a pixel of the input, for the crop; null to conclude it from the sizes.</summary>
    public int? Scale { get; init; }

    /// <summary><c>layout=nhwc</c>: whether the model takes and gives channels last.</summary>
    public bool ChannelsLast { get; init; }

    /// <summary><c>output=range=A..B</c>: what black and white are in the output.</summary>
    public ValueRange OutputRange { get; init; } = ValueRange.Unit;

    /// <summary>Reads <c>NAME=OPTION,…</c>, or <c>OPTION,…</c> where there is one input only.</summary>
    /// <exception cref="ImageOptionException">An option is unknown, stands twice or has a value that cannot be read.</exception>
    public static (string? InputName, ImageOptions Options) Parse(string text) => new ImageOptionsParser(text).Read();

    /// <summary>The options as text that <see cref="Parse"/> reads; empty where all are the default.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        if (Channels != ImageChannels.AsGiven) parts.Add("channels=" + ChannelsText(Channels));
        if (Resize is { } size) parts.Add(string.Create(CultureInfo.InvariantCulture, $"resize={size.Width}x{size.Height}"));
        if (Range != ValueRange.Unit) parts.Add($"range={Range}");
        if (Mean.Count > 0) parts.Add("mean=" + Numbers(Mean));
        if (Std.Count > 0) parts.Add("std=" + Numbers(Std));
        if (Pad != default) parts.Add($"pad={Pad}");
        if (Multiple != 1) parts.Add(string.Create(CultureInfo.InvariantCulture, $"multiple={Multiple}"));
        if (Scale is { } scale) parts.Add(string.Create(CultureInfo.InvariantCulture, $"scale={scale}"));
        if (ChannelsLast) parts.Add("layout=nhwc");
        if (OutputRange != ValueRange.Unit) parts.Add($"output=range={OutputRange}");
        return string.Join(",", parts);
    }

    internal static string ChannelsText(ImageChannels channels) => channels switch
    {
        ImageChannels.AsGiven => "any",
        ImageChannels.Grey => "grey",
        ImageChannels.Rgb => "rgb",
        ImageChannels.Bgr => "bgr",
        ImageChannels.Rgba => "rgba",
    };

    private static string Numbers(ValueList<double> values) =>
        string.Join("/", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
