using System.Collections.Concurrent;
using System.Text.Json;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Model.Ops;

public sealed class ConvTransposeGridTests
{
    private static readonly ConcurrentDictionary<string, Dictionary<string, HostTensor>> Files = new();

    public static TheoryData<string> Cases => [.. GoldenOps.Section("cases").Select(record => record.Text("id"))];

    public static TheoryData<string> NonFinite => [.. GoldenOps.Section("nonfinite").Select(record => record.Text("id"))];

    public static TheoryData<string> Invalid => [.. GoldenOps.Section("invalid").Where(record => record.TryGetProperty("output_padding", out _)).Select(record => record.Text("name"))];

    [Fact]
    public void The_grid_is_complete() => Assert.Equal((205, 12), (Cases.Count, NonFinite.Count));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_interpreter_gives_the_golden_output(string id)
    {
        JsonElement record = GoldenOps.Section("cases").Single(record => record.Text("id") == id);
        (HostTensor golden, HostTensor got) = Run(record);
        Evaluation.AssertClose(golden, got);
    }

    [Theory]
    [MemberData(nameof(NonFinite))]
    public void Only_real_products_count(string id)
    {
        JsonElement record = GoldenOps.Section("nonfinite").Single(record => record.Text("id") == id);
        (HostTensor golden, HostTensor got) = Run(record);
        Evaluation.AssertClose(golden, got);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_torch_refuses_is_refused(string name)
    {
        JsonElement record = GoldenOps.Section("invalid").Single(record => record.Text("name") == name);
        string bias = record.TryGetProperty("bias_shape", out _) ? $"f32[{string.Join(',', record.Longs("bias_shape"))}]" : "";
        string[] types = [$"f32[{string.Join(',', record.Longs("input_shape"))}]", $"f32[{string.Join(',', record.Longs("weight_shape"))}]", bias];
        Assert.Contains("error LUC21", Evaluation.ErrorOf(OpOf(record), [.. types.Where(type => type.Length > 0)]), StringComparison.Ordinal);
    }

    private static ConvTranspose OpOf(JsonElement record) => new(
        record.Longs("stride").ToValueList(), record.Exprs("padding"), record.Exprs("padding"), record.Exprs("output_padding"),
        record.Longs("dilation").ToValueList(), record.GetProperty("groups").GetInt64());

    private static (HostTensor Golden, HostTensor Got) Run(JsonElement record)
    {
        string id = record.Text("id");
        Dictionary<string, HostTensor> file = Files.GetOrAdd(record.Text("file"), GoldenOps.Tensors);
        List<HostTensor> operands = [file[id + ".input"], file[id + ".weight"]];
        if (record.GetProperty("has_bias").GetBoolean()) operands.Add(file[id + ".bias"]);
        return (file[id + ".output"], Evaluation.Run(OpOf(record), [.. operands]));
    }
}
