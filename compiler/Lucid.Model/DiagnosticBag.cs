using System.Collections;

namespace Lucid.Model;

/// <summary>Collects diagnostics in the order they arise.</summary>
public sealed class DiagnosticBag : IReadOnlyList<Diagnostic>
{
    private readonly List<Diagnostic> _items = [];

    /// <summary>Whether any of them is an error.</summary>
    public bool HasErrors { get; private set; }

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public Diagnostic this[int index] => _items[index];

    /// <summary>Adds a diagnostic.</summary>
    public void Add(Diagnostic diagnostic)
    {
        _items.Add(diagnostic);
        HasErrors |= diagnostic.Severity == Severity.Error;
    }

    /// <summary>Adds an error.</summary>
    public void Error(string id, SourceSpan span, string message) => Add(new(id, Severity.Error, span, message));

    /// <summary>Adds a warning.</summary>
    public void Warning(string id, SourceSpan span, string message) => Add(new(id, Severity.Warning, span, message));

    /// <summary>Adds a note.</summary>
    public void Note(string id, SourceSpan span, string message) => Add(new(id, Severity.Note, span, message));

    /// <inheritdoc/>
    public IEnumerator<Diagnostic> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
