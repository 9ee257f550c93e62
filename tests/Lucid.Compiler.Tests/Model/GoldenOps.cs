using System.Buffers.Binary;
using System.Text.Json;
using Lucid.Tensors;
using Lucid.Testing;

namespace Lucid.Compiler.Tests.Model;

/// <summary>The ConvTranspose grid of <c>tests/golden/ops</c>.</summary>
internal static class GoldenOps
{
    private static readonly Lazy<JsonDocument> CaseFile = new(() => JsonDocument.Parse(RepositoryRoot.ReadBytes("tests/golden/ops/cases.json")));
    private static readonly Lazy<JsonDocument> ShapeFile = new(() => JsonDocument.Parse(RepositoryRoot.ReadBytes("tests/golden/ops/doc_shapes.json")));

    public static IEnumerable<JsonElement> Section(string name) => CaseFile.Value.RootElement.GetProperty(name).EnumerateArray();

    public static IEnumerable<JsonElement> DocumentedShapes => ShapeFile.Value.RootElement.GetProperty("examples").EnumerateArray();

    public static long[] Longs(this JsonElement record, string name) => [.. record.GetProperty(name).EnumerateArray().Select(item => item.GetInt64())];

    public static ValueList<IntExpr> Exprs(this JsonElement record, string name) => record.Longs(name).Select(value => (IntExpr)value).ToValueList();

    public static string Text(this JsonElement record, string name) => record.GetProperty(name).GetString()!;

    /// <summary>The F32 tensors of a safetensors file.</summary>
    public static Dictionary<string, HostTensor> Tensors(string file)
    {
        byte[] bytes = RepositoryRoot.ReadBytes("tests/golden/ops/" + file);
        int header = checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
        using JsonDocument json = JsonDocument.Parse(bytes.AsMemory(8, header));
        Dictionary<string, HostTensor> tensors = [];
        foreach (JsonProperty entry in json.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            long[] range = entry.Value.Longs("data_offsets");
            tensors.Add(entry.Name, new HostTensor(
                ElementType.F32, new Shape(entry.Value.Longs("shape")), bytes.AsMemory(8 + header + (int)range[0], (int)(range[1] - range[0]))));
        }

        return tensors;
    }
}
