using Sprache;

namespace Lucid.Language.Syntax;

/// <summary>Tokens as Sprache's input: a text whose characters are their kinds. It stands on the last token, the end, and never passes it.</summary>
internal sealed class TokenInput(Token[] tokens, int position) : IInput
{
    private Dictionary<object, object>? _memos;

    /// <summary>The token here.</summary>
    public Token Token => tokens[position];

    /// <summary>The token after it.</summary>
    public Token Following => tokens[Math.Min(position + 1, tokens.Length - 1)];

    public string Source => string.Empty;

    public char Current => (char)Token.Kind;

    public bool AtEnd => Token.Kind == TokenKind.End;

    public int Position => position;

    public int Line => Token.Line;

    public int Column => Token.Column;

    public IDictionary<object, object> Memos => _memos ??= [];

    public IInput Advance() => AtEnd ? this : new TokenInput(tokens, position + 1);

    public bool Equals(IInput? other) => other is TokenInput && other.Position == position;

    public override bool Equals(object? obj) => Equals(obj as IInput);

    public override int GetHashCode() => position;
}
