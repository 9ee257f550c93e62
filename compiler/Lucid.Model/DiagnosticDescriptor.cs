using System.Globalization;

namespace Lucid.Model;

/// <summary>A kind of diagnostic: its id, how bad it is, and its text with places for what was found and expected.</summary>
/// <param name="Id">As <c>LUC2101</c>; never reused for something else.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Format">A composite format string.</param>
public sealed record DiagnosticDescriptor(string Id, Severity Severity, string Format)
{
    /// <summary>The text with its places filled, numbers written the same in every culture.</summary>
    public string Message(params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, Format, values);

    /// <summary>A diagnostic at a place.</summary>
    public Diagnostic At(SourceSpan span, params ReadOnlySpan<object?> values) => new(Id, Severity, span, Message(values));
}
