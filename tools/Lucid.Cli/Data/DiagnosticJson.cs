using Lucid.Model;

namespace Lucid.Cli.Data;

/// <summary>Diagnostics for scripts: an array of objects with id, severity, file, line, column and message.</summary>
internal static class DiagnosticJson
{
    public static void Write(IEnumerable<Diagnostic> diagnostics, TextWriter output) => JsonText.Write(output, json => json.Array(null, diagnostics, diagnostic =>
    {
        json.WriteString("id", diagnostic.Id);
        json.WriteString("severity", diagnostic.Severity.ToString().ToLowerInvariant());
        json.WriteString("file", diagnostic.Span.File ?? "");
        json.WriteNumber("line", diagnostic.Span.Line);
        json.WriteNumber("column", diagnostic.Span.Column);
        json.WriteString("message", diagnostic.Message);
    }));
}
