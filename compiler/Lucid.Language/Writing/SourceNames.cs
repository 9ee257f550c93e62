using System.Globalization;
using System.Text;

using Lucid.Language.Binding;
using Lucid.Language.Syntax;
using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Language.Writing;

/// <summary>What a source calls the values of a graph: their own names where those are names in the language, else names made of them.</summary>
internal sealed class SourceNames
{
    private readonly Dictionary<ValueId, string> _names = [];
    private readonly HashSet<string> _taken = [.. Evaluator.KnownNames, .. TokenWords.Keywords.Keys.Where(TokenWords.IsReserved), "inf", "nan", "F", "nn", "torch", "self"];
    private readonly Dictionary<string, int> _repeats = new(StringComparer.Ordinal);
    private readonly HashSet<string> _symbols;

    public SourceNames(Graph graph)
    {
        _symbols = [.. graph.Inputs.SelectMany(id => graph.TypeOf(id).Shape.Extents).SelectMany(extent => extent.Symbols())];
        // Inputs and constants are called as they are: callers and weights files know them by these names.
        foreach (ValueId id in graph.Inputs.Concat(graph.Constants.Keys.Order()))
        {
            _names.Add(id, Quoted(graph[id].Name));
            _taken.Add(graph[id].Name);
        }

        foreach (Node node in graph.Nodes)
        {
            foreach (ValueId id in node.Outputs) _names.Add(id, node.Outputs.Count > 1 ? Quoted(graph[id].Name) : Free(graph[id].Name));
        }
    }

    /// <summary>The name of a value.</summary>
    public string this[ValueId id] => _names[id];

    /// <summary>Whether a value's name in the source is its name in the graph.</summary>
    public bool IsOwn(Graph graph, ValueId id) => _names[id] == Quoted(graph[id].Name);

    /// <summary>An expression over sizes as it is written where values have names: a size that is called as one of them is named in quotes.</summary>
    public string Expression(IntExpr expression) => Text(expression, symbol => _taken.Contains(symbol) ? $"dim({Escaped(symbol)})" : Quoted(symbol));

    /// <summary>An extent of an input, which declares its symbols.</summary>
    public static string Declared(IntExpr extent) => Text(extent, Quoted);

    /// <summary>A name, in backquotes unless it is a plain word.</summary>
    public static string Quoted(string name) => IsPlain(name) && !TokenWords.IsReserved(name) ? name : "`" + Inner(name, '`') + "`";

    /// <summary>A text in quotes.</summary>
    public static string Escaped(string text) => "\"" + Inner(text, '"') + "\"";

    /// <summary>The name of a layer: a path of words and numbers, or a text.</summary>
    public static string Label(string path) => path.Split('.').All(part => part.Length > 0 && (IsPlain(part) || part.All(char.IsAsciiDigit))) ? path : Escaped(path);

    private static string Text(IntExpr expression, Func<string, string> written)
    {
        // A symbol that needs another spelling is exchanged for a name that no symbol has, and that in the text.
        string[] odd = [.. expression.Symbols().Where(symbol => written(symbol) != symbol)];
        if (odd.Length == 0) return expression.ToString();
        string text = expression.Substitute(odd.Select((symbol, i) => (symbol, i)).ToDictionary(pair => pair.symbol, pair => IntExpr.Symbol($"__{pair.i}__"))).ToString();
        for (int i = 0; i < odd.Length; i++) text = text.Replace($"__{i}__", written(odd[i]), StringComparison.Ordinal);
        return text;
    }

    private string Free(string name)
    {
        string plain = IsPlain(name) ? name : Plain(name);
        string candidate = plain;
        int next = _repeats.GetValueOrDefault(plain, 2);
        while (_symbols.Contains(candidate) || !_taken.Add(candidate)) candidate = string.Create(CultureInfo.InvariantCulture, $"{plain}_{next++}");
        _repeats[plain] = next;
        return candidate;
    }

    private static bool IsPlain(string name) => name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>/dec/up.0/ConvTranspose_output_0 → dec_up_0_ConvTranspose.</summary>
    private static string Plain(string name)
    {
        const string Exported = "_output_0";
        if (name.EndsWith(Exported, StringComparison.Ordinal)) name = name[..^Exported.Length];
        StringBuilder plain = new();
        foreach (char c in name)
        {
            if (char.IsAsciiLetterOrDigit(c)) plain.Append(c);
            else if (plain.Length > 0 && plain[^1] != '_') plain.Append('_');
        }

        string text = plain.ToString().TrimEnd('_');
        return text.Length == 0 || !char.IsAsciiLetter(text[0]) ? "v" + text : text;
    }

    private static string Inner(string text, char quote)
    {
        StringBuilder inner = new();
        foreach (char c in text)
        {
            if (c == quote || c == '\\') inner.Append('\\').Append(c);
            else if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029') inner.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else inner.Append(c);
        }

        return inner.ToString();
    }
}
