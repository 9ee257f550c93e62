using System.Collections.Immutable;

using Lucid.Model;

namespace Lucid.Language;

/// <summary>A source has errors and gives no model. The message shows every diagnostic with its line.</summary>
/// <param name="diagnostics">Everything that was found, warnings included.</param>
/// <param name="text">The source.</param>
public sealed class SourceException(ImmutableArray<Diagnostic> diagnostics, string text) : Exception(DiagnosticText.Render(diagnostics, text))
{
    /// <summary>Everything that was found, in the order of the source.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => diagnostics;
}
