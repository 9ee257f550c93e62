using System.Collections.Frozen;

namespace Lucid.Language.Syntax;

/// <summary>How tokens are written, and what messages call them.</summary>
internal static class TokenWords
{
    /// <summary>Words with a meaning of their own.</summary>
    public static FrozenDictionary<string, TokenKind> Keywords { get; } = new Dictionary<string, TokenKind>(StringComparer.Ordinal)
    {
        ["for"] = TokenKind.For, ["in"] = TokenKind.In, ["return"] = TokenKind.Return, ["None"] = TokenKind.None, ["model"] = TokenKind.Model,
        ["block"] = TokenKind.Block, ["output"] = TokenKind.Output, ["weight"] = TokenKind.Weight, ["weights"] = TokenKind.Weights,
        ["const"] = TokenKind.Const, ["require"] = TokenKind.Require, ["as"] = TokenKind.As, ["at"] = TokenKind.At,
        ["True"] = TokenKind.True, ["False"] = TokenKind.False,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Signs, longer ones before those they begin with.</summary>
    public static IReadOnlyList<(string Text, TokenKind Kind)> Signs { get; } =
    [
        ("...", TokenKind.Ellipsis), ("->", TokenKind.Arrow), ("//", TokenKind.DoubleSlash), ("**", TokenKind.DoubleStar), ("<=", TokenKind.LessOrEqual),
        (">=", TokenKind.GreaterOrEqual), ("==", TokenKind.Equal), ("!=", TokenKind.NotEqual), ("(", TokenKind.OpenParenthesis), (")", TokenKind.CloseParenthesis),
        ("[", TokenKind.OpenBracket), ("]", TokenKind.CloseBracket), ("{", TokenKind.OpenBrace), ("}", TokenKind.CloseBrace), (",", TokenKind.Comma),
        (":", TokenKind.Colon), (".", TokenKind.Dot), ("=", TokenKind.Assign), ("+", TokenKind.Plus), ("-", TokenKind.Minus), ("*", TokenKind.Star),
        ("/", TokenKind.Slash), ("%", TokenKind.Percent), ("@", TokenKind.AtSign), ("<", TokenKind.Less), (">", TokenKind.Greater),
    ];

    /// <summary>For messages: what was expected.</summary>
    public static string Describe(TokenKind kind) => kind switch
    {
        TokenKind.End => "the end of the file",
        TokenKind.NewLine => "the end of the line",
        TokenKind.Name => "a name",
        TokenKind.Integer or TokenKind.Real => "a number",
        TokenKind.Text => "a text in quotes",
        TokenKind.OpenHole => "'{'",
        TokenKind.CloseHole => "'}'",
        _ => $"'{Keywords.FirstOrDefault(word => word.Value == kind).Key ?? Signs.First(sign => sign.Kind == kind).Text}'",
    };

    /// <summary>Whether a statement that ends in such a token goes on in the next line.</summary>
    public static bool Continues(TokenKind kind) =>
        kind is TokenKind.NewLine or TokenKind.Comma or TokenKind.Colon or TokenKind.OpenBrace or (>= TokenKind.Arrow and <= TokenKind.NotEqual);

    /// <summary>Whether a line that begins at a token goes on with the statement before it: an arrow, or the names that a converted model gives.</summary>
    public static bool GoesOn(IReadOnlyList<Token> tokens, int i)
    {
        while (tokens[i].Kind is TokenKind.NewLine or TokenKind.Comment) i++;
        return tokens[i].Kind == TokenKind.Arrow || (tokens[i].Kind == TokenKind.As && tokens[i + 1].Kind == TokenKind.Text);
    }

    /// <summary>Words that are never names; the others are, where no statement begins with them.</summary>
    public static bool IsReserved(string word) => Keywords.TryGetValue(word, out TokenKind kind) && kind is not (>= TokenKind.Model and <= TokenKind.At);

    /// <summary>The bracket that closes one.</summary>
    public static TokenKind? Closer(TokenKind kind) => kind switch
    {
        TokenKind.OpenParenthesis => TokenKind.CloseParenthesis,
        TokenKind.OpenBracket => TokenKind.CloseBracket,
        TokenKind.OpenBrace => TokenKind.CloseBrace,
        TokenKind.OpenHole => TokenKind.CloseHole,
        _ => null,
    };
}
