using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using Lucid.Model;

namespace Lucid.Cli.Data;

/// <summary>Diagnostics for scripts: an array of objects with id, severity, file, line, column and message.</summary>
internal static class DiagnosticJson
{
    public static void Write(IEnumerable<Diagnostic> diagnostics, TextWriter output)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (Diagnostic diagnostic in diagnostics)
            {
                json.WriteStartObject();
                json.WriteString("id", diagnostic.Id);
                json.WriteString("severity", diagnostic.Severity.ToString().ToLowerInvariant());
                json.WriteString("file", diagnostic.Span.File ?? "");
                json.WriteNumber("line", diagnostic.Span.Line);
                json.WriteNumber("column", diagnostic.Span.Column);
                json.WriteString("message", diagnostic.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }
}
