using System.Text.RegularExpressions;

namespace Lucid.Cli.Terminal;

/// <summary>Colours beside words that mean the same without them, on terminals only.</summary>
internal static partial class Colours
{
    private const string Red = "\u001b[1;31m", Yellow = "\u001b[1;33m", Blue = "\u001b[1;34m", None = "\u001b[0m";

    /// <summary>A diagnostic, with or without its line of the source.</summary>
    public static string Diagnostic(string text, TerminalAbility terminal)
    {
        if (!terminal.HasColour) return text;
        text = Severity().Replace(text, match => (match.Value.StartsWith("error", StringComparison.Ordinal) ? Red : match.Value.StartsWith("warning", StringComparison.Ordinal) ? Yellow : Blue) + match.Value + None);
        return Carets().Replace(text, $"$1{Red}$2{None}");
    }

    /// <summary>A line of a difference, whose sign says the same.</summary>
    public static string Difference(string line, TerminalAbility terminal) => !terminal.HasColour ? line : line[0] switch
    {
        '-' => "\u001b[31m" + line + None,
        '+' => "\u001b[32m" + line + None,
        '@' => "\u001b[36m" + line + None,
        _ => line,
    };

    [GeneratedRegex(@"\b(error|warning|note) LUC\d{4}")]
    private static partial Regex Severity();

    [GeneratedRegex(@"^( +\| +)(\^+)$", RegexOptions.Multiline)]
    private static partial Regex Carets();
}
