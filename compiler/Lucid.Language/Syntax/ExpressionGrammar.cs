using System.Globalization;

using Lucid.Model;

using Sprache;

namespace Lucid.Language.Syntax;

/// <summary>The grammar of expressions, as <c>spec/language.md</c> writes it, over tokens.</summary>
internal sealed class ExpressionGrammar
{
    private static readonly Func<Token, bool>[] Ranks =
    [
        token => token.Kind is TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual or TokenKind.Equal or TokenKind.NotEqual,
        token => token.Kind is TokenKind.Plus or TokenKind.Minus,
        token => token.Kind is TokenKind.Star or TokenKind.Slash or TokenKind.DoubleSlash or TokenKind.Percent or TokenKind.AtSign,
    ];

    private readonly string _fileName;

    public ExpressionGrammar(string fileName)
    {
        _fileName = fileName;
        // expression := comparison {"->" stage}
        Expression = from first in Parse.Ref(() => Rank(0)!)
                     from stages in Tokens.While(token => token.Kind == TokenKind.Arrow, Tokens.Of(TokenKind.Arrow).Then(_ => Stage!))
                     select stages.Count == 0 ? first : new ChainExpression(first, stages);
        // result := [label ":"] expression [origin]: where a value gets a name
        Result = Parse.Ref(() => Labelled(Expression));
        Type = from element in Tokens.Where(token => token.Kind == TokenKind.Name, "an element type, as f32")
               from open in Tokens.Of(TokenKind.OpenBracket)
               from extents in Tokens.ListUntil(TokenKind.CloseBracket, Expression)
               select new TypeSyntax(element.Value, extents.Items, At(element));
        Origin = from start in Tokens.Of(TokenKind.As)
                 from node in Tokens.Of(TokenKind.Text)
                 from value in Tokens.Optionally(TokenKind.Colon, Tokens.Of(TokenKind.Colon).Then(_ => Tokens.Of(TokenKind.Text)))
                 select Tuple.Create(node.Value, value?.Value);
        Stage = Labelled(Parse.Ref(() => Postfix!));
        Postfix = input => ParsePostfix(input);
    }

    /// <summary>Any expression.</summary>
    public Parser<Expression> Expression { get; }

    /// <summary>An expression that may begin with a label.</summary>
    public Parser<Expression> Result { get; }

    /// <summary>A tensor type.</summary>
    public Parser<TypeSyntax> Type { get; }

    private Parser<Expression> Stage { get; }

    private Parser<Expression> Postfix { get; }

    private Parser<Tuple<string, string?>> Origin { get; }

    public SourceSpan At(Token token) => new(_fileName, token.Line, token.Column);

    private Parser<Expression> Labelled(Parser<Expression> named) => input =>
    {
        LabelSyntax? label = null;
        if (StartsLabel((TokenInput)input))
        {
            IResult<LabelSyntax> read = Label()(input);
            if (!read.WasSuccessful) return Sprache.Result.Failure<Expression>(read.Remainder, read.Message, read.Expectations);
            (label, input) = (read.Value, read.Remainder);
        }

        IResult<Expression> target = named(input);
        if (!target.WasSuccessful) return target;
        IResult<Tuple<string, string?>?> origin = Tokens.Optionally(TokenKind.As, Origin)(target.Remainder);
        if (!origin.WasSuccessful) return Sprache.Result.Failure<Expression>(origin.Remainder, origin.Message, origin.Expectations);
        Expression value = label is null && origin.Value is null
            ? target.Value
            : new NamedExpression(label, target.Value, origin.Value?.Item1, origin.Value?.Item2, label?.Span ?? target.Value.Span);
        return Sprache.Result.Success(value, origin.Remainder);
    };

    // A label is a path, name.name.{i}.0 or a text, before a colon. The colon tells, however long the path.
    private static bool StartsLabel(TokenInput input)
    {
        if (input.Token.Kind == TokenKind.Text) return input.Following.Kind == TokenKind.Colon;
        if (input.Token.Kind == TokenKind.OpenHole) return true;
        if (!input.Token.IsName && input.Token.Kind != TokenKind.Integer) return false;
        if (input.Following.Kind == TokenKind.Colon) return true;
        int depth = 0;
        for (IInput at = input.Advance(); ; at = at.Advance())
        {
            TokenKind kind = at.Here().Kind;
            if (kind == TokenKind.OpenHole) depth++;
            else if (kind == TokenKind.CloseHole) depth--;
            else if (depth == 0 && kind is not (TokenKind.Dot or TokenKind.Integer) && !at.Here().IsName) return kind == TokenKind.Colon;
            else if (kind is TokenKind.End or TokenKind.NewLine) return false;
        }
    }

    private Parser<LabelSyntax> Label()
    {
        Parser<LabelPart> part = Tokens.Choose("a name", (token => token.Kind == TokenKind.OpenHole,
                from open in Tokens.Of(TokenKind.OpenHole)
                from value in Expression
                from close in Tokens.Of(TokenKind.CloseHole)
                select new LabelPart(null, value)),
            (_ => true, Tokens.Where(token => token.IsName || token.Kind is TokenKind.Integer or TokenKind.Text, "a name").Select(token => new LabelPart(token.Value, null))));
        return from start in Peek
               from first in part
               from rest in Tokens.While(token => token.Kind is TokenKind.Dot or TokenKind.OpenHole || token.IsAttached && (token.IsName || token.Kind == TokenKind.Integer), NextPart(part))
               from colon in Tokens.Of(TokenKind.Colon)
               select new LabelSyntax([first, .. rest.SelectMany(parts => parts)], At(start));
    }

    private static Parser<LabelPart[]> NextPart(Parser<LabelPart> part) => input => input.Here().Kind == TokenKind.Dot
        ? part.Select(next => new[] { new LabelPart(".", null), next })(input.Advance())
        : part.Select(next => new[] { next })(input);

    private static Parser<Token> Peek => input => Sprache.Result.Success(input.Here(), input);

    // rank 0: comparison, 1: sum, 2: product; then sign, power, postfix
    private Parser<Expression> Rank(int rank) => rank == Ranks.Length ? Sign :
        from first in Parse.Ref(() => Rank(rank + 1))
        from rest in Tokens.While(Ranks[rank],
            from sign in Tokens.Where(Ranks[rank], "an operator")
            from operand in Parse.Ref(() => Rank(rank + 1))
            select new OperatorTerm(sign, At(sign), operand))
        select rest.Count == 0 ? first : new OperatorExpression(first, rest);

    // sign := {"+" | "-"} power: as many as there are, one after another, not within each other
    private Parser<Expression> Sign =>
        from signs in Tokens.While(token => token.Kind is TokenKind.Plus or TokenKind.Minus, Tokens.Where(_ => true, "a sign"))
        from value in Power
        select signs.Count == 0 ? value : new SignExpression(signs.Count(sign => sign.Kind == TokenKind.Minus) % 2 == 1, value, At(signs[0]));

    // power := postfix ["**" {"-"} postfix]
    private Parser<Expression> Power =>
        from value in Postfix
        from exponent in Tokens.Optionally(TokenKind.DoubleStar,
            from sign in Tokens.Of(TokenKind.DoubleStar)
            from minus in Tokens.Optionally(TokenKind.Minus, Tokens.Of(TokenKind.Minus))
            from operand in Postfix
            select new OperatorTerm(sign, At(sign), minus is null ? operand : new SignExpression(true, operand, At(minus))))
        select exponent is null ? value : new OperatorExpression(value, [exponent]);

    // postfix := primary {"." name | "(" arguments ")" | "[" index "]"}
    private IResult<Expression> ParsePostfix(IInput input)
    {
        IResult<Expression> result = Primary(input);
        for (int length = 0; result.WasSuccessful; length++)
        {
            Token next = result.Remainder.Here();
            if (next.Kind is not (TokenKind.Dot or TokenKind.OpenParenthesis or TokenKind.OpenBracket)) break;
            if (length == SourceLimits.Nesting) return Sprache.Result.Failure<Expression>(result.Remainder, string.Empty, [$"at most {SourceLimits.Nesting} calls in a row"]);
            Expression target = result.Value;
            Parser<Expression> rest = next.Kind switch
            {
                TokenKind.Dot => Tokens.Name().Select(name => (Expression)new MemberExpression(target, name.Value, At(name))),
                TokenKind.OpenParenthesis => Tokens.ListUntil(TokenKind.CloseParenthesis, Argument).Select(list => (Expression)new CallExpression(target, list.Items, SpanOfCall(target))),
                _ => Tokens.ListUntil(TokenKind.CloseBracket, IndexItem).Select(list => (Expression)new IndexExpression(target, list.Items, target.Span)),
            };
            result = rest(result.Remainder.Advance());
        }

        return result;
    }

    private static SourceSpan SpanOfCall(Expression target) => target is MemberExpression member ? member.MemberSpan : target.Span;

    private Parser<ArgumentSyntax> Argument => input =>
    {
        TokenInput here = (TokenInput)input;
        if (here.Token.IsName && here.Following.Kind == TokenKind.Assign)
            return Result.Select(value => new ArgumentSyntax(here.Token.Value, value, At(here.Token)))(input.Advance().Advance());
        return Result.Select(value => new ArgumentSyntax(null, value, value.Span))(input);
    };

    // index := "..." | [expression] [":" [expression] [":" [expression]]]
    private Parser<Expression> IndexItem => input =>
    {
        Token start = input.Here();
        if (start.Kind == TokenKind.Ellipsis) return Sprache.Result.Success<Expression>(new EllipsisExpression(At(start)), input.Advance());
        if (start.Kind != TokenKind.Colon)
        {
            IResult<Expression> first = Expression(input);
            if (!first.WasSuccessful || first.Remainder.Here().Kind != TokenKind.Colon) return first;
            return RangeAfter(first.Value, At(start))(first.Remainder);
        }

        return RangeAfter(null, At(start))(input);
    };

    private Parser<Expression> RangeAfter(Expression? first, SourceSpan span) =>
        from colon in Tokens.Of(TokenKind.Colon)
        from stop in Bound
        from step in Tokens.Optionally(TokenKind.Colon, Tokens.Of(TokenKind.Colon).Then(_ => Bound.Select(bound => Tuple.Create(bound))))
        select new RangeExpression(first, stop, step?.Item1, span);

    private Parser<Expression?> Bound => input => input.Here().Kind is TokenKind.Colon or TokenKind.Comma or TokenKind.CloseBracket
        ? Sprache.Result.Success<Expression?>(null, input)
        : Expression(input);

    private Parser<Expression> Primary => Tokens.Choose(
        "a value",
        (token => token.IsName, Tokens.Name().Select(token => (Expression)new NameExpression(token.Value, At(token)))),
        (token => token.Kind == TokenKind.Integer, Tokens.Of(TokenKind.Integer).Select(token => (Expression)new IntegerExpression(
            long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0, At(token)))),
        (token => token.Kind == TokenKind.Real, Tokens.Of(TokenKind.Real).Select(token => (Expression)new RealExpression(
            double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture), At(token)))),
        (token => token.Kind == TokenKind.Text, Tokens.Of(TokenKind.Text).Select(token => (Expression)new TextExpression(token.Value, At(token)))),
        (token => token.Kind is TokenKind.True or TokenKind.False, Tokens.Where(_ => true, "").Select(token => (Expression)new TruthExpression(token.Kind == TokenKind.True, At(token)))),
        (token => token.Kind == TokenKind.None, Tokens.Of(TokenKind.None).Select(token => (Expression)new NoneExpression(At(token)))),
        (token => token.Kind == TokenKind.OpenParenthesis, Enclosed(TokenKind.OpenParenthesis, TokenKind.CloseParenthesis)),
        (token => token.Kind == TokenKind.OpenBracket, Enclosed(TokenKind.OpenBracket, TokenKind.CloseBracket)));

    // (a) is a; (a,), (a, b) and [a] are lists
    private Parser<Expression> Enclosed(TokenKind opening, TokenKind closing) =>
        from open in Tokens.Of(opening)
        from items in Tokens.ListUntil(closing, Result)
        select opening == TokenKind.OpenParenthesis && items.Items.Count == 1 && !items.TrailingComma ? items.Items[0] : new ListExpression(items.Items, At(open));
}
