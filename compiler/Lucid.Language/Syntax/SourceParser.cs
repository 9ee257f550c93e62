using Lucid.Model;

using Sprache;

namespace Lucid.Language.Syntax;

/// <summary>
/// Tokens → syntax. Bodies are read statement by statement, each with the grammar; after one that cannot be read, reading goes on with the
/// next line, so that a run shows every mistake.
/// </summary>
internal sealed class SourceParser
{
    private readonly StatementGrammar _grammar;
    private readonly DiagnosticBag _diagnostics;
    private readonly Token[] _tokens;
    private readonly IReadOnlySet<Token> _faulty;
    private readonly string _fileName;
    private int _at;

    private SourceParser(string fileName, Token[] tokens, IReadOnlySet<Token> faulty, DiagnosticBag diagnostics) =>
        (_fileName, _tokens, _faulty, _diagnostics, _grammar) = (fileName, tokens, faulty, diagnostics, new StatementGrammar(fileName));

    /// <summary>What a text says; mistakes are reported.</summary>
    public static SourceSyntax Parse(string text, string fileName, DiagnosticBag diagnostics)
    {
        List<Token> all = Lexer.Scan(text, fileName, diagnostics);
        (Token[] tokens, IReadOnlySet<Token> faulty, bool isTooDeep) = Brackets.Match(all, fileName, diagnostics);
        if (isTooDeep) return new([], []);
        return new SourceParser(fileName, tokens, faulty, diagnostics).File();
    }

    private Token Here => _tokens[_at];

    private SourceSyntax File()
    {
        List<Statement> declarations = [];
        List<ModelSyntax> models = [];
        while (SkipLineEnds() && Here.Kind != TokenKind.End && !Full)
        {
            int start = _at;
            if (Here.Kind == TokenKind.Model && _tokens[_at + 1].Kind != TokenKind.Assign)
            {
                if (Read(_grammar.ModelHead) is { } model) models.Add(model with { Body = Body() });
                else SkipBody(start);
            }
            else if (Here.Kind == TokenKind.Block && _tokens[_at + 1].Kind != TokenKind.Assign)
            {
                if (Read(_grammar.BlockHead) is { } block) declarations.Add(block with { Body = Body() });
                else SkipBody(start);
            }
            else if (Statement() is { } statement)
            {
                declarations.Add(statement);
            }
        }

        return new SourceSyntax(declarations, models);
    }

    /// <summary>Statements up to the closing brace, which is taken.</summary>
    private List<Statement> Body()
    {
        List<Statement> statements = [];
        while (SkipLineEnds() && Here.Kind is not (TokenKind.CloseBrace or TokenKind.End) && !Full)
        {
            // A brace that was never closed: what follows belongs to the file.
            if (Here.Kind is TokenKind.Model or TokenKind.Block && _tokens[_at + 1].IsName && Here.Column == 1) return statements;
            if (Statement() is { } statement) statements.Add(statement);
        }

        if (Here.Kind == TokenKind.CloseBrace) _at++;
        return statements;
    }

    private Statement? Statement()
    {
        int start = _at;
        if (PythonWords.Explain(_tokens, _at) is { } explained)
        {
            _diagnostics.Add(LanguageDiagnostics.NotPython.At(SpanOf(Here), explained.Found, explained.Instead));
            SkipPython();
            return null;
        }

        if (Here.Kind == TokenKind.For)
        {
            if (Read(_grammar.ForHead) is { } loop) return loop with { Body = Body() };
            SkipBody(start);
            return null;
        }

        Statement? statement = Read(_grammar.Line);
        if (statement is not null && Here.Kind is not (TokenKind.NewLine or TokenKind.CloseBrace or TokenKind.End))
        {
            Unexpected(start, "the end of the line");
            statement = null;
        }

        if (statement is null) SkipLine(start);
        return statement;
    }

    private T? Read<T>(Parser<T> parser)
        where T : class
    {
        int start = _at;
        IResult<T> result = parser(new TokenInput(_tokens, _at));
        _at = result.Remainder.Position;
        if (result.WasSuccessful) return result.Value;
        string[] expected = [.. result.Expectations.Distinct()];
        Unexpected(start, expected.Length > 1 ? $"{string.Join(", ", expected[..^1])} or {expected[^1]}" : expected.FirstOrDefault() ?? "something else");
        return null;
    }

    private void Unexpected(int start, string expected)
    {
        // A bracket without a partner, or a word without meaning, in the same statement: that was said.
        for (int i = start; i <= _at; i++)
        {
            if (_faulty.Contains(_tokens[i]) || _tokens[i].Kind == TokenKind.Bad) return;
        }

        if (PythonWords.Hint(_tokens, start, _at) is { } hint) expected += hint.Length > 0 ? $"; {hint}" : hint;
        // Found first, for a hint belongs to what was expected.
        int cut = expected.IndexOf(';', StringComparison.Ordinal);
        string plain = cut < 0 || expected.StartsWith("':' and", StringComparison.Ordinal) ? expected : expected[..cut];
        string rest = plain.Length == expected.Length ? string.Empty : expected[cut..];
        _diagnostics.Add(LanguageDiagnostics.UnexpectedToken.At(SpanOf(Here), plain, Here.Shown + rest));
    }

    private bool SkipLineEnds()
    {
        while (Here.Kind == TokenKind.NewLine) _at++;
        return true;
    }

    /// <summary>To the end of the statement, over whatever it encloses.</summary>
    private void SkipLine(int start)
    {
        _at = Math.Max(_at, start);
        int depth = 0;
        for (; Here.Kind != TokenKind.End; _at++)
        {
            if (Here.Kind == TokenKind.OpenBrace) depth++;
            else if (Here.Kind == TokenKind.CloseBrace && depth == 0)
            {
                // One that closes nothing is passed, or reading would stand still.
                if (_at == start) _at++;
                return;
            }
            else if (Here.Kind == TokenKind.CloseBrace) depth--;
            else if (Here.Kind == TokenKind.NewLine && depth == 0) return;
        }
    }

    /// <summary>After a head that could not be read: its body is read for its own mistakes, and dropped.</summary>
    private void SkipBody(int start)
    {
        _at = Math.Max(_at, start);
        while (Here.Kind is not (TokenKind.OpenBrace or TokenKind.NewLine or TokenKind.CloseBrace or TokenKind.End)) _at++;
        if (Here.Kind == TokenKind.OpenBrace)
        {
            _at++;
            Body();
        }
        else if (_at == start)
        {
            _at++;
        }
    }

    /// <summary>A Python construct and the lines that are indented below it.</summary>
    private void SkipPython()
    {
        int column = Here.Column;
        int line = Here.Line;
        int depth = 0;
        for (; Here.Kind != TokenKind.End && (depth > 0 || Here.Line == line || Here.Kind == TokenKind.NewLine || Here.Column > column); _at++)
        {
            if (Here.Kind == TokenKind.OpenBrace) depth++;
            else if (Here.Kind == TokenKind.CloseBrace && --depth < 0) return;
        }
    }

    private bool Full => _diagnostics.Count >= SourceLimits.Errors;

    private SourceSpan SpanOf(Token token) => new(_fileName, token.Line, token.Column);
}
