using Sprache;

namespace Lucid.Language.Syntax;

/// <summary>
/// Parsers over tokens from which the grammar is made. Every choice is decided by the next token: nothing is read twice, so that a mistake
/// deep within brackets costs no more than any other, and what is reported is where reading stopped.
/// </summary>
internal static class Tokens
{
    /// <summary>The token here, whatever it is.</summary>
    public static Token Here(this IInput input) => ((TokenInput)input).Token;

    /// <summary>A token of a kind.</summary>
    public static Parser<Token> Of(TokenKind kind) => Where(token => token.Kind == kind, TokenWords.Describe(kind));

    /// <summary>A token with a property.</summary>
    public static Parser<Token> Where(Func<Token, bool> accepts, string expected) => input => accepts(input.Here())
        ? Result.Success(input.Here(), input.Advance())
        : Result.Failure<Token>(input, string.Empty, [expected]);

    /// <summary>A name; words that begin statements are names elsewhere.</summary>
    public static Parser<Token> Name(string expected = "a name") => Where(token => token.IsName, expected);

    /// <summary>The parser that the next token asks for.</summary>
    public static Parser<T> Choose<T>(string expected, params (Func<Token, bool> If, Parser<T> Then)[] choices) => input =>
    {
        foreach ((Func<Token, bool> accepts, Parser<T> then) in choices)
        {
            if (accepts(input.Here())) return then(input);
        }

        return Result.Failure<T>(input, string.Empty, [expected]);
    };

    /// <summary>What a kind of token begins, or null where another token stands.</summary>
    public static Parser<T?> Optionally<T>(TokenKind kind, Parser<T> then)
        where T : class =>
        input => input.Here().Kind == kind ? then(input) : Result.Success<T?>(null, input);

    /// <summary>Parsers of what follows for as long as the next token asks for one.</summary>
    public static Parser<IReadOnlyList<T>> While<T>(Func<Token, bool> accepts, Parser<T> item) => input =>
    {
        List<T> items = [];
        while (accepts(input.Here()))
        {
            IResult<T> result = item(input);
            if (!result.WasSuccessful) return Failed<IReadOnlyList<T>, T>(result);
            items.Add(result.Value);
            input = result.Remainder;
        }

        return Result.Success<IReadOnlyList<T>>(items, input);
    };

    /// <summary>Items with commas between them up to, and with, a closing token. One more comma may stand at the end.</summary>
    public static Parser<(IReadOnlyList<T> Items, bool TrailingComma)> ListUntil<T>(TokenKind close, Parser<T> item) => input =>
    {
        List<T> items = [];
        bool comma = true;
        while (input.Here().Kind != close)
        {
            if (!comma) return Result.Failure<(IReadOnlyList<T>, bool)>(input, string.Empty, ["','", TokenWords.Describe(close)]);
            IResult<T> result = item(input);
            if (!result.WasSuccessful) return Failed<(IReadOnlyList<T>, bool), T>(result);
            items.Add(result.Value);
            input = result.Remainder;
            comma = input.Here().Kind == TokenKind.Comma;
            if (comma) input = input.Advance();
        }

        return Result.Success<(IReadOnlyList<T>, bool)>((items, comma && items.Count > 0), input.Advance());
    };

    private static IResult<T> Failed<T, TFrom>(IResult<TFrom> result) => Result.Failure<T>(result.Remainder, result.Message, result.Expectations);
}
