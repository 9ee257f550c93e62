using System.Globalization;

using Lucid.Model;

using Sprache;

namespace Lucid.Language.Syntax;

/// <summary>The grammar of statements without their bodies, which <see cref="SourceParser"/> reads line by line.</summary>
internal sealed class StatementGrammar
{
    private readonly ExpressionGrammar _expressions;

    public StatementGrammar(string fileName)
    {
        _expressions = new ExpressionGrammar(fileName);
        ModelHead = from start in Tokens.Of(TokenKind.Model)
                    from name in Tokens.Where(token => token.IsName || token.Kind == TokenKind.Text, "the model's name")
                    from open in Tokens.Of(TokenKind.OpenParenthesis)
                    from inputs in Tokens.ListUntil(TokenKind.CloseParenthesis, ModelInput)
                    from brace in Tokens.Of(TokenKind.OpenBrace)
                    select new ModelSyntax(name.Value, inputs.Items, [], At(name));
        BlockHead = from start in Tokens.Of(TokenKind.Block)
                    from name in Tokens.Name("the block's name")
                    from open in Tokens.Of(TokenKind.OpenParenthesis)
                    from parameters in Tokens.ListUntil(TokenKind.CloseParenthesis, Parameter)
                    from second in Tokens.Where(token => token.Kind == TokenKind.OpenParenthesis, "'(' and the block's inputs, as: block NAME(parameters)(x)")
                    from inputs in Tokens.ListUntil(TokenKind.CloseParenthesis, Tokens.Name("an input's name").Select(token => new InputSyntax(token.Value, null, At(token))))
                    from brace in Tokens.Of(TokenKind.OpenBrace)
                    select new BlockSyntax(name.Value, parameters.Items, inputs.Items, [], At(name));
        ForHead = from start in Tokens.Of(TokenKind.For)
                  from variable in Targets
                  from within in Tokens.Of(TokenKind.In)
                  from list in _expressions.Expression
                  from brace in Tokens.Of(TokenKind.OpenBrace)
                  select new ForStatement(variable, list, [], At(start));
        Line = Tokens.Choose(
            "a statement",
            (token => token.Kind == TokenKind.Return, Return),
            (token => token.Kind == TokenKind.Output, Keyword(Output)),
            (token => token.Kind == TokenKind.Weight, Keyword(Weight)),
            (token => token.Kind == TokenKind.Weights, Keyword(Weights)),
            (token => token.Kind == TokenKind.Const, Keyword(Const)),
            (token => token.Kind == TokenKind.Require, Keyword(Require)),
            (_ => true, Assign));
    }

    /// <summary>From <c>model</c> to its brace.</summary>
    public Parser<ModelSyntax> ModelHead { get; }

    /// <summary>From <c>block</c> to its brace.</summary>
    public Parser<BlockSyntax> BlockHead { get; }

    /// <summary>From <c>for</c> to its brace.</summary>
    public Parser<ForStatement> ForHead { get; }

    /// <summary>A statement without a body.</summary>
    public Parser<Statement> Line { get; }

    private SourceSpan At(Token token) => _expressions.At(token);

    private Parser<InputSyntax> ModelInput =>
        from name in Tokens.Name("an input's name")
        from colon in Tokens.Where(token => token.Kind == TokenKind.Colon, "':' and the input's type, as x: f32[N, 3, h, w]")
        from type in _expressions.Type
        select new InputSyntax(name.Value, type, At(name));

    private Parser<ParameterSyntax> Parameter =>
        from name in Tokens.Name("a parameter's name")
        from value in Tokens.Optionally(TokenKind.Assign, Tokens.Of(TokenKind.Assign).Then(_ => _expressions.Expression))
        select new ParameterSyntax(name.Value, value, At(name));

    // targets := target {"," target}; target := name | "(" targets ")"
    private Parser<Pattern> Targets => input =>
    {
        IResult<Pattern> first = Target(input);
        if (!first.WasSuccessful || first.Remainder.Here().Kind != TokenKind.Comma) return first;
        return Tokens.While(token => token.Kind == TokenKind.Comma, Tokens.Of(TokenKind.Comma).Then(_ => Target))
            .Select(rest => (Pattern)new ListPattern([first.Value, .. rest], first.Value.Span))(first.Remainder);
    };

    private Parser<Pattern> Target => Tokens.Choose(
        "a name",
        (token => token.Kind == TokenKind.OpenParenthesis,
            from open in Tokens.Of(TokenKind.OpenParenthesis)
            from items in Tokens.ListUntil(TokenKind.CloseParenthesis, Parse.Ref(() => Target))
            select (Pattern)new ListPattern(items.Items, At(open))),
        (token => token.IsName, Tokens.Name().Select(token => (Pattern)new NamePattern(token.Value, At(token)))));

    private Parser<Statement> Return =>
        from start in Tokens.Of(TokenKind.Return)
        from value in Values
        select new ReturnStatement(value, At(start));

    private Parser<Statement> Output =>
        from start in Tokens.Of(TokenKind.Output)
        from name in Tokens.Name("the output's name")
        from others in Tokens.While(token => token.Kind == TokenKind.Comma, Tokens.Of(TokenKind.Comma).Then(_ => Tokens.Name("an output's name")))
        from value in Tokens.Optionally(TokenKind.Assign, Tokens.Of(TokenKind.Assign).Then(_ => others.Count == 0 ? _expressions.Result : Values))
        select new OutputStatement([.. others.Prepend(name).Select(each => new NamePattern(each.Value, At(each)))], value, At(name));

    private Parser<Statement> Weight =>
        from start in Tokens.Of(TokenKind.Weight)
        from name in Tokens.Name("the weight's name")
        from colon in Tokens.Where(token => token.Kind == TokenKind.Colon, "':' and the weight's type, as w: f32[64, 3, 3, 3]")
        from type in _expressions.Type
        from state in Tokens.Optionally(TokenKind.Assign, Tokens.Of(TokenKind.Assign).Then(_ => Tokens.Of(TokenKind.Text)))
        select new WeightStatement(name.Value, type, state?.Value, At(name));

    private Parser<Statement> Weights =>
        from start in Tokens.Of(TokenKind.Weights)
        from file in Tokens.Of(TokenKind.Text)
        select new WeightsStatement(file.Value, At(file));

    private Parser<Statement> Const =>
        from start in Tokens.Of(TokenKind.Const)
        from name in Tokens.Name("the constant's name")
        from colon in Tokens.Where(token => token.Kind == TokenKind.Colon, "':' and the constant's type, as k: f32[2]")
        from type in _expressions.Type
        from sign in Tokens.Of(TokenKind.Assign)
        from value in _expressions.Expression
        select new ConstStatement(name.Value, type, value, At(name));

    private Parser<Statement> Require =>
        from start in Tokens.Of(TokenKind.Require)
        from condition in _expressions.Expression
        from message in Tokens.Optionally(TokenKind.Comma, Tokens.Of(TokenKind.Comma).Then(_ => Tokens.Of(TokenKind.Text)))
        from origin in Tokens.Optionally(TokenKind.At, Origin)
        select new RequireStatement(condition, message?.Value, origin?.Item1, At(start));

    // at "file" [":" line [":" column]]
    private static Parser<Tuple<SourceSpan>> Origin =>
        from at in Tokens.Of(TokenKind.At)
        from file in Tokens.Of(TokenKind.Text)
        from numbers in Tokens.While(token => token.Kind == TokenKind.Colon, Tokens.Of(TokenKind.Colon).Then(_ => Tokens.Of(TokenKind.Integer)))
        select Tuple.Create(new SourceSpan(file.Value, Number(numbers, 0), Number(numbers, 1)));

    private static int Number(IReadOnlyList<Token> numbers, int i) =>
        i < numbers.Count && int.TryParse(numbers[i].Text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : 0;

    // values := result {"," result}: several make a list
    private Parser<Expression> Values =>
        from first in _expressions.Result
        from rest in Tokens.While(token => token.Kind == TokenKind.Comma, Tokens.Of(TokenKind.Comma).Then(_ => _expressions.Result))
        select rest.Count == 0 ? first : new ListExpression([first, .. rest], first.Span);

    private Parser<Statement> Assign => input =>
    {
        if (!IsAssignment((TokenInput)input)) return _expressions.Result.Select(value => (Statement)new ExpressionStatement(value))(input);
        return (from target in Targets
                from sign in Tokens.Of(TokenKind.Assign)
                from value in Values
                select (Statement)new AssignStatement(target, value, target.Span))(input);
    };

    // A word that begins a statement is a name where it is given a value.
    private Parser<Statement> Keyword(Parser<Statement> statement) => input => IsAssignment((TokenInput)input) ? Assign(input) : statement(input);

    // Names, commas and parentheses up to a '='.
    private static bool IsAssignment(TokenInput input)
    {
        for (IInput at = input; ; at = at.Advance())
        {
            Token token = at.Here();
            if (token.Kind == TokenKind.Assign) return at.Position > input.Position;
            if (!token.IsName && token.Kind is not (TokenKind.Comma or TokenKind.OpenParenthesis or TokenKind.CloseParenthesis)) return false;
            // name name: not a list of names
            if (token.IsName && ((TokenInput)at).Following is { IsName: true }) return false;
        }
    }
}
