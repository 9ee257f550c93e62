namespace Lucid.Language.Syntax;

/// <summary>A word of a source, with its place.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it stands in the source.</param>
/// <param name="Value">A name without its quotes, a text without quotes and escapes; else as <paramref name="Text"/>.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
internal sealed record Token(TokenKind Kind, string Text, string Value, int Line, int Column)
{
    /// <summary>Whether it follows what is before it without a blank.</summary>
    public bool IsAttached { get; init; }

    /// <summary>For messages: <c>'->'</c>, <c>the end of the line</c>.</summary>
    public string Shown => Kind switch
    {
        TokenKind.End => "the end of the file",
        TokenKind.NewLine => "the end of the line",
        _ => Text.Length <= 40 ? $"'{Text}'" : $"'{Text[..40]}…'",
    };

    /// <summary>Whether it can be a name: words are, where no statement begins with them.</summary>
    public bool IsName => Kind is TokenKind.Name or (>= TokenKind.Model and <= TokenKind.At);
}
