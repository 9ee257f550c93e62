namespace Lucid.Cli.Terminal;

/// <summary>What is behind a stream. Where it is no terminal, the text is UTF-8 without any control: that is what scripts read.</summary>
/// <param name="IsTerminal">Whether somebody watches.</param>
/// <param name="HasUnicode">Whether it shows more than ASCII.</param>
/// <param name="HasControls">Whether it can go back in a line.</param>
/// <param name="HasColour">Whether it shows colours and its user wants them.</param>
internal readonly record struct TerminalAbility(bool IsTerminal, bool HasUnicode, bool HasControls, bool HasColour)
{
    /// <summary>A file or a pipe.</summary>
    public static TerminalAbility None { get; } = new(false, HasUnicode: true, false, false);

    /// <summary>What the environment says of a stream: <c>TERM</c>, the locale, and <c>NO_COLOR</c> (no-color.org).</summary>
    public static TerminalAbility Of(bool isTerminal, bool isWindows, Func<string, string?> variable)
    {
        if (!isTerminal) return None;
        string term = variable("TERM") ?? "";
        bool controls = term != "dumb" && (isWindows || term.Length > 0);
        bool unicode = term != "dumb" && (isWindows || IsUtf8(variable));
        return new(true, unicode, controls, controls && string.IsNullOrEmpty(variable("NO_COLOR")));
    }

    private static readonly string[] LocaleVariables = ["LC_ALL", "LC_CTYPE", "LANG"];

    // POSIX: the first of the three that is not empty says the character set.
    private static bool IsUtf8(Func<string, string?> variable)
    {
        string locale = LocaleVariables.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";
        return locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
    }
}
