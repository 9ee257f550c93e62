using System.Globalization;
using System.Text;

namespace Lucid.Model.Text;

/// <summary>Reads a graph text from left to right: blanks and comments, words, names, strings, and values up to their delimiter.</summary>
internal sealed class GraphTextCursor(string text, string sourceName)
{
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>The place of the next character that is no blank.</summary>
    public SourceSpan Place
    {
        get
        {
            SkipBlanks();
            return new SourceSpan(sourceName, _line, _at - _lineStart + 1);
        }
    }

    public bool AtEnd
    {
        get
        {
            SkipBlanks();
            return _at == text.Length;
        }
    }

    public GraphFormatException Error(string problem) => new(Place, problem);

    public GraphFormatException Unexpected(string expected) => Error($"expected {expected}, found {Found()}");

    /// <summary>Takes a token if it is next. A word must end where it ends.</summary>
    public bool Take(string token)
    {
        SkipBlanks();
        if (!text.AsSpan(_at).StartsWith(token, StringComparison.Ordinal)) return false;
        int end = _at + token.Length;
        if (char.IsAsciiLetter(token[^1]) && end < text.Length && GraphPrinter.IsBareNameCharacter(text[end])) return false;
        _at = end;
        return true;
    }

    public bool IsNext(char c)
    {
        SkipBlanks();
        return _at < text.Length && text[_at] == c;
    }

    public void Expect(string token)
    {
        if (!Take(token)) throw Unexpected($"'{token}'");
    }

    /// <summary>A value's name after its percent sign.</summary>
    public string Reference()
    {
        Expect("%");
        if (_at < text.Length && text[_at] == '"') return String();
        string name = While(GraphPrinter.IsBareNameCharacter);
        return name.Length > 0 ? name : throw Unexpected("a value's name");
    }

    /// <summary>A word of letters, digits and underscores.</summary>
    public string Word(string what)
    {
        SkipBlanks();
        string word = While(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return word.Length > 0 ? word : throw Unexpected(what);
    }

    /// <summary>A number without sign that fits 31 bits.</summary>
    public int Number()
    {
        SkipBlanks();
        string digits = While(char.IsAsciiDigit);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw Unexpected("a number");
    }

    /// <summary>A text in double quotes, with <c>\"</c>, <c>\\</c> and <c>\uXXXX</c>.</summary>
    public string String()
    {
        Expect("\"");
        StringBuilder content = new();
        while (true)
        {
            if (_at == text.Length || text[_at] == '\n') throw Error("a string does not end on its line");
            char c = text[_at++];
            if (c == '"') return content.ToString();
            content.Append(c == '\\' ? Escape() : c);
        }
    }

    /// <summary>Everything up to, and without, the first of the delimiters outside brackets, on this line.</summary>
    public string Until(string delimiters, string what)
    {
        SkipBlanks();
        int start = _at;
        int depth = 0;
        for (; _at < text.Length && text[_at] is not ('\n' or '#'); _at++)
        {
            char c = text[_at];
            if (depth == 0 && delimiters.Contains(c, StringComparison.Ordinal))
                return _at > start ? text[start.._at].TrimEnd() : throw Unexpected(what);
            if (c is '[' or '(') depth++;
            else if (c is ']' or ')') depth--;
        }

        throw Unexpected($"{what} and then one of {string.Join(' ', delimiters.ToCharArray())}");
    }

    private char Escape()
    {
        char c = _at < text.Length ? text[_at++] : '\0';
        if (c is '"' or '\\') return c;
        if (c == 'u' && _at + 4 <= text.Length
            && ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
        {
            _at += 4;
            return (char)code;
        }

        throw Error("unknown escape in a string");
    }

    private string While(Func<char, bool> accepted)
    {
        int start = _at;
        while (_at < text.Length && accepted(text[_at])) _at++;
        return text[start.._at];
    }

    private string Found()
    {
        SkipBlanks();
        return _at == text.Length ? "the end" : text[_at] == '\n' ? "the end of the line" : $"'{text[_at]}'";
    }

    private void SkipBlanks()
    {
        for (; _at < text.Length; _at++)
        {
            if (text[_at] == '#')
            {
                while (_at < text.Length - 1 && text[_at + 1] != '\n') _at++;
            }
            else if (text[_at] == '\n')
            {
                _line++;
                _lineStart = _at + 1;
            }
            else if (text[_at] is not (' ' or '\t' or '\r'))
            {
                return;
            }
        }
    }
}
