namespace Lucid.Language.Syntax;

/// <summary>What a token is. The grammar reads a text whose characters are these kinds.</summary>
internal enum TokenKind : ushort
{
    End, NewLine, Comment, Bad,
    Name, Integer, Real, Text,

    // Words. All but the first four are names wherever no statement begins.
    For, In, Return, None,
    Model, Block, Output, Weight, Weights, Const, Require, As, At, True, False,

    OpenParenthesis, CloseParenthesis, OpenBracket, CloseBracket, OpenBrace, CloseBrace, OpenHole, CloseHole,
    Comma, Colon, Dot, Ellipsis, Arrow, Assign,
    Plus, Minus, Star, Slash, DoubleSlash, Percent, DoubleStar, AtSign,
    Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual,
}
