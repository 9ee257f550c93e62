using Lucid.Tensors;

namespace Lucid.Packaging.Json;

/// <summary>
/// Reads expressions, each different text once. Its caps bound the time: parsing one text of the longest length takes milliseconds at most.
/// </summary>
internal sealed class ExpressionReader
{
    private readonly Dictionary<string, IntExpr> _known = new(StringComparer.Ordinal);
    private int _characters;

    /// <exception cref="FormatException">The text is no expression or beyond a cap.</exception>
    public IntExpr Read(string text)
    {
        if (_known.TryGetValue(text, out IntExpr? known)) return known;
        if (text.Length > PackageLimits.ExpressionLength)
            throw new FormatException($"an expression of {text.Length} characters is longer than {PackageLimits.ExpressionLength}");
        _characters += text.Length;
        if (_characters > PackageLimits.ExpressionCharacters)
            throw new FormatException($"the program's different expressions have more than {PackageLimits.ExpressionCharacters} characters together");
        IntExpr expression = IntExpr.Parse(text);
        _known.Add(text, expression);
        return expression;
    }
}
