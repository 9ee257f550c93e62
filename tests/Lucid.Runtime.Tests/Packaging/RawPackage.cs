using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using Lucid.Safetensors;
using Lucid.Tensors;

namespace Lucid.Runtime.Tests.Packaging;

/// <summary>A package's file taken apart, changed and put together again, with digests that fit unless asked otherwise.</summary>
internal sealed class RawPackage
{
    private static readonly byte[] Sample = SamplePackage.Write(SamplePackage.Static);

    private JsonObject? _goldens;

    public RawPackage()
    {
        using SafetensorsFile file = SafetensorsFile.Parse(Sample);
        foreach (string name in file.Names.Where(name => !name.StartsWith("lucid.pad.", StringComparison.Ordinal)))
            Tensors.Add(new(name, new HostTensor(file[name].Element, file[name].Shape, file[name].Bytes.ToArray())));
        Document = JsonNode.Parse(Tensors[0].Value.Bytes.Span)!.AsObject();
        foreach ((string key, string value) in file.Metadata) Metadata[key] = value;
    }

    /// <summary>Stored tensors without padding, the program first.</summary>
    public List<KeyValuePair<string, HostTensor>> Tensors { get; } = [];

    /// <summary>The program's JSON.</summary>
    public JsonObject Document { get; }

    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>The goldens' JSON.</summary>
    public JsonObject Goldens => _goldens ??= JsonNode.Parse(Tensors.Single(tensor => tensor.Key == "lucid.goldens").Value.Bytes.Span)!.AsObject();

    public int Alignment { get; set; } = 64;

    /// <summary>Instead of <see cref="Document"/>.</summary>
    public byte[]? ProgramBytes { get; set; }

    public ElementType ProgramElement { get; set; } = ElementType.U8;

    public JsonObject Program => Document["program"]!.AsObject();

    public JsonObject Candidate => Program["main"]![0]!["candidates"]![0]!.AsObject();

    public byte[] ToBytes()
    {
        if (_goldens is not null) SetGoldens(Encoding.UTF8.GetBytes(_goldens.ToJsonString()));
        byte[] program = ProgramBytes ?? Encoding.UTF8.GetBytes(Document.ToJsonString());
        Tensors[0] = new(Tensors[0].Key, new HostTensor(ProgramElement, new Shape(program.Length), program));
        if (Metadata.ContainsKey("lucid.program.sha256")) Metadata["lucid.program.sha256"] = Convert.ToHexStringLower(SHA256.HashData(program));
        using MemoryStream stream = new();
        SafetensorsWriter.Write(stream, Tensors, Metadata, new() { Alignment = Alignment, PadPrefix = "lucid.pad." });
        return stream.ToArray();
    }

    /// <summary>Other bytes of the goldens' document, listed with their digest.</summary>
    public void SetGoldens(byte[] bytes)
    {
        int at = Tensors.FindIndex(tensor => tensor.Key == "lucid.goldens");
        Tensors[at] = new("lucid.goldens", new HostTensor(ElementType.U8, new Shape(bytes.Length), bytes));
        JsonObject entry = Document["tensors"]!.AsArray().Select(node => node!.AsObject()).Single(node => (string?)node["name"] == "lucid.goldens");
        entry["type"] = $"u8[{bytes.Length}]";
        entry["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
