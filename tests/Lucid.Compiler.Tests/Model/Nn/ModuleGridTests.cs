using System.Collections.Concurrent;
using System.Text.Json;
using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Model.Nn;

/// <summary>The ConvTranspose grid through modules: state dict, output_size where the case has one, batched and unbatched.</summary>
public sealed class ModuleGridTests
{
    private static readonly ConcurrentDictionary<string, Dictionary<string, HostTensor>> Files = new();

    public static TheoryData<string> Cases => [.. GoldenOps.Section("cases").Select(record => record.Text("id"))];

    public static TheoryData<string> Invalid => [.. GoldenOps.Section("invalid").Select(record => record.Text("name"))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_loaded_module_gives_the_golden_output(string id)
    {
        JsonElement record = GoldenOps.Section("cases").Single(record => record.Text("id") == id);
        Dictionary<string, HostTensor> file = Files.GetOrAdd(record.Text("file"), GoldenOps.Tensors);
        bool hasBias = record.GetProperty("has_bias").GetBoolean();
        bool bySize = record.GetProperty("output_size").ValueKind == JsonValueKind.Array;
        ConvTransposeModule module = ModuleOf(record, hasBias, bySize);
        Dictionary<string, HostTensor> state = new() { ["weight"] = file[id + ".weight"] };
        if (hasBias) state.Add("bias", file[id + ".bias"]);
        module.LoadStateDict(state);

        NnModel model = new(id);
        // One package for every size: the case's extents are symbols, so output_size is resolved when the model runs.
        string[] symbols = ["n", "c", "u", "v", "w"];
        long[] shape = record.Longs("input_shape");
        Var x = model.Input("x", string.Join(',', shape.Select((extent, axis) => axis == 1 ? $"{extent}" : symbols[axis])));
        model.Output("y", module.Forward(x, bySize ? record.Exprs("output_size") : null));
        var inputs = new Dictionary<string, HostTensor> { ["x"] = file[id + ".input"] };
        HostTensor got = ReferenceInterpreter.Run(model.Build(), inputs).Outputs["y"].ToHost();
        Evaluation.AssertClose(file[id + ".output"], got);
        if (shape[0] == 1) AssertUnbatchedAgrees(module, record, file[id + ".input"], got, bySize);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_torch_refuses_the_builder_refuses(string name)
    {
        JsonElement record = GoldenOps.Section("invalid").Single(record => record.Text("name") == name);
        NnModel model = new(name);
        Var x = model.Input("x", string.Join(',', record.Longs("input_shape")));
        ModelException error = Assert.Throws<ModelException>(() =>
        {
            bool bySize = record.TryGetProperty("output_size", out JsonElement size) && size.ValueKind == JsonValueKind.Array;
            ModuleOf(record, hasBias: true, bySize).Forward(x, bySize ? record.Exprs("output_size") : null);
        });
        Assert.Equal(Messages[name], error.Message[(error.Message.IndexOf(": error", StringComparison.Ordinal) + 2)..]);
        Assert.StartsWith("ModuleGridTests.cs:", error.Message, StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, string> Messages = new()
    {
        ["output_padding_ge_stride"] = "error LUC2109: conv_transpose: output_padding of axis 0 is 2, expected 0 or more and less than max(stride, dilation) = 2",
        ["output_padding_ge_both"] = "error LUC2109: conv_transpose: output_padding of axis 0 is 3, expected 0 or more and less than max(stride, dilation) = 3",
        ["empty_output"] = "error LUC2108: conv_transpose: output extent of axis 0 is 0, expected 1 or more",
        ["channel_mismatch"] = "error LUC2101: conv_transpose: input has 4 channels, weight expects 3",
        ["groups_do_not_divide_cin"] = "error LUC2402: ConvTranspose2d: in_channels 3 is not divisible by groups 2",
        ["zero_stride"] = "error LUC2401: ConvTranspose2d: stride is 0, expected 1 or more",
        ["zero_dilation"] = "error LUC2401: ConvTranspose2d: dilation is 0, expected 1 or more",
        ["negative_output_padding"] = "error LUC2401: ConvTranspose2d: output_padding is -1, expected 0 or more",
        ["output_size_too_small"] = "error LUC2411: ConvTranspose2d: requested output size [6,7], valid sizes range from [7,7] to [8,8] for an input of [4,4]",
        ["output_size_wrong_rank"] = "error LUC2410: ConvTranspose2d: output_size has 1 entries, expected 2 or 4",
    };

    private static void AssertUnbatchedAgrees(ConvTransposeModule module, JsonElement record, HostTensor input, HostTensor batched, bool bySize)
    {
        NnModel model = new("unbatched");
        Shape shape = new(input.Shape.Extents.AsSpan()[1..]);
        Var x = model.Input("x", string.Join(',', shape.Extents));
        model.Output("y", module.Forward(x, bySize ? record.Exprs("output_size") : null));
        HostTensor got = ReferenceInterpreter.Run(model.Build(), new Dictionary<string, HostTensor> { ["x"] = input.Reshape(shape) }).Outputs["y"].ToHost();
        Assert.Equal(batched.Shape.Extents.Skip(1), got.Shape.Extents);
        Assert.True(batched.Bytes.Span.SequenceEqual(got.Bytes.Span));
    }

    private static ConvTransposeModule ModuleOf(JsonElement record, bool hasBias, bool bySize)
    {
        long[] weight = record.Longs("weight_shape");
        long groups = record.GetProperty("groups").GetInt64();
        (IntTuple kernel, IntTuple stride, IntTuple padding, IntTuple dilation) = (weight[2..], record.Longs("stride"), record.Longs("padding"), record.Longs("dilation"));
        IntTuple outputPadding = bySize ? 0 : record.Longs("output_padding");
        (long inChannels, long outChannels) = (weight[0], weight[1] * groups);
        return (weight.Length - 2) switch
        {
            1 => new ConvTranspose1d(inChannels, outChannels, kernel, stride, padding, outputPadding, groups, hasBias, dilation),
            2 => new ConvTranspose2d(inChannels, outChannels, kernel, stride, padding, outputPadding, groups, hasBias, dilation),
            _ => new ConvTranspose3d(inChannels, outChannels, kernel, stride, padding, outputPadding, groups, hasBias, dilation),
        };
    }
}
