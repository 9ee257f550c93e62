using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>
/// The tiles of shaders/taps/rows.comp, each reached by a layer of its own: they agree bit for bit with every other schedule of the
/// layer and are within the layer's bound.
/// </summary>
public sealed class RowScheduleTests
{
    // The variant that llvmpipe chooses stands beside the layer: a layer that no longer reaches its tile shows.
    private static readonly (string Variant, Op Op, long Products, long[] Input, long[] Weight)[] Layers =
    [
        ("rows 16x8 by 2 taps", new ConvTranspose([2, 2], [1, 1], [1, 1], [0, 0], [1, 1], 1), 8 * 4, [2, 8, 3, 16], [8, 20, 4, 4]),
        ("rows 16x8 by 3 taps", new Conv([1, 1], [1, 1], [1, 1], [1, 1], 1), 8 * 9, [1, 8, 5, 23], [18, 8, 3, 3]),
        ("rows 16x8 by 3 taps quads", new Conv([1], [4], [4], [1], 1), 6 * 9, [2, 6, 48], [16, 6, 9]),
        ("rows 16x4 quads", new Conv([2, 2], [1, 1], [1, 1], [1, 1], 1), 5 * 9, [1, 5, 7, 23], [16, 5, 3, 3]),
        ("rows 8x8", new Conv([1, 1], [2, 2], [2, 2], [2, 2], 1), 4 * 9, [1, 4, 6, 14], [8, 4, 3, 3]),
        ("rows 8x16 quads", new ConvTranspose([2, 2], [0, 0], [0, 0], [0, 0], [1, 1], 1), 8, [1, 8, 3, 8], [8, 10, 2, 2]),
        ("rows 8x16", new ConvTranspose([2, 2, 2], [0, 0, 0], [0, 0, 0], [1, 1, 1], [1, 1, 1], 1), 8, [1, 8, 2, 2, 7], [8, 8, 2, 2, 2]),
        ("rows 8x8 quads", new ConvTranspose([2], [0], [0], [0], [1], 1), 12, [3, 12, 4], [12, 16, 2]),
        ("rows 4x8 by 2 taps", new ConvTranspose([2, 2], [1, 1], [1, 1], [0, 0], [1, 1], 1), 12 * 4, [1, 12, 5, 8], [12, 3, 4, 4]),
        ("rows 4x8 by 3 taps quads", new Conv([1, 1], [1, 1], [1, 1], [1, 1], 1), 3 * 9, [1, 3, 6, 32], [1, 3, 3, 3]),
        ("rows 8x8 by 3 taps", new Conv([1, 1], [1, 0], [1, 2], [1, 1], 1), 9, [2, 1, 6, 15], [6, 1, 3, 3]),
        ("rows 16x8 by 2 taps", new ConvTranspose([8], [4], [4], [0], [1], 1), 8 * 2, [1, 8, 24], [8, 16, 16]),
        ("rows 8x8 by 2 taps", new ConvTranspose([2], [1], [1], [0], [1], 2), 4 * 2, [2, 8, 16], [8, 8, 4]),
    ];

    // SwiftShader's subgroups have four lanes: it takes none of these tiles, and LinearScheduleTests has the schedules that it takes.
    private static IEnumerable<string> Drivers => DeviceMatrix.All.Where(name => name != "swiftshader");

    public static TheoryData<string> DriversWithRows => [.. Drivers];

    public static TheoryData<string, int> LayersOfDrivers()
    {
        TheoryData<string, int> data = [];
        foreach (string driver in Drivers)
        {
            foreach (int layer in Enumerable.Range(0, Layers.Length)) data.Add(driver, layer);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LayersOfDrivers))]
    public void A_tile_gives_the_bits_of_every_other_schedule(string driver, int layer)
    {
        (string variant, Op op, long products, long[] input, long[] weight) = Layers[layer];
        Random random = new(layer);
        HostTensor x = SeededTensor.Floats(random, input);
        HostTensor[] constants = [SeededTensor.Floats(random, weight), SeededTensor.Floats(random, BiasOf(op, weight))];
        Graph graph = Build(op, x, constants);
        Dictionary<string, HostTensor> inputs = new() { ["x"] = x };
        ModelPackage package = ModelCompiler.Compile(graph);
        using TestDevice device = DeviceMatrix.Use(driver);
        if (driver == "llvmpipe") Assert.Equal(variant, ChosenVariant(device.Device, package, x.Shape));
        Schedules.CheckSameBits(device.Device, package, inputs, "taps-4");

        Graph sums = Build(op, x, [.. constants.Select(Magnitude)]);
        double[] scale = DeviceRun.Reference(sums, new Dictionary<string, HostTensor> { ["x"] = Magnitude(x) }, "y").ToDoubles();
        double unit = ErrorBound.Of(op).Factor(products) * ErrorBound.Epsilon;
        Bounds.CheckWithin(DeviceRun.Reference(graph, inputs, "y"), DeviceRun.Run(device.Device, package, inputs)["y"], i => unit * scale[i], variant);
    }

    [Theory]
    [MemberData(nameof(DriversWithRows))]
    public void An_infinite_weight_leaves_the_outputs_beyond_its_reach_alone(string driver)
    {
        (_, Op op, _, long[] input, long[] weight) = Layers[1];
        HostTensor x = SeededTensor.Floats(new Random(1), input);
        float[] weights = SeededTensor.Floats(new Random(2), weight).ToFloats();
        weights[0] = float.PositiveInfinity;
        Graph graph = Build(op, x, [HostTensor.Of(new Shape(weight), weights), SeededTensor.Floats(new Random(3), weight[0])]);
        Dictionary<string, HostTensor> inputs = new() { ["x"] = x };
        using TestDevice device = DeviceMatrix.Use(driver);
        ModelPackage package = ModelCompiler.Compile(graph);
        Schedules.CheckSameBits(device.Device, package, inputs, "taps-4");
        Bounds.CheckWithin(DeviceRun.Reference(graph, inputs, "y"), DeviceRun.Run(device.Device, package, inputs)["y"], _ => 1e-4);
    }

    private static HostTensor Magnitude(HostTensor tensor) => HostTensor.FromDoubles(tensor.Element, tensor.Shape, [.. tensor.ToDoubles().Select(Math.Abs)]);

    private static long BiasOf(Op op, long[] weight) => op is ConvTranspose transposed ? weight[1] * transposed.Groups : weight[0];

    private static Graph Build(Op op, HostTensor x, HostTensor[] constants)
    {
        GraphBuilder builder = new("rows");
        ValueId[] operands = [builder.AddInput("x", x.Type), .. constants.Select((tensor, i) => builder.AddConstant($"c{i}", tensor))];
        builder.AddOutput("y", builder.Add(op, operands, "layer")!.Value);
        return builder.Build();
    }

    private static string ChosenVariant(Runtime.VulkanDevice device, ModelPackage package, Shape input)
    {
        using Runtime.CompiledModel model = Runtime.CompiledModel.FromPackage(package);
        using Runtime.Session session = model.CreateSession(device);
        return session.Explain(input).Kernels.Single(kernel => kernel.Name == "layer").Variant;
    }
}
