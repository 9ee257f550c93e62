using System.Text.Json;

namespace Lucid.Packaging.Json;

/// <summary>Counts a document's values before any object is made of them, so that memory is bounded whatever the text says.</summary>
internal static class JsonCaps
{
    /// <exception cref="JsonFault">The document has too many values, an endless text or nests too deep.</exception>
    /// <exception cref="JsonException">It is no valid JSON.</exception>
    public static void Check(ReadOnlySpan<byte> json, out long consumed)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = PackageLimits.JsonDepth });
        consumed = 0;
        int values = 0;
        while (reader.Read())
        {
            consumed = reader.TokenStartIndex;
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray or JsonTokenType.PropertyName) continue;
            if (++values > PackageLimits.ProgramValues) throw new JsonFault("$", $"more than {PackageLimits.ProgramValues} values");
        }
    }
}
