using System.Globalization;
using System.Text;

using Lucid.Model;

namespace Lucid.Language.Syntax;

/// <summary>Source text → tokens, comments and line ends among them. What has no meaning is reported and becomes a token of its own.</summary>
internal sealed class Lexer(string text, string fileName, DiagnosticBag diagnostics)
{
    // Of an expression in a layer's name.
    private const int LongestHole = 200;

    private readonly List<Token> _tokens = [];
    private readonly Stack<bool> _braces = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>All tokens; the last one is the end.</summary>
    public static List<Token> Scan(string text, string fileName, DiagnosticBag diagnostics) => new Lexer(text, fileName, diagnostics).Run();

    private List<Token> Run()
    {
        if (text.Length > SourceLimits.Characters)
        {
            Report(LanguageDiagnostics.SourceTooLarge.At(new SourceSpan(fileName, 1, 1), "the file has", $"{text.Length} characters", SourceLimits.Characters));
            return [new Token(TokenKind.End, "", "", 1, 1)];
        }

        // A byte order mark is no character of the source.
        if (text.StartsWith('\uFEFF')) _at = 1;
        while (true)
        {
            int before = _at;
            while (_at < text.Length && text[_at] is ' ' or '\t' or '\r') _at++;
            if (_at == text.Length) break;
            bool attached = _at == before && _tokens.Count > 0 && _tokens[^1].Kind != TokenKind.NewLine;
            _tokens.Add(Next() with { IsAttached = attached });
            if (_tokens[^1].Kind == TokenKind.NewLine) (_line, _lineStart) = (_line + 1, _at);
        }

        _tokens.Add(Make(TokenKind.End, _at));
        return _tokens;
    }

    private Token Next()
    {
        int start = _at;
        char c = text[_at];
        if (c == '\n') return Take(TokenKind.NewLine, 1);
        if (c == '#') return Take(TokenKind.Comment, LengthOf(i => text[i] != '\n')) is var comment ? comment with { Text = comment.Text.TrimEnd() } : comment;
        if (char.IsAsciiDigit(c)) return Number();
        if (char.IsAsciiLetter(c) || c == '_')
        {
            Token word = Take(TokenKind.Name, LengthOf(i => char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_'));
            // After a dot every word is a name.
            return !FollowsDot(word) && TokenWords.Keywords.TryGetValue(word.Text, out TokenKind keyword) ? word with { Kind = keyword } : word;
        }

        if (c is '"' or '\'' or '`') return Quoted(c);
        foreach ((string sign, TokenKind kind) in TokenWords.Signs)
        {
            if (string.CompareOrdinal(text, start, sign, 0, sign.Length) != 0) continue;
            Token token = Take(kind, sign.Length);
            return kind is TokenKind.OpenBrace or TokenKind.CloseBrace ? Brace(token) : token;
        }

        Token bad = Take(TokenKind.Bad, char.IsHighSurrogate(c) && _at + 1 < text.Length && char.IsLowSurrogate(text[_at + 1]) ? 2 : 1);
        string shown = char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)c:X4}") : bad.Shown;
        Report(LanguageDiagnostics.UnknownCharacter.At(SpanOf(bad), shown, c switch
        {
            ';' => "; a line end separates statements",
            '\\' => "; a line that ends in an operator, or is followed by one that begins with '->', goes on",
            '|' => "; '->' passes a value on",
            '?' => "; a size that is open has a name, as N or h",
            _ => string.Empty,
        }));
        return bad;
    }

    // Braces within a layer's name: up{i}:, net.{i}.0:. They close on their line, and the name or its colon follows.
    private Token Brace(Token token)
    {
        if (token.Kind == TokenKind.CloseBrace) return _braces.TryPop(out bool inName) && inName ? token with { Kind = TokenKind.CloseHole } : token;
        bool hole = IsHole();
        _braces.Push(hole);
        return hole ? token with { Kind = TokenKind.OpenHole } : token;
    }

    private bool IsHole()
    {
        int depth = 1;
        int last = Math.Min(text.Length - 1, _at + LongestHole);
        for (int i = _at; i < last && text[i] != '\n'; i++)
        {
            if (text[i] == '{') depth++;
            else if (text[i] == '}' && --depth == 0) return text[i + 1] is ':' or '.' or '{' or '_' || char.IsAsciiLetterOrDigit(text[i + 1]);
        }

        return false;
    }

    private bool FollowsDot(Token token) => _tokens.Count > 0 && _tokens[^1].Kind == TokenKind.Dot && _tokens[^1].Line == token.Line;

    private Token Number()
    {
        // In a layer's name, net.0.1, digits after a dot are a name of their own.
        bool inName = _tokens.Count > 0 && _tokens[^1].Kind == TokenKind.Dot;
        int end = _at + LengthOf(i => char.IsAsciiDigit(text[i]));
        bool real = false;
        if (!inName && end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            real = true;
            end++;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        }
        else if (!inName && end < text.Length && text[end] == '.' && (end + 1 == text.Length || (text[end + 1] != '.' && !char.IsAsciiLetter(text[end + 1]) && text[end + 1] is not ('_' or '{'))))
        {
            // Python's 1. is 1.0
            real = true;
            end++;
        }

        if (!inName && end < text.Length && text[end] is 'e' or 'E')
        {
            int exponent = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                real = true;
                end = exponent;
                while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            }
        }

        Token token = Take(real ? TokenKind.Real : TokenKind.Integer, end - _at);
        if (!real && !inName && !long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            Report(LanguageDiagnostics.NumberRefused.At(SpanOf(token), Short(token.Text), $"; the largest is {long.MaxValue}"));
        if (_at < text.Length && (char.IsAsciiLetter(text[_at]) || text[_at] == '_') && !inName)
        {
            Token tail = Take(TokenKind.Bad, LengthOf(i => char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_'));
            Report(LanguageDiagnostics.NumberRefused.At(SpanOf(token), Short(token.Text + tail.Text), "; a name begins with a letter"));
            return token with { Kind = TokenKind.Bad, Text = token.Text + tail.Text };
        }

        return token;
    }

    private Token Quoted(char quote)
    {
        int start = _at;
        StringBuilder value = new();
        int i = _at + 1;
        for (; i < text.Length && text[i] != quote && text[i] != '\n'; i++)
        {
            if (text[i] != '\\')
            {
                value.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] is '"' or '\\' or '\'' or '`')
            {
                value.Append(text[++i]);
            }
            else if (i + 5 < text.Length && text[i + 1] == 'u' && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
            {
                value.Append((char)code);
                i += 5;
            }
            else
            {
                Report(LanguageDiagnostics.EscapeRefused.At(new SourceSpan(fileName, _line, i - _lineStart + 1)));
            }
        }

        bool closed = i < text.Length && text[i] == quote;
        Token token = Take(quote == '`' ? TokenKind.Name : TokenKind.Text, i + (closed ? 1 : 0) - start) with { Value = value.ToString() };
        if (!closed)
        {
            Report(LanguageDiagnostics.TextNotClosed.At(SpanOf(token), quote));
            return token with { Text = token.Text.TrimEnd() };
        }

        return token;
    }

    private Token Take(TokenKind kind, int length)
    {
        Token token = Make(kind, _at + length);
        _at += length;
        return token;
    }

    private Token Make(TokenKind kind, int end)
    {
        string own = text[_at..end];
        return new Token(kind, own, own, _line, _at - _lineStart + 1);
    }

    private int LengthOf(Func<int, bool> accepted)
    {
        int end = _at;
        while (end < text.Length && accepted(end)) end++;
        return end - _at;
    }

    private static string Short(string token) => token.Length <= 40 ? token : token[..40] + "…";

    // Enough is enough: a text of nothing but mistakes must not take long to refuse.
    private void Report(Diagnostic diagnostic)
    {
        if (diagnostics.Count < SourceLimits.Errors + 1) diagnostics.Add(diagnostic);
    }

    private SourceSpan SpanOf(Token token) => new(fileName, token.Line, token.Column);
}
