using System.Collections.Concurrent;
using System.Text.Json;

using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Safetensors;
using Lucid.Tensors;
using Lucid.Testing;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>A case of the ConvTranspose grid (tests/golden/ops/cases.json).</summary>
internal sealed record ConvTransposeCase(string Id, bool NonFinite, string? Name, JsonElement Record)
{
    private static readonly Lazy<Dictionary<string, ConvTransposeCase>> Cases = new(Read);
    private static readonly ConcurrentDictionary<string, SafetensorsFile> Files = new(StringComparer.Ordinal);

    public static IEnumerable<ConvTransposeCase> All => Cases.Value.Values;

    public static ConvTransposeCase Of(string id) => Cases.Value[id];

    public bool HasBias => Record.GetProperty("has_bias").GetBoolean();

    public bool IsSubnormal => Name == "subnormal_input";

    public HostTensor Tensor(string part)
    {
        string file = Record.GetProperty("file").GetString()!;
        SafetensorsFile tensors = Files.GetOrAdd(file, name => SafetensorsFile.Open(RepositoryRoot.Combine($"tests/golden/ops/{name}")));
        return tensors.TryGet($"{Id}.{part}", out HostTensor? tensor) ? tensor! : throw new InvalidDataException($"{file} lacks {Id}.{part}");
    }

    /// <summary>The layer with weight and bias as constants, or as inputs beside x.</summary>
    public (Graph Graph, Dictionary<string, HostTensor> Inputs) Build(bool weightsAsInputs)
    {
        GraphBuilder builder = new(Id);
        HostTensor x = Tensor("input");
        Dictionary<string, HostTensor> inputs = new() { ["x"] = x };
        List<ValueId> operands = [builder.AddInput("x", x.Type)];
        foreach (string part in HasBias ? (string[])["weight", "bias"] : ["weight"])
        {
            HostTensor tensor = Tensor(part);
            operands.Add(weightsAsInputs ? builder.AddInput(part, tensor.Type) : builder.AddConstant(part, tensor));
            if (weightsAsInputs) inputs[part] = tensor;
        }

        ValueList<IntExpr> padding = Expressions("padding");
        ConvTranspose op = new(Numbers("stride"), padding, padding, Expressions("output_padding"), Numbers("dilation"), Record.GetProperty("groups").GetInt64());
        ValueId output = builder.Add(op, [.. operands], "conv_transpose") ?? throw new InvalidDataException(string.Join("; ", builder.Diagnostics));
        builder.AddOutput("y", output);
        return (builder.Build(), inputs);
    }

    private ValueList<long> Numbers(string name) => Record.GetProperty(name).EnumerateArray().Select(e => e.GetInt64()).ToValueList();

    private ValueList<IntExpr> Expressions(string name) => Numbers(name).Select(value => (IntExpr)value).ToValueList();

    private static Dictionary<string, ConvTransposeCase> Read()
    {
        using JsonDocument document = JsonDocument.Parse(RepositoryRoot.ReadBytes("tests/golden/ops/cases.json"));
        Dictionary<string, ConvTransposeCase> cases = new(StringComparer.Ordinal);
        foreach (string group in (string[])["cases", "nonfinite"])
        {
            foreach (JsonElement record in document.RootElement.GetProperty(group).EnumerateArray())
            {
                string id = record.GetProperty("id").GetString()!;
                string? name = record.TryGetProperty("name", out JsonElement text) ? text.GetString() : null;
                cases.Add(id, new ConvTransposeCase(id, group == "nonfinite", name, record.Clone()));
            }
        }

        return cases;
    }
}
