using System.Globalization;

namespace Lucid.Model.Nn;

/// <summary>Numbers as Python prints them, for texts that are to equal torch's.</summary>
internal static class PythonText
{
    /// <summary>A tuple: <c>(3, 5)</c>, <c>(3,)</c>.</summary>
    public static string Tuple(IEnumerable<long> items)
    {
        string[] texts = [.. items.Select(item => item.ToString(CultureInfo.InvariantCulture))];
        return texts.Length == 1 ? $"({texts[0]},)" : $"({string.Join(", ", texts)})";
    }

    /// <summary>A float: the shortest digits that read back, with a point or, below 1e-4 and from 1e16 on, an exponent: <c>1.0</c>, <c>0.01</c>, <c>1e-05</c>.</summary>
    public static string Float(double value)
    {
        if (!double.IsFinite(value)) return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        string sign = double.IsNegative(value) ? "-" : string.Empty;
        (string digits, int exponent) = Decimal(Math.Abs(value));
        if (exponent < -4 || exponent >= 16)
        {
            string mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        string padded = digits.PadRight(exponent + 2, '0');
        return $"{sign}{padded[..(exponent + 1)]}.{padded[(exponent + 1)..]}";
    }

    /// <summary>The shortest digits d₀d₁… and the exponent such that the value is d₀.d₁… · 10^exponent.</summary>
    private static (string Digits, int Exponent) Decimal(double value)
    {
        string[] parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        string[] mantissa = parts[0].Split('.');
        string all = string.Concat(mantissa);
        string significant = all.TrimStart('0');
        if (significant.Length == 0) return ("0", 0);
        int exponent = mantissa[0].Length - 1 - (all.Length - significant.Length) + (parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        return (significant.TrimEnd('0'), exponent);
    }

    /// <summary><c>True</c> or <c>False</c>.</summary>
    public static string Bool(bool value) => value ? "True" : "False";
}
