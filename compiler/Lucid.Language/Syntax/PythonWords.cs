namespace Lucid.Language.Syntax;

/// <summary>What somebody writes who knows PyTorch and not yet Lucid, and what to write instead.</summary>
internal static class PythonWords
{
    private const string Unconditional = "a model computes the same for every input; sizes may differ, steps may not";

    /// <summary>Whether a statement begins as only Python's do.</summary>
    public static (string Found, string Instead)? Explain(Token[] tokens, int at)
    {
        Token first = tokens[at];
        if (first.Kind != TokenKind.Name) return null;
        if (first.Text is "if" or "elif" or "while" or "with" && tokens[at + 1].Kind is TokenKind.True or TokenKind.False or TokenKind.Integer or TokenKind.OpenParenthesis)
            return (first.Text, Unconditional);
        if (!tokens[at + 1].IsName) return null;
        return first.Text switch
        {
            "import" or "from" => ($"{first.Text} {tokens[at + 1].Text}", "every layer and function is there without it"),
            "class" => ($"class {tokens[at + 1].Text}", "write: block NAME(parameters)(x) { … } or model NAME(x: f32[N, 3, h, w]) { … }"),
            "def" => ($"def {tokens[at + 1].Text}", "write: block NAME(parameters)(x) { … } or model NAME(x: f32[N, 3, h, w]) { … }"),
            "if" or "elif" or "while" or "with" => (first.Text, Unconditional),
            _ => null,
        };
    }

    /// <summary>More about a place where reading stopped, or null.</summary>
    public static string? Hint(Token[] tokens, int start, int at)
    {
        Token found = tokens[at];
        if (tokens[start].Kind == TokenKind.For && found.Kind == TokenKind.Colon) return "a body stands in braces: for … in … { … }";
        if (tokens[start].Kind is TokenKind.Block or TokenKind.Model && found.Kind == TokenKind.Colon) return "a body stands in braces";
        if (tokens[start].Kind == TokenKind.Model && at >= start + 2 && tokens[at - 1].IsName && tokens[at - 2].Kind == TokenKind.Colon) return "a type is written f32[N, 3, h, w]";
        if (tokens[start].Kind == TokenKind.Output && found.Kind is TokenKind.OpenParenthesis or TokenKind.Arrow && at == start + 2) return "write: output NAME = VALUE";
        if (found.Kind == TokenKind.Assign && tokens[at + 1].Kind == TokenKind.Greater) return "'->' passes a value on";
        if (found.Kind == TokenKind.DoubleSlash && at == start) return "a comment begins with #";
        if (found.Kind == TokenKind.Text && at > start && tokens[at - 1].Text is "f" or "r") return "the name of a layer stands without quotes: up.{i}: Layer(…)";
        if (at > start && tokens[at - 1].Text == "lambda") return "'lambda' is Python; write: block NAME()(x) { return … }";
        if (found.Kind == TokenKind.Assign && at > start && tokens[at - 1].Kind is TokenKind.Plus or TokenKind.Minus or TokenKind.Star or TokenKind.Slash)
            return $"write: x = x {tokens[at - 1].Text} …";
        if (found.Kind == TokenKind.Assign && tokens[start].Text == "self") return "layers need no self; write: NAME = Layer(…), or NAME: Layer(…) in a chain";
        if (found.Text is "if" or "else" or "lambda" or "and" or "or" or "not") return $"'{found.Text}' is Python; a model has no conditions";
        if (found.Text == "|" || found.Kind == TokenKind.Greater) return "'->' passes a value on";
        return null;
    }
}
