namespace Lucid.Model;

/// <summary>How bad a diagnostic is.</summary>
public enum Severity
{
    /// <summary>Worth knowing; the result stands.</summary>
    Note,

    /// <summary>Probably not what was meant; the result stands.</summary>
    Warning,

    /// <summary>There is no result.</summary>
    Error,
}

/// <summary>What is wrong with the user's model or options.</summary>
/// <param name="Id">As <c>LUC2101</c>: 1xxx language and import, 2xxx types and shapes, 3xxx target and lowering, 4xxx package.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Span">Where.</param>
/// <param name="Message">What was found and what was expected.</param>
public sealed record Diagnostic(string Id, Severity Severity, SourceSpan Span, string Message)
{
    /// <summary>As <c>decoder.lucid:12:9: error LUC2101: conv_transpose: input has 64 channels, weight expects 32</c>.</summary>
    public override string ToString()
    {
        string severity = Severity switch
        {
            Severity.Note => "note",
            Severity.Warning => "warning",
            Severity.Error => "error",
        };
        string place = Span.ToString();
        return place.Length == 0 ? $"{severity} {Id}: {Message}" : $"{place}: {severity} {Id}: {Message}";
    }
}
