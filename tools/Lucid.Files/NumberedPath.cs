using System.Globalization;
using System.Text.RegularExpressions;

namespace Lucid.Files;

/// <summary>A path with a place for a number, <c>%d</c> or with leading zeros <c>%03d</c>: one file for each entry of a batch, counted from 0.</summary>
public static partial class NumberedPath
{
    /// <summary>Whether the path has a place for a number.</summary>
    public static bool IsNumbered(string path) => Place().IsMatch(path);

    /// <summary>The path with <paramref name="number"/> at its place.</summary>
    public static string At(string path, int number) =>
        Place().Replace(path, match => number.ToString("D" + match.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex("%0?([0-9]?)d")]
    private static partial Regex Place();
}
