using System.Collections.Immutable;
using System.Globalization;
using Lucid.Tensors;

namespace Lucid.Files.Images;

/// <summary>Reads the text of <c>--image</c>; every fault names the option and its place.</summary>
internal sealed class ImageOptionsParser(string text)
{
    private const int MostPixels = 1 << 20;

    private static readonly string[] Names = ["channels", "layout", "mean", "multiple", "output", "pad", "range", "resize", "scale", "std"];

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private ImageOptions _options = ImageOptions.Default;

    public (string? InputName, ImageOptions Options) Read()
    {
        (string? name, int at) = InputName();
        while (at <= text.Length)
        {
            int comma = text.IndexOf(',', at);
            int end = comma < 0 ? text.Length : comma;
            Option(at, end);
            at = end + 1;
        }

        return (name, _options);
    }

    // `mean=0.5,…` begins with an option and `x=mean=0.5,…` with an input's name: a second '=' before the comma tells them apart.
    // Only `output=range=…` has two of its own.
    private (string? Name, int OptionsAt) InputName()
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) throw new ImageOptionException("NAME=OPTION,…", $"'{text}' holds no option; {Known}", 0);
        if (equals == 0) throw new ImageOptionException("NAME=OPTION,…", "the input's name is empty", 0);
        string head = text[..equals];
        string rest = text[(equals + 1)..].Split(',')[0];
        bool isOption = Names.Contains(head) && (head == "output" || !rest.Contains('=', StringComparison.Ordinal));
        return isOption ? (null, 0) : (head, equals + 1);
    }

    private void Option(int at, int end)
    {
        string option = text[at..end];
        int equals = option.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? option : option[..equals];
        if (!Names.Contains(name)) throw new ImageOptionException(name.Length == 0 ? "an empty option" : $"'{name}'", $"unknown; {Known}", at);
        if (equals < 0) throw new ImageOptionException(name, $"no value; expected {name}=…", end);
        if (!_seen.Add(name)) throw new ImageOptionException(name, "stands twice", at);
        int valueAt = at + equals + 1;
        string value = option[(equals + 1)..];
        _options = name switch
        {
            "channels" => _options with { Channels = Channels(value, valueAt) },
            "layout" => _options with { ChannelsLast = ChannelsLast(value, valueAt) },
            "mean" => _options with { Mean = Numbers(name, value, valueAt) },
            "multiple" => _options with { Multiple = Whole(name, value, valueAt, 1, MostPixels) },
            "output" => _options with { OutputRange = Output(value, valueAt) },
            "pad" => _options with { Pad = Padding(value, valueAt) },
            "range" => _options with { Range = Range(name, value, valueAt) },
            "resize" => _options with { Resize = Size(value, valueAt) },
            "scale" => _options with { Scale = Whole(name, value, valueAt, 1, 1024) },
            _ => _options with { Std = Divisors(value, valueAt) },
        };
    }

    private static string Known { get; } = $"known are {string.Join(", ", Names)}";

    private static ImageChannels Channels(string value, int at) =>
        Enum.GetValues<ImageChannels>().Where(channels => ImageOptions.ChannelsText(channels) == value).Select(channels => (ImageChannels?)channels).FirstOrDefault()
            ?? throw new ImageOptionException("channels", $"'{value}'; expected any, grey, rgb, bgr or rgba", at);

    private static bool ChannelsLast(string value, int at) => value switch
    {
        "nchw" => false,
        "nhwc" => true,
        _ => throw new ImageOptionException("layout", $"'{value}'; expected nchw or nhwc", at),
    };

    private static ValueRange Output(string value, int at)
    {
        const string Prefix = "range=";
        if (!value.StartsWith(Prefix, StringComparison.Ordinal)) throw new ImageOptionException("output", $"'{value}'; expected output=range=A..B", at);
        return Range("output=range", value[Prefix.Length..], at + Prefix.Length);
    }

    private static ValueRange Range(string name, string value, int at)
    {
        int dots = value.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0) throw new ImageOptionException(name, $"'{value}'; expected two numbers as -1..1", at);
        ValueRange range = new(Number(name, value[..dots], at), Number(name, value[(dots + 2)..], at + dots + 2));
        return range.Low != range.High ? range : throw new ImageOptionException(name, $"'{value}' is empty; expected two different numbers", at);
    }

    private static ImagePadding Padding(string value, int at)
    {
        int colon = value.IndexOf(':', StringComparison.Ordinal);
        PaddingMode? mode = (colon < 0 ? value : value[..colon]) switch
        {
            "zero" => PaddingMode.Zero,
            "edge" => PaddingMode.Edge,
            "reflect" => PaddingMode.Reflect,
            _ => null,
        };
        if (mode is not { } known || colon < 0) throw new ImageOptionException("pad", $"'{value}'; expected reflect:N, edge:N or zero:N", at);
        return new(known, Whole("pad", value[(colon + 1)..], at + colon + 1, 0, MostPixels));
    }

    private static (int Width, int Height) Size(string value, int at)
    {
        int cross = value.IndexOf('x', StringComparison.Ordinal);
        if (cross < 0) throw new ImageOptionException("resize", $"'{value}'; expected width and height as 640x480", at);
        return (Whole("resize", value[..cross], at, 1, MostPixels), Whole("resize", value[(cross + 1)..], at + cross + 1, 1, MostPixels));
    }

    private static ValueList<double> Divisors(string value, int at)
    {
        ValueList<double> divisors = Numbers("std", value, at);
        return divisors.Contains(0) ? throw new ImageOptionException("std", $"'{value}' divides by 0", at) : divisors;
    }

    private static ValueList<double> Numbers(string name, string value, int at)
    {
        ImmutableArray<double>.Builder numbers = ImmutableArray.CreateBuilder<double>();
        foreach (string part in value.Split('/'))
        {
            numbers.Add(Number(name, part, at));
            at += part.Length + 1;
        }

        return numbers.Count is 1 or 3 or 4
            ? new(numbers.ToImmutable())
            : throw new ImageOptionException(name, $"{numbers.Count} numbers in '{value}'; expected one, or one for each of 3 or 4 channels as 0.5/0.4/0.3", at - value.Length - 1);
    }

    private static double Number(string name, string value, int at)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(value, Style, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw new ImageOptionException(name, $"'{value}' is no number", at);
    }

    private static int Whole(string name, string value, int at, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new ImageOptionException(name, $"'{value}'; expected a whole number from {least} to {most}", at);
}
