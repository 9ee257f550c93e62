using System.Text;

using Lucid.Language.Syntax;
using Lucid.Model;

namespace Lucid.Language.Formatting;

/// <summary>
/// Writes a source as all sources are written: four blanks a level, one statement a line, lines of at most 88 columns where that is possible,
/// comments kept where they are. Nothing but blanks and line ends changes, and a formatted source stays as it is.
/// </summary>
public sealed class SourceFormatter
{
    private readonly StringBuilder _text = new();
    private readonly List<LayoutElement> _statement = [];
    private readonly Stack<TokenKind> _open = [];
    private int _level;
    private bool _blankWanted;
    private bool _isFirst = true;

    private SourceFormatter()
    {
    }

    /// <summary>The formatted text.</summary>
    /// <exception cref="SourceException">The text is no source; its errors.</exception>
    public static string Format(string text, string fileName)
    {
        DiagnosticBag found = [];
        SourceParser.Parse(text, fileName, found);
        if (found.HasErrors) throw new SourceException([.. found], text);
        SourceFormatter formatter = new();
        List<Token> tokens = Lexer.Scan(text, fileName, found);
        for (int i = 0; i < tokens.Count; i++) formatter.Add(tokens, i);
        return formatter._text.ToString();
    }

    private void Add(List<Token> tokens, int i)
    {
        Token token = tokens[i];
        bool startsLine = i == 0 || tokens[i - 1].Kind == TokenKind.NewLine;
        switch (token.Kind)
        {
            case TokenKind.End:
                Flush();
                return;
            case TokenKind.NewLine:
                if (_statement.Count == 0) _blankWanted |= startsLine && !_isFirst;
                else if (_open.Count == 0 && Ends(tokens, i)) Flush();
                return;
            case TokenKind.Comment when _statement.Count == 0 && startsLine:
                Blank(beforeHead: Heads(tokens, i));
                Line(token.Text);
                return;
            case TokenKind.Comment when _statement.Count == 0:
                // After a brace, on its line.
                _text.Length--;
                _text.Append("  ").Append(token.Text).Append('\n');
                return;
            case TokenKind.OpenBrace:
                _statement.Add(new(token, startsLine));
                Flush();
                _level++;
                _blankWanted = false;
                _isFirst = true;
                return;
            case TokenKind.CloseBrace:
                Flush();
                _level--;
                _blankWanted = false;
                Line("}");
                return;
        }

        if (token.Kind is TokenKind.OpenParenthesis or TokenKind.OpenBracket or TokenKind.OpenHole) _open.Push(token.Kind);
        else if (token.Kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseHole) _open.Pop();
        if (_statement.Count == 0) Blank(beforeHead: token.Kind is TokenKind.Model or TokenKind.Block && _level == 0);
        _statement.Add(new(token, startsLine));
    }

    /// <summary>Whether the statement ends with the line, as the grammar sees it.</summary>
    private bool Ends(List<Token> tokens, int i)
    {
        Token? last = _statement.FindLast(element => !element.IsComment)?.Token;
        return last is not null && !TokenWords.Continues(last.Kind) && !TokenWords.GoesOn(tokens, i + 1);
    }

    // A comment directly before a block or the model belongs to it.
    private bool Heads(List<Token> tokens, int i)
    {
        int next = i;
        for (int lines = 0; tokens[next].Kind is TokenKind.NewLine or TokenKind.Comment; next++)
        {
            lines = tokens[next].Kind == TokenKind.NewLine ? lines + 1 : 0;
            if (lines > 1) return false;
        }

        return _level == 0 && tokens[next].Kind is TokenKind.Model or TokenKind.Block && !_lastWasComment;
    }

    private bool _lastWasComment;

    private void Blank(bool beforeHead)
    {
        if (!_isFirst && (_blankWanted || (beforeHead && !_lastWasComment))) _text.Append('\n');
        (_blankWanted, _isFirst, _lastWasComment) = (false, false, false);
    }

    private void Line(string content)
    {
        _text.Append(' ', _level * 4).Append(content).Append('\n');
        _isFirst = false;
        _lastWasComment = content.StartsWith('#');
    }

    private void Flush()
    {
        if (_statement.Count == 0) return;
        foreach (string line in StatementLayout.Lines([.. _statement], _level * 4)) _text.Append(line).Append('\n');
        _statement.Clear();
        _lastWasComment = false;
    }
}
