using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>
/// Layers multiplied by cooperative matrices, taken by force on every driver that offers them, for sizes known only when the model runs. Of small integers
/// every order of adding up gives the same float32, so that the bits must be those of what the driver chooses; of others the orders differ within their bound.
/// </summary>
public sealed class CooperativeScheduleTests
{
    private static readonly (string Name, Op Op, long[] Input, long[] Weight)[] Layers =
    [
        ("k4 s2", new ConvTranspose([2, 2], [1, 1], [1, 1], [0, 0], [1, 1], 1), [2, 12, 7, 9], [12, 130, 4, 4]),
        ("k2 s2", new ConvTranspose([2, 2], [0, 0], [0, 0], [0, 0], [1, 1], 1), [1, 20, 5, 6], [20, 72, 2, 2]),
        ("1D k16 s8", new ConvTranspose([8], [4], [4], [0], [1], 1), [3, 9, 30], [9, 36, 16]),
        ("stride beyond the kernel, dilation, groups", new ConvTranspose([3, 2], [0, 1], [2, 1], [1, 0], [2, 1], 2), [1, 24, 4, 5], [24, 68, 2, 3]),
        ("3D", new ConvTranspose([2, 1, 2], [1, 0, 1], [1, 0, 1], [1, 0, 0], [1, 1, 1], 1), [1, 8, 3, 3, 4], [8, 64, 3, 2, 3]),
        ("convolution k3", new Conv([1, 1], [1, 1], [1, 1], [1, 1], 1), [1, 10, 9, 17], [129, 10, 3, 3]),
        ("strided 1D convolution", new Conv([2], [3], [2], [2], 1), [2, 8, 140], [64, 8, 5]),
        ("convolution k1", new Conv([1, 1], [0, 0], [0, 0], [1, 1], 1), [2, 68, 9, 8], [65, 68, 1, 1]),
        ("one position", new ConvTranspose([1, 1], [0, 0], [0, 0], [0, 0], [1, 1], 1), [1, 100, 1, 1], [100, 40, 1, 1]),
    ];

    public static TheoryData<string, string> LayersOfDrivers()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in Drivers)
        {
            foreach ((string name, _, _, _) in Layers) data.Add(driver, name);
        }

        return data;
    }

    public static TheoryData<string> DriverNames => [.. Drivers];

    private static IEnumerable<string> Drivers => DeviceMatrix.All.Where(DeviceMatrix.Offers(DeviceFeatureNames.CooperativeMatrix));

    [TheoryNeeding(Resource.CooperativeMatrix)]
    [MemberData(nameof(LayersOfDrivers))]
    public void Sums_of_integers_have_the_bits_of_the_chosen_schedule(string driver, string layer)
    {
        Random random = new(layer.Length);
        foreach (bool isInner in new[] { false, true })
        {
            (Graph graph, HostTensor x) = Make(layer, shape => Integers(random, shape), isInner);
            foreach ((string variant, HostTensor got, HostTensor expected) in Outputs(driver, graph, x)) TensorAssert.BitwiseEqual(expected, got, $"{variant}, inner {isInner}");
        }
    }

    [TheoryNeeding(Resource.CooperativeMatrix)]
    [MemberData(nameof(DriverNames))]
    public void Infinite_inputs_reach_the_outputs_that_read_them_and_no_other(string driver)
    {
        Random random = new(3);
        (Graph graph, HostTensor x) = Make(Layers[0].Name, shape => Integers(random, shape), isInner: false);
        float[] values = x.ToFloats();
        (values[5], values[^1], values[values.Length / 2]) = (float.PositiveInfinity, float.NaN, float.NegativeInfinity);
        foreach ((string variant, HostTensor got, HostTensor expected) in Outputs(driver, graph, HostTensor.Of(x.Shape, values)))
        {
            Assert.Contains(expected.ToFloats(), value => !float.IsFinite(value));
            Bounds.CheckWithin(expected, got, _ => 0, variant);
        }
    }

    /// <summary>
    /// n terms, each addition rounded or cut off (which matrix units do) by at most 2^-23 of it, in either order: |a - b| is at most 2·n·2^-23·sum of |x||w|,
    /// which the same model of absolute values gives.
    /// </summary>
    [TheoryNeeding(Resource.CooperativeMatrix)]
    [MemberData(nameof(DriverNames))]
    public void Sums_differ_from_another_order_by_no_more_than_their_bound(string driver)
    {
        (_, _, _, long[] weight) = Layers[0];
        double terms = weight[0] * 4;
        (Graph graph, HostTensor x) = Make(Layers[0].Name, Positive(1, isSigned: true), isInner: false);
        (Graph magnitudes, _) = Make(Layers[0].Name, Positive(1, isSigned: false), isInner: false);
        using TestDevice device = DeviceMatrix.Use(driver);
        float[] sums = DeviceRun.Run(device.Device, magnitudes, new Dictionary<string, HostTensor> { ["x"] = x })["y"].ToFloats();
        foreach ((string variant, HostTensor got, HostTensor expected) in Outputs(driver, graph, x))
            Bounds.CheckWithin(expected, got, i => 2 * terms * Math.ScaleB(1, -23) * sums[i], variant);

        // The first weights, which make what the layer reads, are positive in both.
        static Func<Shape, HostTensor> Positive(int seed, bool isSigned)
        {
            Random random = new(seed);
            int tensors = 0;
            return shape =>
            {
                float[] values = SeededTensor.Floats(random, [.. shape.Extents]).ToFloats();
                bool keepsSign = isSigned && tensors++ > 1;
                return HostTensor.Of(shape, keepsSign ? values : [.. values.Select(Math.Abs)]);
            };
        }
    }

    [FactNeeding(Resource.CooperativeMatrix, Resource.SpirvTools)]
    public void The_module_passes_the_validator()
    {
        Random random = new(1);
        (Graph graph, _) = Make(Layers[0].Name, shape => Integers(random, shape), isInner: true);
        ModelPackage package = ModelCompiler.Compile(graph, new CompileOptions { Precision = ElementType.F16 });
        KernelCandidate[] candidates = [.. package.Program.Main.SelectMany(kernel => kernel.Candidates).Where(candidate => candidate.OrderClass == "cooperative")];
        Assert.NotEmpty(candidates);
        foreach (string name in candidates.Select(candidate => candidate.Module).Distinct()) ShaderTools.AssertValid(package.Modules[name], name);
    }

    // From -4 to 4: halves hold the products' sums of every layer before it, float32 those of the layer.
    private static HostTensor Integers(Random random, Shape shape)
    {
        float[] values = new float[shape.ElementCount];
        for (int i = 0; i < values.Length; i++) values[i] = random.Next(-4, 5);
        return HostTensor.Of(shape, values);
    }

    /// <summary>
    /// The layer behind one that makes its inputs halves, with a bias and a residual; where it is inner, another one reads it as halves. Batch and extents are
    /// symbols, so that no size is known; what stands between the layers keeps them from being joined into one.
    /// </summary>
    private static (Graph Graph, HostTensor X) Make(string layer, Func<Shape, HostTensor> draw, bool isInner)
    {
        (_, Op op, long[] input, long[] weight) = Layers.Single(candidate => candidate.Name == layer);
        GraphBuilder builder = new("cooperative");
        int axes = input.Length - 2;
        string[] symbols = ["n", "c", "d", "h", "w"];
        SymbolicShape shape = new([.. input.Select((extent, axis) => axis == 1 ? (IntExpr)extent : IntExpr.Symbol(symbols[axis]))]);
        HostTensor x = draw(new Shape(input));
        ValueId value = builder.AddInput("x", new TensorType(ElementType.F32, shape));
        ValueList<long> ones = Enumerable.Repeat(1L, axes).ToValueList();
        ValueList<IntExpr> none = Enumerable.Repeat(IntExpr.Zero, axes).ToValueList();
        Conv pointwise = new(ones, none, none, ones, 1);
        long[] pointwiseAxes = [.. Enumerable.Repeat(1L, axes)];
        ValueId halves = builder.Add(pointwise, [value, builder.AddConstant("first", draw(new Shape([input[1], input[1], .. pointwiseAxes])))], "first")!.Value;
        halves = builder.Add(new Pointwise(PointwiseKind.Relu), [halves])!.Value;
        long channels = op is ConvTranspose transposed ? weight[1] * transposed.Groups : weight[0];
        ValueId y = builder.Add(op, [halves, builder.AddConstant("weight", draw(new Shape(weight))), builder.AddConstant("bias", draw(new Shape(channels)))], "layer")!.Value;
        if (isInner) y = builder.Add(pointwise, [builder.Add(new Pointwise(PointwiseKind.Relu), [y])!.Value, builder.AddConstant("last", draw(new Shape([5, channels, .. pointwiseAxes])))], "last")!.Value;
        builder.AddOutput("y", y);
        return (builder.Build(), x);
    }

    // In workgroups that hold all of a tile's subgroups and in smaller ones.
    private static List<(string Variant, HostTensor Got, HostTensor Expected)> Outputs(string driver, Graph graph, HostTensor x) =>
        ForcedCandidates.Run(
            driver, ModelCompiler.Compile(graph, new CompileOptions { Precision = ElementType.F16 }), new Dictionary<string, HostTensor> { ["x"] = x }, "cooperative",
            candidate => new uint[] { 64, 128, 256 }.Select(localSize => candidate with
            {
                Variant = $"{candidate.Variant}, {localSize} invocations",
                Specialization = candidate.Specialization.Select(value => value.Id == 0 ? value with { Value = localSize } : value).ToValueList(),
            }));
}
