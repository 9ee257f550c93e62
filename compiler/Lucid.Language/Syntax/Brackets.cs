using Lucid.Model;

namespace Lucid.Language.Syntax;

/// <summary>
/// Matches brackets, and leaves of the tokens those that the grammar reads: without comments, and with a line end only where a statement
/// ends. A bracket that is not closed ends, with an error, where a statement can only begin anew.
/// </summary>
internal sealed class Brackets
{
    private readonly string _fileName;
    private readonly DiagnosticBag _diagnostics;
    private readonly Stack<Token> _open = [];
    private readonly List<Token> _kept = [];
    private readonly HashSet<Token> _faulty = new(ReferenceEqualityComparer.Instance);

    private bool _isTooDeep;

    private Brackets(string fileName, DiagnosticBag diagnostics) => (_fileName, _diagnostics) = (fileName, diagnostics);

    /// <summary>The tokens that the grammar reads, those brackets that have no partner, about which enough has been said, and whether they nest too deep to be read.</summary>
    public static (Token[] Tokens, IReadOnlySet<Token> Faulty, bool IsTooDeep) Match(IReadOnlyList<Token> tokens, string fileName, DiagnosticBag diagnostics)
    {
        Brackets brackets = new(fileName, diagnostics);
        for (int i = 0; i < tokens.Count; i++) brackets.Add(tokens, i);
        return ([.. brackets._kept], brackets._faulty, brackets._isTooDeep);
    }

    private void Add(IReadOnlyList<Token> tokens, int i)
    {
        Token token = tokens[i];
        switch (token.Kind)
        {
            case TokenKind.Comment:
                return;
            case TokenKind.NewLine:
                if (InLine && BeginsStatement(tokens, i + 1)) CloseUntil(TokenKind.OpenBrace, tokens[i + 1]);
                if (!InLine && Separates(tokens, i)) _kept.Add(token);
                return;
            case TokenKind.End:
                foreach (Token bracket in _open) NotClosed(bracket, token);
                if (_kept.Count > 0 && _kept[^1].Kind != TokenKind.NewLine) _kept.Add(token with { Kind = TokenKind.NewLine });
                _kept.Add(token);
                return;
        }

        if (TokenWords.Closer(token.Kind) is not null)
        {
            if (_open.Count == SourceLimits.Nesting)
                Report(LanguageDiagnostics.SourceTooLarge.At(SpanOf(token), "brackets stand within", $"{_open.Count + 1} brackets", SourceLimits.Nesting));
            _isTooDeep |= _open.Count >= SourceLimits.Nesting;
            _open.Push(token);
        }
        else if (token.Kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseBrace or TokenKind.CloseHole && !Close(token))
        {
            return;
        }

        _kept.Add(token);
    }

    private bool InLine => _open.TryPeek(out Token? bracket) && bracket.Kind != TokenKind.OpenBrace;

    /// <summary>Whether the closing bracket has a partner; one without is left out.</summary>
    private bool Close(Token token)
    {
        bool Fits(Token bracket) => TokenWords.Closer(bracket.Kind) == token.Kind;
        if (!_open.Any(Fits))
        {
            _faulty.Add(token);
            Report(LanguageDiagnostics.BracketNotOpened.At(SpanOf(token), token.Text, string.Empty));
            return false;
        }

        // A parenthesis does not close a brace that was opened within it.
        if (token.Kind != TokenKind.CloseBrace && _open.TakeWhile(bracket => !Fits(bracket)).Any(bracket => bracket.Kind == TokenKind.OpenBrace))
        {
            _faulty.Add(token);
            Report(LanguageDiagnostics.BracketNotOpened.At(SpanOf(token), token.Text, string.Empty));
            return false;
        }

        while (!Fits(_open.Peek())) NotClosed(_open.Pop(), token);
        _open.Pop();
        return true;
    }

    private void CloseUntil(TokenKind kind, Token found)
    {
        while (_open.TryPeek(out Token? bracket) && bracket.Kind != kind) NotClosed(_open.Pop(), found);
    }

    private void NotClosed(Token bracket, Token found)
    {
        _faulty.Add(bracket);
        string closer = TokenWords.Describe(TokenWords.Closer(bracket.Kind)!.Value).Trim('\'');
        Report(LanguageDiagnostics.BracketNotClosed.At(SpanOf(bracket), bracket.Text, closer, found.Shown));
    }

    // Words that begin statements and no argument: a bracket before them was forgotten.
    private static bool BeginsStatement(IReadOnlyList<Token> tokens, int i) => tokens[i].Kind switch
    {
        TokenKind.For or TokenKind.Return => true,
        TokenKind.Model or TokenKind.Block or TokenKind.Output or TokenKind.Weight or TokenKind.Const or TokenKind.Require => tokens[i + 1].Kind is TokenKind.Name,
        _ => false,
    };

    private bool Separates(IReadOnlyList<Token> tokens, int i) => _kept.Count > 0 && !TokenWords.Continues(_kept[^1].Kind) && !TokenWords.GoesOn(tokens, i + 1);

    // Enough is enough: a text of nothing but mistakes must not take long to refuse.
    private void Report(Diagnostic diagnostic)
    {
        if (_diagnostics.Count < SourceLimits.Errors + 1) _diagnostics.Add(diagnostic);
    }

    private SourceSpan SpanOf(Token token) => new(_fileName, token.Line, token.Column);
}
