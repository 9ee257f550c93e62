using System.Text.RegularExpressions;

namespace Lucid.Tools.Tests.Cli.Documentation;

/// <summary>What a page says that a command prints: <c>…</c> within a line is any text, alone on a line any lines.</summary>
internal static class OutputPattern
{
    public static bool Fits(string expected, string got)
    {
        string pattern = string.Concat(expected.TrimEnd('\n').Split('\n').Select(line => line.Trim() == "…" ? "(.*\n)*" : $"{string.Join(".*", line.TrimEnd().Split('…').Select(Regex.Escape))}\n"));
        string text = string.Concat(got.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd() + "\n"));
        return Regex.IsMatch(text, $@"\A{pattern}\z");
    }
}
