using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>
/// The tiles of shaders/taps/staged.comp, which software drivers do not choose: taken by force, they agree bit for bit with what those choose, on
/// layers whose edges no tile divides, for sizes known only when the model runs.
/// </summary>
public sealed class StagedScheduleTests
{
    private static readonly (Op Op, long[] Input, long[] Weight)[] Layers =
    [
        (new ConvTranspose([2, 2], [1, 1], [1, 1], [0, 0], [1, 1], 1), [2, 12, 7, 9], [12, 130, 4, 4]),
        (new ConvTranspose([2, 2], [0, 0], [0, 0], [0, 0], [1, 1], 1), [1, 20, 5, 6], [20, 72, 2, 2]),
        (new ConvTranspose([8], [4], [4], [0], [1], 1), [3, 9, 30], [9, 36, 16]),
        (new ConvTranspose([3, 2], [0, 1], [2, 1], [1, 0], [2, 1], 2), [1, 24, 4, 5], [24, 68, 2, 3]),
        (new ConvTranspose([2, 1, 2], [1, 0, 1], [1, 0, 1], [1, 0, 0], [1, 1, 1], 1), [1, 8, 3, 3, 4], [8, 64, 3, 2, 3]),
        (new Conv([1, 1], [1, 1], [1, 1], [1, 1], 1), [1, 10, 9, 17], [129, 10, 3, 3]),
        (new Conv([2], [3], [2], [2], 1), [2, 8, 40], [64, 8, 5]),
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
    public void A_tile_in_shared_memory_gives_the_bits_of_the_chosen_schedule(string driver, int layer)
    {
        (Op op, long[] input, long[] weight) = Layers[layer];
        Random random = new(layer);
        Check(driver, op, SeededTensor.Floats(random, input), [SeededTensor.Floats(random, weight), SeededTensor.Floats(random, BiasOf(op, weight))], new CompileOptions());
    }

    [Theory]
    [MemberData(nameof(DeviceMatrix.Names), MemberType = typeof(DeviceMatrix))]
    public void Products_with_missing_inputs_are_left_out(string driver)
    {
        (Op op, long[] input, long[] weight) = Layers[0];
        float[] weights = SeededTensor.Floats(new Random(2), weight).ToFloats();
        (weights[0], weights[77], weights[^1]) = (float.PositiveInfinity, float.NaN, float.NegativeInfinity);
        Check(driver, op, SeededTensor.Floats(new Random(1), input), [HostTensor.Of(new Shape(weight), weights), SeededTensor.Floats(new Random(3), BiasOf(op, weight))], new CompileOptions());
    }

    [Theory]
    [MemberData(nameof(DeviceMatrix.Names), MemberType = typeof(DeviceMatrix))]
    public void Strict_bits_are_the_same(string driver)
    {
        (Op op, long[] input, long[] weight) = Layers[1];
        Random random = new(11);
        Check(driver, op, SeededTensor.Floats(random, input), [SeededTensor.Floats(random, weight), SeededTensor.Floats(random, BiasOf(op, weight))], new CompileOptions { Numerics = NumericsMode.Strict });
    }

    [Theory]
    [MemberData(nameof(DeviceMatrix.Names), MemberType = typeof(DeviceMatrix))]
    public void Half_weights_are_unpacked_alike(string driver)
    {
        (Op op, long[] input, long[] weight) = Layers[5];
        Random random = new(12);
        Check(driver, op, SeededTensor.Floats(random, input), [SeededTensor.Floats(random, weight), SeededTensor.Floats(random, BiasOf(op, weight))], new CompileOptions { Precision = ElementType.F16 });
    }

    private static void Check(string driver, Op op, HostTensor x, HostTensor[] constants, CompileOptions options)
    {
        GraphBuilder builder = new("staged");
        // Batch and extents are symbols, so that the number of workgroups is not known and the tiles stay in the package.
        string[] symbols = ["n", "c", "d", "h", "w"];
        SymbolicShape shape = new([.. x.Shape.Extents.ToArray().Select((extent, axis) => axis == 1 ? (IntExpr)extent : IntExpr.Symbol(symbols[axis]))]);
        ValueId[] operands = [builder.AddInput("x", new TensorType(x.Element, shape)), .. constants.Select((tensor, i) => builder.AddConstant($"c{i}", tensor))];
        builder.AddOutput("y", builder.Add(op, operands, "layer")!.Value);
        ModelPackage package = ModelCompiler.Compile(builder.Build(), options);
        Dictionary<string, HostTensor> inputs = new() { ["x"] = x };
        using TestDevice device = DeviceMatrix.Use(driver);
        HostTensor expected = DeviceRun.Run(device.Device, package, inputs)["y"];
        ProgramKernel layer = package.Program.Main.Single(kernel => kernel.Name == "layer");
        KernelCandidate[] staged = [.. layer.Candidates.Where(candidate => candidate.Variant.StartsWith("staged", StringComparison.Ordinal))];
        Assert.NotEmpty(staged);
        foreach (KernelCandidate candidate in staged)
        {
            ProgramKernel only = layer with { Candidates = [candidate with { Requires = [] }] };
            ModelPackage forced = package with
            {
                Program = package.Program with { Main = package.Program.Main.Select(kernel => kernel.Name == layer.Name ? only : kernel).ToValueList() },
            };
            TensorAssert.BitwiseEqual(expected, DeviceRun.Run(device.Device, forced, inputs)["y"], candidate.Variant);
        }
    }

    private static long BiasOf(Op op, long[] weight) => op is ConvTranspose transposed ? weight[1] * transposed.Groups : weight[0];
}
