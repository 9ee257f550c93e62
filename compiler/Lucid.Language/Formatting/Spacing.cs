using System.Text;

using Lucid.Language.Syntax;

namespace Lucid.Language.Formatting;

/// <summary>Tokens in one line: where blanks stand between them.</summary>
internal static class Spacing
{
    /// <summary>The tokens in a line, comments left out.</summary>
    /// <param name="elements">The tokens.</param>
    /// <param name="within">The bracket that they stand in, where that is broken into lines.</param>
    public static string Line(IReadOnlyList<LayoutElement> elements, Bracket within = Bracket.None)
    {
        StringBuilder line = new();
        Stack<Bracket> open = new([within]);
        Token? before = null;
        bool unary = false;
        foreach (LayoutElement element in elements)
        {
            if (element.IsComment) continue;
            Token token = element.Token;
            if (before is not null && IsApart(before, token, open.TryPeek(out Bracket bracket) ? bracket : within, unary)) line.Append(' ');
            line.Append(token.Text);
            unary = token.Kind is TokenKind.Minus or TokenKind.Plus && (before is null || !EndsOperand(before));
            switch (token.Kind)
            {
                case TokenKind.OpenParenthesis or TokenKind.OpenBracket or TokenKind.OpenHole:
                    open.Push(Of(token, before));
                    break;
                case TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseHole:
                    open.TryPop(out _);
                    break;
            }

            before = token;
        }

        return line.ToString();
    }

    /// <summary>What a bracket encloses, after a token.</summary>
    public static Bracket Of(Token opening, Token? before) => opening.Kind switch
    {
        TokenKind.OpenParenthesis => Bracket.Parenthesis,
        TokenKind.OpenHole => Bracket.Hole,
        _ => before is not null && EndsOperand(before) ? Bracket.Index : Bracket.List,
    };

    /// <summary>Whether an operand ends with a token, so that a minus after it subtracts and a parenthesis after it calls.</summary>
    public static bool EndsOperand(Token token) =>
        token.IsName || token.Kind is TokenKind.Integer or TokenKind.Real or TokenKind.Text or TokenKind.True or TokenKind.False or TokenKind.None
            or TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseHole or TokenKind.Ellipsis;

    private static bool IsApart(Token before, Token token, Bracket within, bool unary)
    {
        TokenKind kind = token.Kind;
        if (before.Kind is TokenKind.OpenParenthesis or TokenKind.OpenBracket or TokenKind.OpenHole or TokenKind.Dot || unary) return false;
        if (kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseHole or TokenKind.Comma or TokenKind.Dot) return false;
        // A part of a layer's name: up{i}, {i}_a
        if (kind == TokenKind.OpenHole) return !token.IsAttached;
        if (before.Kind == TokenKind.CloseHole && token.IsAttached) return false;
        // Slices have no blanks, nor has file:line.
        if (kind == TokenKind.Colon) return false;
        if (before.Kind == TokenKind.Colon) return within != Bracket.Index && kind != TokenKind.Integer;
        if (kind == TokenKind.Assign || before.Kind == TokenKind.Assign) return within != Bracket.Parenthesis;
        if (kind == TokenKind.DoubleStar || before.Kind == TokenKind.DoubleStar) return false;
        // Extents are short: 2*h
        if (within == Bracket.Index && (IsProduct(kind) || IsProduct(before.Kind))) return false;
        if (kind is TokenKind.OpenParenthesis or TokenKind.OpenBracket) return !EndsOperand(before) || before.Kind is TokenKind.Integer or TokenKind.Real;
        return true;
    }

    private static bool IsProduct(TokenKind kind) => kind is TokenKind.Star or TokenKind.DoubleSlash or TokenKind.Slash or TokenKind.Percent;
}
