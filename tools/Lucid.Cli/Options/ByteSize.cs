using System.Globalization;

namespace Lucid.Cli.Options;

/// <summary>Sizes in bytes as people write them.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Reads <c>1048576</c>, <c>512M</c>, <c>1.5GiB</c>; K, M, G and T are powers of 1024.</summary>
    public static long Parse(string option, string text)
    {
        string number = text.TrimEnd('B', 'b').TrimEnd('i');
        int power = number.Length == 0 ? -1 : "KMGT".IndexOf(char.ToUpperInvariant(number[^1]), StringComparison.Ordinal) + 1;
        if (power > 0) number = number[..^1];
        bool isNumber = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
        double bytes = value * Math.Pow(1024, power);
        return isNumber && power >= 0 && bytes is >= 1 and <= long.MaxValue / 2
            ? (long)bytes
            : throw new UsageException($"{option} {text}: expected a size as 512M, 2G or 1048576");
    }

    /// <summary>As <c>1.5 MiB</c>, three digits.</summary>
    public static string Text(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (Math.Abs(value) >= 1000 && unit < Units.Length - 1) (value, unit) = (value / 1024, unit + 1);
        string format = unit == 0 || value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
