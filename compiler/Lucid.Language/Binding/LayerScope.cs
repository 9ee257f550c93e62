using System.Globalization;

using Lucid.Model;
using Lucid.Model.Nn;

namespace Lucid.Language.Binding;

/// <summary>
/// The names of layers within the model or a block, as in a state dict: paths whose parts are separated by dots. A scope that was not
/// placed yet (a Sequential before it has a name) gets its place when it is first needed.
/// </summary>
internal sealed class LayerScope
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private Container? _container;

    private LayerScope(Container? container) => _container = container;

    /// <summary>The outermost scope.</summary>
    public static LayerScope Root() => new(new Container());

    /// <summary>A scope that gets its place later.</summary>
    public static LayerScope Unplaced() => new(null);

    /// <summary>Whether the scope stands in the tree of names.</summary>
    public bool IsPlaced => _container is not null;

    /// <summary>The path from the outermost scope, with a dot at its end unless it is empty.</summary>
    public string Prefix => _container is { FullName.Length: > 0 } container ? container.FullName + "." : string.Empty;

    /// <summary>The outermost module, of which every layer is a part.</summary>
    public Module Module => _container!;

    /// <summary>Counts the applications of the block that the scope belongs to: within one, a name is given once.</summary>
    public int Generation { get; private set; }

    /// <summary>Another application begins.</summary>
    public void Renew()
    {
        Generation++;
        _counts.Clear();
    }

    /// <summary>A name for a layer that was given none: <c>conv2d_1</c>.</summary>
    public string Automatic(string kind)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{kind}_{_counts[kind]}");
    }

    /// <summary>What an earlier application of the block gave the name to; null where it is new.</summary>
    /// <param name="label">The name.</param>
    /// <param name="first">Where the name was given in this application already.</param>
    public object? Known(string label, out SourceSpan? first)
    {
        first = null;
        if (!_entries.TryGetValue(label, out Entry? entry)) return null;
        if (entry.Generation == Generation) first = entry.Span;
        entry.Generation = Generation;
        return entry.Owner;
    }

    /// <summary>Remembers what has a name.</summary>
    public void Add(string label, object owner, SourceSpan span) => _entries.Add(label, new Entry(owner, span) { Generation = Generation });

    /// <summary>Gives a module its place.</summary>
    /// <returns>What is wrong with the name, or null.</returns>
    public string? Register(string label, Module module)
    {
        string[] path = label.Split('.');
        Container? parent = _container!;
        foreach (string part in path[..^1])
        {
            parent = parent.Inner(part);
            if (parent is null) return $"'{part}' is a layer, which has no parts";
        }

        return parent.Place(path[^1], module);
    }

    /// <summary>A scope for the layers of a block or a sequence.</summary>
    /// <returns>The scope, or what is wrong with the name.</returns>
    public (LayerScope? Scope, string? Problem) Inner(string label)
    {
        Container? inner = _container!;
        foreach (string part in label.Split('.'))
        {
            inner = inner.Inner(part);
            if (inner is null) return (null, $"'{part}' is a layer, which has no parts");
        }

        return (new LayerScope(inner), null);
    }

    /// <summary>Puts an unplaced scope where another one says.</summary>
    public void PlaceAt(LayerScope scope) => _container = scope._container;

    private sealed class Entry(object owner, SourceSpan span)
    {
        public object Owner => owner;

        public SourceSpan Span => span;

        public int Generation { get; set; }
    }

    private sealed class Container : Module
    {
        private readonly Dictionary<string, Module> _parts = new(StringComparer.Ordinal);

        public override Var Forward(Var input) => throw new System.Diagnostics.UnreachableException("a container is never applied");

        public Container? Inner(string name)
        {
            if (!_parts.TryGetValue(name, out Module? part)) _parts.Add(name, part = Register(name, new Container()));
            return part as Container;
        }

        public string? Place(string name, Module module)
        {
            if (_parts.ContainsKey(name))
                return name.All(char.IsAsciiDigit) ? "another Sequential has a part of that number; give one of them a name: net: Sequential(…)" : $"layers within '{name}' have names already";
            _parts.Add(name, Register(name, module));
            return null;
        }
    }
}
