using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lucid.Cli.Data;

/// <summary>What <c>--json</c> prints: indented, with LF, names as they are.</summary>
internal static class JsonText
{
    public static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Options)) write(json);
        output.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }

    /// <summary>An array of objects.</summary>
    public static void Array<T>(this Utf8JsonWriter json, string? name, IEnumerable<T> items, Action<T> writeObject)
    {
        if (name is null) json.WriteStartArray();
        else json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            writeObject(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>An array of texts.</summary>
    public static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartArray(name);
        foreach (string item in items) json.WriteStringValue(item);
        json.WriteEndArray();
    }
}
