using System.Collections.Concurrent;
using System.Text.Json;

using Lucid.Compiler;
using Lucid.Compiler.Strict;
using Lucid.Conformance.Tests.Operators;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Strict;

/// <summary>Linear layers: the device's bits are those of the contract, whichever schedule runs.</summary>
public sealed class LinearBitsTests
{
    private static readonly CompileOptions Options = new() { Numerics = NumericsMode.Strict };

    // What is compiled and evaluated serves every driver.
    private static readonly ConcurrentDictionary<string, Lazy<(ModelPackage Package, Dictionary<string, HostTensor> Inputs, StrictResult Expected)>> Compiled = new(StringComparer.Ordinal);

    /// <summary>Cases that hold every two properties that any two of the grid's cases hold together, and all whose numbers are not finite; the whole grid with --full.</summary>
    private static readonly string[] Chosen =
        [.. (Resources.Full ? Ordered.Where(test => !test.NonFinite) : Covering([.. Ordered.Where(test => !test.NonFinite)])).Concat(Ordered.Where(test => test.NonFinite)).Select(test => test.Id)];

    private static IEnumerable<ConvTransposeCase> Ordered => ConvTransposeCase.All.OrderBy(test => test.Id, StringComparer.Ordinal);

    public static TheoryData<string> Drivers() => [.. DeviceMatrix.Names];

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Transposed_convolutions_give_the_contracts_bits(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        foreach (string id in Chosen)
        {
            var (package, inputs, expected) = Compile(id);
            StrictRun.Compare(expected, DeviceRun.Run(device.Device, package, inputs), id);
        }
    }

    /// <summary>A layer whose tiles have edges, and trees of every kind: all candidates of the package that the device takes.</summary>
    [Theory]
    [MemberData(nameof(Drivers))]
    public void Every_schedule_gives_the_contracts_bits(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        string large = Ordered.First(test => Text(test, "archetype") == "large").Id;
        var (package, inputs, expected) = Compile(large);
        StrictRun.Compare(expected, DeviceRun.Run(device.Device, package, inputs), large);
        Schedules.CheckSameBits(device.Device, package, inputs, "taps-4");

        (package, inputs, expected) = Compile("trees");
        StrictRun.Compare(expected, DeviceRun.Run(device.Device, package, inputs), "trees");
        Schedules.CheckSameBits(device.Device, package, inputs, "reduce-16");
    }

    [Fact]
    public void The_chosen_cases_hold_every_pair_of_properties_of_the_grid()
    {
        ConvTransposeCase[] grid = [.. Ordered.Where(test => !test.NonFinite)];
        HashSet<(string, string)> all = [.. grid.SelectMany(Pairs)];
        Assert.Equal(all, Chosen.Select(ConvTransposeCase.Of).Where(test => !test.NonFinite).SelectMany(Pairs).ToHashSet());
        Assert.True(all.Count > 300, $"only {all.Count} pairs");
    }

    private static (ModelPackage Package, Dictionary<string, HostTensor> Inputs, StrictResult Expected) Compile(string id) => Compiled.GetOrAdd(id, id => new(() =>
    {
        (Graph graph, Dictionary<string, HostTensor> inputs) = id == "trees" ? Trees() : ConvTransposeCase.Of(id).Build(weightsAsInputs: false);
        return (ModelCompiler.Compile(graph, Options), inputs, StrictEvaluator.Run(ModelCompiler.Optimize(graph, Options, new PassLog()), inputs, Options));
    })).Value;

    private static (Graph Graph, Dictionary<string, HostTensor> Inputs) Trees()
    {
        GraphBuilder builder = new("trees");
        HostTensor x = SeededTensor.Floats(new Random(20260709), 2, 6, 700);
        ValueId rows = builder.AddInput("x", x.Type);
        builder.AddOutput("mean", builder.Add(new Reduce(ReduceKind.Mean, [2]), [rows])!.Value);
        builder.AddOutput("softmax", builder.Add(new Softmax(2), [rows])!.Value);
        ValueId[] affine = [.. new[] { "scale", "shift" }.Select((name, i) => builder.AddConstant(name, SeededTensor.Floats(new Random(i), 6)))];
        builder.AddOutput("normal", builder.Add(new GroupNormalization(2, 1e-5), [rows, .. affine])!.Value);
        return (builder.Build(), new() { ["x"] = x });
    }

    // Greedy: of the cases that add most pairs the first.
    private static List<ConvTransposeCase> Covering(ConvTransposeCase[] cases)
    {
        Dictionary<ConvTransposeCase, HashSet<(string, string)>> pairs = cases.ToDictionary(test => test, test => Pairs(test).ToHashSet());
        HashSet<(string, string)> open = [.. pairs.Values.SelectMany(held => held)];
        List<ConvTransposeCase> chosen = [];
        while (open.Count > 0)
        {
            chosen.Add(cases.MaxBy(test => pairs[test].Count(open.Contains))!);
            open.ExceptWith(pairs[chosen[^1]]);
        }

        return chosen;
    }

    private static IEnumerable<(string, string)> Pairs(ConvTransposeCase test)
    {
        string[] held = Properties(test);
        return held.SelectMany((left, i) => held.Skip(i + 1).Select(right => (left, right)));
    }

    private static string[] Properties(ConvTransposeCase test)
    {
        HashSet<string?> tags = [.. test.Record.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString())];
        long[] kernel = Numbers(test, "kernel"), stride = Numbers(test, "stride");
        bool IsShort(int axis) => kernel[axis] < stride[axis];
        return
        [
            $"rank {kernel.Length}",
            $"groups {(test.Record.GetProperty("groups").GetInt64() == 1 ? "one" : tags.Contains("depthwise") ? "depthwise" : "some")}",
            $"stride {(stride.Max() == 1 ? "one" : tags.Contains("mixed_stride") ? "mixed" : "more")}",
            $"kernel {(Enumerable.Range(0, kernel.Length).Any(IsShort) ? "below stride" : kernel.SequenceEqual(stride) ? "as stride" : "above")}",
            .. new[] { "bias", "dilation", "output_padding", "crop", "one_pixel", "channels_not_mult4", "batch", "nonsquare_kernel" }.Select(tag => $"{tag} {tags.Contains(tag)}"),
        ];
    }

    private static string? Text(ConvTransposeCase test, string name) => test.Record.GetProperty(name).GetString();

    private static long[] Numbers(ConvTransposeCase test, string name) => [.. test.Record.GetProperty(name).EnumerateArray().Select((JsonElement number) => number.GetInt64())];
}
