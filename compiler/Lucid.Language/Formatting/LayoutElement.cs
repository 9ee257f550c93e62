using Lucid.Language.Syntax;

namespace Lucid.Language.Formatting;

/// <summary>A token of a statement, or a comment within it.</summary>
/// <param name="Token">The token; of a comment, its text.</param>
/// <param name="StartsLine">Whether it is the first of its line in the source.</param>
internal sealed record LayoutElement(Token Token, bool StartsLine)
{
    public bool IsComment => Token.Kind == TokenKind.Comment;

    public TokenKind Kind => Token.Kind;
}
