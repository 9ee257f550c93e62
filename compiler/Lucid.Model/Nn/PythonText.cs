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

    /// <summary>A float: the shortest digits that read back, with a point or an exponent of two digits: <c>1.0</c>, <c>0.01</c>, <c>1e-05</c>.</summary>
    public static string Float(double value)
    {
        if (!double.IsFinite(value)) return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        // "R" in scientific form: d.ddde+XXX
        string scientific = value.ToString("E16", CultureInfo.InvariantCulture);
        int exponent = int.Parse(scientific[(scientific.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        if (value == 0) return shortest + ".0";
        // Python: fixed notation from 1e-4 up to 1e16.
        if (exponent is >= -4 and < 16)
        {
            string plain = decimal.TryParse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact) ? exact.ToString(CultureInfo.InvariantCulture) : shortest;
            return plain.Contains('.', StringComparison.Ordinal) ? plain : plain + ".0";
        }

        int mark = shortest.IndexOf('E', StringComparison.Ordinal);
        string mantissa = mark < 0 ? shortest : shortest[..mark];
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    /// <summary><c>True</c> or <c>False</c>.</summary>
    public static string Bool(bool value) => value ? "True" : "False";
}
