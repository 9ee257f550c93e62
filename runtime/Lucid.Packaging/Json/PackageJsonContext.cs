using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lucid.Packaging.Json;

/// <summary>Serialisation code made at build time: no reflection, so that trimmed applications read packages too.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    MaxDepth = PackageLimits.JsonDepth)]
[JsonSerializable(typeof(PackageDocument))]
internal sealed partial class PackageJsonContext : JsonSerializerContext
{
    /// <summary>The document as UTF-8, without white space; the same document gives the same bytes.</summary>
    public static ReadOnlyMemory<byte> Write(PackageDocument document)
    {
        ArrayBufferWriter<byte> buffer = new();
        // Relaxed escaping keeps names readable; the document is never put into HTML.
        using Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        JsonSerializer.Serialize(writer, document, Default.PackageDocument);
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
