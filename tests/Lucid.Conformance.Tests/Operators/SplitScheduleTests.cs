using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>
/// Layers of small outputs and deep channels whose depth is split, which is another order: taken by force, with sizes known only when the model runs. Of small integers every
/// order of adding up gives the same float32, so that the bits must be those of what the driver chooses; of others the orders differ within their bound.
/// </summary>
public sealed class SplitScheduleTests
{
    private static readonly (Op Op, long[] Input, long[] Weight)[] Layers =
    [
        (new ConvTranspose([1, 1], [0, 0], [0, 0], [0, 0], [1, 1], 1), [1, 100, 1, 1], [100, 36, 4, 4]),
        (new ConvTranspose([2, 2], [1, 1], [1, 1], [0, 1], [1, 1], 1), [2, 132, 3, 4], [132, 10, 4, 4]),
        (new ConvTranspose([3], [0], [2], [1], [2], 2), [2, 520, 5], [520, 8, 4]),
        (new Conv([1, 2, 1], [1, 0, 1], [1, 1, 1], [1, 1, 1], 1), [1, 65, 2, 3, 4], [8, 65, 3, 2, 3]),
    ];

    public static TheoryData<string, int> LayersOfDrivers()
    {
        TheoryData<string, int> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (int layer in Enumerable.Range(0, Layers.Length)) data.Add(driver, layer);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LayersOfDrivers))]
    public void Sums_of_integers_have_the_bits_of_the_chosen_schedule(string driver, int layer)
    {
        // How halves are read is the same for all.
        foreach (ElementType precision in layer == 1 ? new[] { ElementType.F32, ElementType.F16 } : [ElementType.F32])
        {
            Random random = new(layer);
            (Graph graph, HostTensor x) = Make(layer, shape => Integers(random, shape));
            foreach ((string variant, HostTensor got, HostTensor expected) in Outputs(driver, graph, x, precision)) TensorAssert.BitwiseEqual(expected, got, $"{variant}, {precision}");
        }
    }

    /// <summary>n terms, each addition rounded by at most 2^-24 of the sum of |x||w|, in either order; the same model of absolute values gives that sum.</summary>
    [Theory]
    [MemberData(nameof(DeviceMatrix.Names), MemberType = typeof(DeviceMatrix))]
    public void Sums_differ_from_another_order_by_no_more_than_their_bound(string driver)
    {
        Random random = new(4);
        (_, _, long[] weight) = Layers[1];
        double terms = (weight[0] * 4) + 1;
        HostTensor[] drawn = [];
        (Graph graph, HostTensor x) = Make(1, shape => (drawn = [.. drawn, SeededTensor.Floats(random, [.. shape.Extents])])[^1]);
        int next = 0;
        (Graph magnitudes, HostTensor magnitude) = Make(1, _ => Magnitudes(drawn[next++]));
        using TestDevice device = DeviceMatrix.Use(driver);
        float[] sums = DeviceRun.Run(device.Device, magnitudes, new Dictionary<string, HostTensor> { ["x"] = magnitude })["y"].ToFloats();
        foreach ((string variant, HostTensor got, HostTensor expected) in Outputs(driver, graph, x, ElementType.F32))
            Bounds.CheckWithin(expected, got, i => 2 * terms * Math.ScaleB(1, -24) * sums[i], variant);
    }

    [Theory]
    [MemberData(nameof(DeviceMatrix.Names), MemberType = typeof(DeviceMatrix))]
    public void Products_with_missing_inputs_are_left_out(string driver)
    {
        Random random = new(5);
        (Graph graph, HostTensor x) = Make(1, shape =>
        {
            float[] values = Integers(random, shape).ToFloats();
            if (shape.Rank == 4 && shape[0] == Layers[1].Weight[0]) (values[0], values[77], values[^1]) = (float.PositiveInfinity, float.NaN, float.NegativeInfinity);
            return HostTensor.Of(shape, values);
        });
        foreach ((string variant, HostTensor got, HostTensor expected) in Outputs(driver, graph, x, ElementType.F32))
        {
            Assert.Contains(expected.ToFloats(), float.IsFinite);
            Assert.Contains(expected.ToFloats(), value => !float.IsFinite(value));
            Bounds.CheckWithin(expected, got, _ => 0, variant);
        }
    }

    [Fact]
    public void A_strict_package_has_one_order_only()
    {
        Random random = new(6);
        (Graph graph, _) = Make(0, shape => Integers(random, shape));
        ModelPackage package = ModelCompiler.Compile(graph, new CompileOptions { Numerics = NumericsMode.Strict });
        Assert.All(package.Program.Main.Single(kernel => kernel.Name == "layer").Candidates, candidate => Assert.Equal("taps-4", candidate.OrderClass));
    }

    private static List<(string Variant, HostTensor Got, HostTensor Expected)> Outputs(string driver, Graph graph, HostTensor x, ElementType precision) =>
        ForcedCandidates.Run(driver, ModelCompiler.Compile(graph, new CompileOptions { Precision = precision }), new Dictionary<string, HostTensor> { ["x"] = x }, "split-16", candidate => [candidate]);

    private static HostTensor Integers(Random random, Shape shape) => HostTensor.Of(shape, [.. Enumerable.Range(0, checked((int)shape.ElementCount)).Select(_ => (float)random.Next(-4, 5))]);

    private static HostTensor Magnitudes(HostTensor tensor) => HostTensor.Of(tensor.Shape, [.. tensor.ToFloats().Select(Math.Abs)]);

    // Batch and extents are symbols.
    private static (Graph Graph, HostTensor X) Make(int layer, Func<Shape, HostTensor> draw)
    {
        (Op op, long[] input, long[] weight) = Layers[layer];
        GraphBuilder builder = new("split");
        string[] symbols = ["n", "c", "d", "h", "w"];
        SymbolicShape shape = new([.. input.Select((extent, axis) => axis == 1 ? (IntExpr)extent : IntExpr.Symbol(symbols[axis]))]);
        HostTensor x = draw(new Shape(input));
        ValueId value = builder.AddInput("x", new TensorType(ElementType.F32, shape));
        long channels = op is ConvTranspose transposed ? weight[1] * transposed.Groups : weight[0];
        builder.AddOutput("y", builder.Add(op, [value, builder.AddConstant("weight", draw(new Shape(weight))), builder.AddConstant("bias", draw(new Shape(channels)))], "layer")!.Value);
        return (builder.Build(), x);
    }
}
