using System.Globalization;

namespace Lucid.Pictures.Drawing;

/// <summary>Amounts in three digits with a unit.</summary>
internal static class Quantity
{
    private static readonly string[] Binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    private static readonly string[] Decimal = ["", "k", "M", "G", "T", "P", "E"];

    public static string Bytes(long bytes) => Scaled(bytes, 1024, Binary, " ");

    /// <summary>As <c>1.18 GFLOP</c>.</summary>
    public static string Flops(double flops) => Scaled(flops, 1000, Decimal, " ") + "FLOP";

    /// <summary>As <c>262k</c>.</summary>
    public static string Count(double count) => Scaled(count, 1000, Decimal, "");

    /// <summary>Three digits: <c>0.123</c>, <c>1.23</c>, <c>12.3</c>, <c>123</c>.</summary>
    public static string ThreeDigits(double value) => value.ToString(
        Math.Abs(value) switch { >= 99.95 => "0", >= 9.995 => "0.0", >= 0.9995 => "0.00", _ => "0.000" }, CultureInfo.InvariantCulture);

    private static string Scaled(double value, double step, string[] units, string space)
    {
        int unit = 0;
        while (value >= step && unit < units.Length - 1)
            (value, unit) = (value / step, unit + 1);
        string number = unit == 0 ? Math.Round(value).ToString("0", CultureInfo.InvariantCulture) : ThreeDigits(value);
        return $"{number}{space}{units[unit]}";
    }
}
