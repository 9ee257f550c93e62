using System.Text;

namespace Lucid.Pictures.Drawing;

/// <summary>
/// How wide a text will be. Nobody knows which font a viewer has, so the widths are those of DejaVu Sans, which is among the widest:
/// what fits in it fits in Helvetica too.
/// </summary>
internal static class TextWidth
{
    /// <summary>In pixels.</summary>
    public static double Of(string text, double fontSize) => fontSize * text.EnumerateRunes().Sum(Ems);

    /// <summary>The text, or as much of its beginning and end as fits around an ellipsis; names differ at their ends.</summary>
    public static string Fit(string text, double fontSize, double width)
    {
        if (Of(text, fontSize) <= width)
            return text;
        Rune[] runes = [.. text.EnumerateRunes()];
        for (int kept = runes.Length - 1; kept > 0; kept--)
        {
            int head = kept / 3;
            string shorter = string.Concat(runes[..head]) + "…" + string.Concat(runes[(runes.Length - (kept - head))..]);
            if (Of(shorter, fontSize) <= width)
                return shorter;
        }

        return "";
    }

    private static double Ems(Rune rune) => rune.Value switch
    {
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or ' ' => 0.34,
        'f' or 't' or 'r' or '(' or ')' or '[' or ']' or '/' or '-' => 0.42,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '…' => 0.98,
        >= 'A' and <= 'Z' => 0.72,
        >= '0' and <= '9' => 0.64,
        >= 0x1100 => 1.05, // as wide as high: Korean, Chinese, Japanese, pictures
        _ => 0.64,
    };
}
