using System.Text.Json;

using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Verification.Models;

namespace Lucid.Cli.Data;

/// <summary>The devices of a file as <c>lucid devices --json</c> writes it, as targets of a compilation.</summary>
internal static class TargetFile
{
    private const int MostBytes = 4 << 20;

    private static readonly (string Field, string Limit)[] Limits =
    [
        ("workgroup_invocations", DeviceLimitNames.WorkgroupInvocations), ("shared_memory_bytes", DeviceLimitNames.SharedMemory), ("texel_elements", DeviceLimitNames.TexelElements),
        ("storage_buffers", DeviceLimitNames.StorageBuffers), ("storage_range_bytes", DeviceLimitNames.StorageRange), ("subgroup_size", DeviceLimitNames.SubgroupSize),
    ];

    public static IEnumerable<TargetProfile> Read(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists) throw new ModelFileException(path, $"no such file for --target; `lucid devices --json > {path}` writes one for the devices of a machine");
        if (file.Length > MostBytes) throw Fault(path, $"has {file.Length} bytes; at most {MostBytes} are read");
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() == 0) throw Fault(path, "expected a list of devices");
            return [.. document.RootElement.EnumerateArray().Select((device, i) => Profile(path, i, device))];
        }
        catch (JsonException fault)
        {
            throw Fault(path, "is no JSON: " + fault.Message);
        }
    }

    private static TargetProfile Profile(string path, int index, JsonElement device)
    {
        string place = $"device {index}";
        string name = Field(device, "name", JsonValueKind.String).GetString()!;
        List<string> features = [];
        foreach (JsonElement feature in Field(device, "features", JsonValueKind.Array).EnumerateArray())
        {
            if (feature.ValueKind != JsonValueKind.String) throw Fault(path, $"{place}: 'features' holds {feature.GetRawText()}, expected names");
            features.Add(feature.GetString()!);
        }

        JsonElement limits = Field(device, "limits", JsonValueKind.Object);
        return new TargetProfile(name, Limits.Select(limit => new TargetLimit(limit.Limit, Number(limits, limit.Field))).ToValueList(), features.ToValueList());

        JsonElement Field(JsonElement parent, string field, JsonValueKind kind) =>
            parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(field, out JsonElement value) && value.ValueKind == kind
                ? value : throw Fault(path, $"{place}: expected '{field}', a JSON {kind}");

        long Number(JsonElement parent, string field) => Field(parent, field, JsonValueKind.Number).TryGetInt64(out long value) && value > 0
            ? value : throw Fault(path, $"{place}: '{field}' is {Field(parent, field, JsonValueKind.Number).GetRawText()}, expected a whole number above 0");
    }

    private static ModelFileException Fault(string path, string message) => new(path, $"{message}, as `lucid devices --json` writes it for --target");
}
