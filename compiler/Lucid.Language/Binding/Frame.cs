using Lucid.Model;

namespace Lucid.Language.Binding;

/// <summary>The names of a body: of the file, of the model, of a block while it is applied.</summary>
/// <param name="outer">The file's names, for a body within it.</param>
/// <param name="layers">The names of the body's layers.</param>
/// <param name="isBlock">Whether the body is a block's, which returns, or not, and gives outputs.</param>
internal sealed class Frame(Frame? outer, LayerScope layers, bool isBlock)
{
    private readonly Dictionary<string, Variable> _variables = new(StringComparer.Ordinal);

    public LayerScope Layers => layers;

    public bool IsBlock => isBlock;

    /// <summary>Whether the body is the file's.</summary>
    public bool IsFile => outer is null;

    /// <summary>What a block returns.</summary>
    public Value? Returned { get; set; }

    /// <summary>All names that are known here.</summary>
    public IEnumerable<string> Names => outer is null ? _variables.Keys : _variables.Keys.Concat(outer.Names);

    public Variable? Find(string name) => _variables.TryGetValue(name, out Variable? variable) ? variable : outer?.Find(name);

    public Variable? Own(string name) => _variables.GetValueOrDefault(name);

    public void Set(string name, Value value, SourceSpan span) => _variables[name] = new Variable(value, span);
}

/// <summary>A name's value and where it got it.</summary>
internal sealed record Variable(Value Value, SourceSpan Span);
