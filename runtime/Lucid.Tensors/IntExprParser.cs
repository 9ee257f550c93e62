using System.Globalization;

namespace Lucid.Tensors;

/// <summary>
/// Recursive descent over the printed form of <see cref="IntExpr"/>:
/// comparison := sum [("&lt;" | "&lt;=" | "==") sum]; sum := ["-"] product {("+" | "-") product};
/// product := factor {("*" | "//" | "%") factor}; factor := number | symbol | ("min" | "max") "(" c "," c ")" | "(" c ")".
/// </summary>
internal ref struct IntExprParser
{
    // Twice the nesting an expression may have, because printing puts up to two pairs of parentheses around each level;
    // shallow enough that hostile text cannot exhaust the stack.
    private const int MaxDepth = 160;
    private const int MaxLength = IntExpr.MaxTextLength;

    // Characters of all intermediate results: hostile text must not take long either ("(a+b+…)*1*1*1…").
    private const int MaxWork = 1 << 18;

    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;
    private int _work;

    private IntExprParser(ReadOnlySpan<char> text) => _text = text;

    public static IntExpr Parse(string text)
    {
        if (text.Length > MaxLength) throw new FormatException($"an expression of {text.Length} characters is longer than {MaxLength}");
        IntExprParser parser = new(text);
        try
        {
            IntExpr value = parser.Comparison();
            parser.SkipSpace();
            return parser._at == text.Length ? value : throw parser.Unexpected("an operator or the end");
        }
        catch (Exception error) when (error is OverflowException or ShapeEvaluationException)
        {
            throw new FormatException($"'{text}': {error.Message}", error);
        }
    }

    private IntExpr Comparison()
    {
        if (++_depth > MaxDepth) throw new FormatException($"'{_text}' nests deeper than {MaxDepth}");
        IntExpr left = Sum();
        if (Take("<=")) left = Counted(IntExpr.LessOrEqual(left, Sum()));
        else if (Take("<")) left = Counted(IntExpr.Less(left, Sum()));
        else if (Take("==")) left = Counted(IntExpr.Equal(left, Sum()));
        _depth--;
        return left;
    }

    private IntExpr Sum()
    {
        IntExpr first = Take("-") ? Negated() : Product();
        List<IntExpr>? parts = null;
        while (true)
        {
            IntExpr? next = Take("+") ? Product() : Take("-") ? Negated() : null;
            if (next is null) return parts is null ? first : Counted(IntExpr.Sum(parts));
            (parts ??= [first]).Add(next);
        }
    }

    // -2^63 has no positive counterpart, so it is read as a whole.
    private IntExpr Negated() => Take("9223372036854775808") ? Product(long.MinValue) : -Product();

    private IntExpr Product() => Product(Factor());

    private IntExpr Product(IntExpr value)
    {
        while (true)
        {
            if (Take("*")) value = Counted(value * Factor());
            else if (Take("//")) value = Counted(IntExpr.FloorDiv(value, Factor()));
            else if (Take("%")) value = Counted(IntExpr.Mod(value, Factor()));
            else return value;
        }
    }

    private IntExpr Counted(IntExpr value)
    {
        _work += value.TextSize;
        return _work <= MaxWork ? value : throw new FormatException($"an expression of {_text.Length} characters takes too much arithmetic");
    }

    private IntExpr Factor()
    {
        SkipSpace();
        if (Take("("))
        {
            IntExpr inner = Comparison();
            return Take(")") ? inner : throw Unexpected("')'");
        }

        int start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at])) _at++;
        if (_at > start)
        {
            return long.TryParse(_text[start.._at], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                ? number
                : throw new FormatException($"'{_text[start.._at]}' does not fit 64 bits");
        }

        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.')) _at++;
        if (_at == start) throw Unexpected("a number, a symbol or '('");
        string name = _text[start.._at].ToString();
        if (name is "min" or "max")
        {
            if (!Take("(")) throw Unexpected("'('");
            IntExpr a = Comparison();
            if (!Take(",")) throw Unexpected("','");
            IntExpr b = Comparison();
            if (!Take(")")) throw Unexpected("')'");
            return Counted(name == "min" ? IntExpr.Min(a, b) : IntExpr.Max(a, b));
        }

        return IntExpr.IsSymbolName(name) ? IntExpr.Symbol(name) : throw Unexpected("a symbol");
    }

    private bool Take(string token)
    {
        SkipSpace();
        if (!_text[_at..].StartsWith(token, StringComparison.Ordinal)) return false;
        _at += token.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
    }

    private readonly FormatException Unexpected(string expected) =>
        new($"'{_text}', position {_at + 1}: expected {expected}, found {(_at < _text.Length ? $"'{_text[_at]}'" : "the end")}");
}
