using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>
/// An attribute's value as the text form writes it: a number, a real number, a word, an integer expression, or a list of them in brackets.
/// Which of them it is, the op says when it reads it.
/// </summary>
/// <param name="Text">The text, without spaces around it.</param>
public sealed record AttributeText(string Text)
{
    /// <summary>The text of a value of any kind that an attribute can have.</summary>
    public static string Of(object value) => value switch
    {
        long number => number.ToString(CultureInfo.InvariantCulture),
        double real => Of(real),
        bool truth => truth ? "true" : "false",
        string word => word,
        IntExpr expr => expr.ToString(),
        ValueList<long> list => list.ToString(),
        ValueList<IntExpr> list => list.ToString(),
        ValueList<double> list => "[" + string.Join(",", list.Select(Of)) + "]",
        _ => throw new ArgumentException($"an attribute cannot be a {value.GetType().Name}", nameof(value)),
    };

    /// <summary>The shortest text that reads back as the same double; <c>inf</c>, <c>-inf</c> and <c>nan</c> for what is no number.</summary>
    public static string Of(double value) =>
        double.IsNaN(value) ? "nan"
        : double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf")
        : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The value as a number.</summary>
    /// <exception cref="FormatException">It is none, or exceeds 64 bits.</exception>
    public long ToLong() => long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw new FormatException($"'{Shown}' is no 64-bit integer");

    /// <summary>The value as a real number.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public double ToDouble() => Text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.TryParse(Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new FormatException($"'{Shown}' is no number"),
    };

    /// <summary>The value as a truth value.</summary>
    /// <exception cref="FormatException">It is neither <c>true</c> nor <c>false</c>.</exception>
    public bool ToBool() => Text switch
    {
        "true" => true,
        "false" => false,
        _ => throw new FormatException($"'{Shown}' is neither true nor false"),
    };

    /// <summary>The value as a word.</summary>
    public string ToWord() => Text;

    /// <summary>The value as an integer expression.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public IntExpr ToExpr() => IntExpr.Parse(Text);

    /// <summary>The value as a list.</summary>
    /// <exception cref="FormatException">It is none, or an item is of another kind.</exception>
    public ValueList<T> ToList<T>(Func<AttributeText, T> item)
    {
        if (Text.Length < 2 || Text[0] != '[' || Text[^1] != ']') throw new FormatException($"'{Shown}' is no list in brackets");
        string inner = Text[1..^1];
        return inner.Trim().Length == 0 ? [] : SplitAtCommas(inner).Select(part => item(new AttributeText(part.Trim()))).ToValueList();
    }

    private string Shown => Text.Length <= 40 ? Text : Text[..40] + "…";

    // Commas within min(a,b) separate nothing.
    private static List<string> SplitAtCommas(string text)
    {
        List<string> parts = [];
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '(') depth++;
            else if (text[i] == ')') depth--;
            else if (text[i] == ',' && depth == 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }
}
