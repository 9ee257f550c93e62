using System.Text.Json;

using Lucid.Tensors;

namespace Lucid.Verification.Tests;

/// <summary>A JSON object of a test file, read field by field; what is missing or of another kind is a <see cref="TestFormatException"/> naming the field.</summary>
internal readonly record struct JsonFields(string Path, string Place, JsonElement Element)
{
    private const int MostBytes = 64 << 20;

    /// <summary>The object that a file holds.</summary>
    public static JsonFields Read(string path)
    {
        FileInfo file = new(path);
        if (file.Length > MostBytes) throw new TestFormatException(path, $"the file has {file.Length} bytes; at most {MostBytes} are read");
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 32 });
            return new JsonFields(path, "", document.RootElement.Clone()).AsObject();
        }
        catch (JsonException fault)
        {
            throw new TestFormatException(path, $"is no JSON: {fault.Message}");
        }
    }

    public bool Has(string name) => Element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    public string Text(string name) => Get(name, JsonValueKind.String).GetString()!;

    public string? TextOrNull(string name) => Has(name) ? Text(name) : null;

    public bool Flag(string name) => Has(name) && Get(name) is var value && value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.GetBoolean()
        : throw Fault(name, "true or false");

    public double Number(string name) => Get(name, JsonValueKind.Number).GetDouble();

    public long Integer(string name) => ToInteger(Get(name), name);

    public long[] Integers(string name)
    {
        JsonFields self = this;
        return [.. Get(name, JsonValueKind.Array).EnumerateArray().Select(item => self.ToInteger(item, name))];
    }

    public long[]? IntegersOrNull(string name) => Has(name) ? Integers(name) : null;

    public Shape Shape(string name) => Integers(name) is var extents && extents.All(extent => extent >= 0) ? new Shape(extents) : throw Fault(name, "extents of 0 or more");

    public JsonFields[] Objects(string name)
    {
        (string path, string place) = (Path, Place);
        return [.. Get(name, JsonValueKind.Array).EnumerateArray().Select((item, i) => new JsonFields(path, $"{place}{name}[{i}].", item).AsObject())];
    }

    public JsonFields[] ObjectsOrNone(string name) => Has(name) ? Objects(name) : [];

    public TestFormatException Fault(string name, string expected) => new(Path, $"field '{Place}{name}': expected {expected}");

    private JsonFields AsObject() => Element.ValueKind == JsonValueKind.Object ? this : throw new TestFormatException(Path, $"{Place.TrimEnd('.')}: expected an object");

    private long ToInteger(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long integer) ? integer : throw Fault(name, "an integer");

    private JsonElement Get(string name) => Element.TryGetProperty(name, out JsonElement value) ? value : throw Fault(name, "it to be there");

    private JsonElement Get(string name, JsonValueKind kind) => Get(name) is var value && value.ValueKind == kind ? value : throw Fault(name, $"a JSON {kind}");
}
