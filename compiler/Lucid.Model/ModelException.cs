using System.Collections.Immutable;

namespace Lucid.Model;

/// <summary>A model has errors and no result; thrown at the public doors that return a result, with all diagnostics.</summary>
public sealed class ModelException(ImmutableArray<Diagnostic> diagnostics)
    : Exception(string.Join(Environment.NewLine, diagnostics))
{
    /// <summary>Everything that was found, warnings included.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => diagnostics;
}
