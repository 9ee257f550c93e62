using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

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
[JsonSerializable(typeof(GoldenDocument))]
internal sealed partial class PackageJsonContext : JsonSerializerContext
{
    /// <summary>The document as UTF-8, without white space; the same document gives the same bytes.</summary>
    public static ReadOnlyMemory<byte> Write(PackageDocument document) => Write(document, Default.PackageDocument);

    /// <inheritdoc cref="Write(PackageDocument)"/>
    public static ReadOnlyMemory<byte> Write(GoldenDocument document) => Write(document, Default.GoldenDocument);

    /// <summary>A program alone as UTF-8: that of the float32 variant.</summary>
    public static ReadOnlyMemory<byte> Write(ProgramEntry program) => Write(program, Default.ProgramEntry);

    private static ReadOnlyMemory<byte> Write<T>(T document, JsonTypeInfo<T> type)
    {
        ArrayBufferWriter<byte> buffer = new();
        // Relaxed escaping keeps names readable; the document is never put into HTML.
        using Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        JsonSerializer.Serialize(writer, document, type);
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
