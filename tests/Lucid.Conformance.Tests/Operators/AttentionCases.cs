using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Attention as one kernel on every driver: heads, batches, channels that fill no block, operands in blocks, infinities.</summary>
public sealed class AttentionCases
{
    private static readonly ComparisonLimit Limit = ComparisonLimits.OperatorCase(halfStorage: false);

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Agrees_with_the_reference(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        foreach ((long[] batch, long depth, long queries, long channels, long keys) in ((long[], long, long, long, long)[])
            [([2], 8, 9, 4, 9), ([1], 3, 5, 7, 70), ([2, 3], 64, 4, 61, 6), ([2, 1, 3], 5, 3, 2, 1)])
        {
            Random random = new((int)depth);
            Dictionary<string, HostTensor> inputs = new()
            {
                ["q"] = SeededTensor.Floats(random, [.. batch, depth, queries]),
                ["k"] = SeededTensor.Floats(random, [.. batch, depth, keys]),
                ["v"] = SeededTensor.Floats(random, [.. batch, channels, keys]),
            };
            Graph graph = GraphOf(inputs, 1 / Math.Sqrt(depth));
            TensorAssert.Close(DeviceRun.Reference(graph, inputs, "y"), DeviceRun.Run(device.Device, graph, inputs)["y"], Limit, $"{string.Join(',', batch)} x {depth}");
        }
    }

    /// <summary>A transformer's block among convolutions: one kernel for the attention, and none that only moves data.</summary>
    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_block_among_convolutions_is_five_kernels(string driver)
    {
        GraphBuilder builder = new("block");
        Random random = new(11);
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(IntExpr.Symbol("N"), 12, 3, 5)));
        ValueId rows = Turn(builder.Add(new Reshape(new SymbolicShape(IntExpr.Symbol("N"), 12, 15)), [x])!.Value);
        ValueId scores = builder.Add(new MatMul(), [Product(rows), Turn(Product(rows))])!.Value;
        scores = builder.Add(new Pointwise(PointwiseKind.Mul), [scores, builder.AddConstant("scale", HostTensor.Of(new Shape(), 0.3f))])!.Value;
        ValueId mixed = builder.Add(new MatMul(), [builder.Add(new Softmax(2), [scores])!.Value, Product(rows)])!.Value;
        ValueId image = builder.Add(new Reshape(new SymbolicShape(IntExpr.Symbol("N"), 12, 3, 5)), [Turn(Product(mixed))])!.Value;
        builder.AddOutput("y", builder.Add(new Pointwise(PointwiseKind.Add), [image, x])!.Value);
        Graph graph = builder.Build();
        ModelPackage package = ModelCompiler.Compile(graph);
        Assert.Equal(5, package.Program.Main.Count(kernel => kernel.Nodes.Count > 0));
        Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(random, 2, 12, 3, 5) };
        using TestDevice device = DeviceMatrix.Use(driver);
        TensorAssert.Close(DeviceRun.Reference(graph, inputs, "y"), DeviceRun.Run(device.Device, package, inputs)["y"], Limit, "block");

        ValueId Turn(ValueId value) => builder.Add(new Transpose([0, 2, 1]), [value])!.Value;

        ValueId Product(ValueId value)
        {
            ValueId product = builder.Add(new MatMul(), [value, builder.AddConstant($"w{random.Next()}", SeededTensor.Floats(random, 12, 12))])!.Value;
            return builder.Add(new Pointwise(PointwiseKind.Add), [product, builder.AddConstant($"b{random.Next()}", SeededTensor.Floats(random, 12))])!.Value;
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Keys_at_minus_infinity_weigh_nothing_and_nothing_else_gives_not_a_number(string driver)
    {
        (float infinity, float nan) = (float.PositiveInfinity, float.NaN);
        // One channel, one query of 1 an image: the scores are the keys.
        float[][] keys = [[-infinity, 0, -infinity], [-infinity, -infinity, -infinity], [0, infinity, 0], [0, nan, 0], [0, 0, -1e30f]];
        Dictionary<string, HostTensor> inputs = new()
        {
            ["q"] = HostTensor.Of(new Shape(5, 1, 1), 1f, 1f, 1f, 1f, 1f),
            ["k"] = HostTensor.Of(new Shape(5, 1, 3), [.. keys.SelectMany(row => row)]),
            ["v"] = HostTensor.Of(new Shape(5, 1, 3), [.. Enumerable.Repeat(new[] { 2f, 4f, 8f }, 5).SelectMany(row => row)]),
        };
        using TestDevice device = DeviceMatrix.Use(driver);
        double[] y = DeviceRun.Run(device.Device, GraphOf(inputs, 1), inputs)["y"].ToDoubles();
        Assert.Equal([4, double.NaN, double.NaN, double.NaN, 3], y);
    }

    private static Graph GraphOf(Dictionary<string, HostTensor> inputs, double scale)
    {
        GraphBuilder builder = new("attention");
        ValueId[] operands = [.. inputs.Select(input => builder.AddInput(input.Key, input.Value.Type))];
        builder.AddOutput("y", builder.Add(new Attention(scale), operands)!.Value);
        return builder.Build();
    }
}
