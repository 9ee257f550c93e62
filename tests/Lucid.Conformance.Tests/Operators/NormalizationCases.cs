using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Normalisations with statistics of their own operand on every driver: plain and blocked, large offsets, any size.</summary>
public sealed class NormalizationCases
{
    private static readonly double Unit = ErrorBound.Of(new InstanceNormalization(0)).Units * ErrorBound.Epsilon;

    /// <summary>Groups 0 are instances. Channels of a group within a block, across blocks, and whole blocks.</summary>
    private static readonly (long[] Shape, long Groups)[] Groups =
    [
        ([3, 5, 7, 9], 0), ([1, 8, 33, 17], 0), ([2, 6, 5], 0), ([2, 6, 5], 2), ([3, 8, 7, 9], 4), ([2, 12, 7, 9], 3), ([2, 10, 6, 6], 2), ([1, 4, 3, 4, 5], 2), ([1, 16, 40, 41], 1), ([2, 6], 3),
        ([1, 4, 90, 91], 0), ([1, 7, 1, 1], 7), ([1, 64, 3, 3], 16),
    ];

    public static TheoryData<string, string, long, bool, double> GroupsOfDrivers()
    {
        TheoryData<string, string, long, bool, double> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach ((long[] shape, long groups) in Groups)
            {
                data.Add(driver, string.Join(',', shape), groups, false, 0);
                if (shape.Length > 2) data.Add(driver, string.Join(',', shape), groups, true, 1e4);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(GroupsOfDrivers))]
    public void Groups_and_instances_agree_with_the_reference(string driver, string shape, long groups, bool blocked, double offset)
    {
        long[] extents = Numbers(shape);
        Dictionary<string, HostTensor> inputs = Inputs(extents, offset);
        Graph graph = GraphOf(inputs["x"].Type, groups, blocked, constantParameters: blocked);
        if (blocked) inputs = Only(inputs, "x");
        using TestDevice device = DeviceMatrix.Use(driver);
        CheckGroups(graph, inputs, groups, blocked, DeviceRun.Run(device.Device, graph, inputs));
    }

    public static TheoryData<string, string, int, string, bool> LayersOfDrivers()
    {
        TheoryData<string, string, int, string, bool> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            data.Add(driver, "3,5,7", 2, "7", true);
            data.Add(driver, "3,5,70", 1, "5,70", false);
            data.Add(driver, "130,33", 1, "1,33", true);
            data.Add(driver, "2,3,1000", 2, "1000", true);
            data.Add(driver, "2,3,4,5", 1, "5", true);
            data.Add(driver, "2,3,4,5", 2, "3,1,1", false);
            data.Add(driver, "2,20000", 1, "20000", true);
            data.Add(driver, "4,1", 1, "1", true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LayersOfDrivers))]
    public void Layers_agree_with_the_reference(string driver, string shape, int axis, string scaleShape, bool hasBias)
    {
        foreach (double offset in (double[])[0, 1e4])
        {
            Dictionary<string, HostTensor> inputs = Inputs(Numbers(shape), offset);
            Random random = new(7);
            inputs["scale"] = SeededTensor.Floats(random, Numbers(scaleShape));
            inputs["bias"] = SeededTensor.Floats(random, Numbers(scaleShape));
            GraphBuilder builder = new("layer");
            ValueId x = builder.AddInput("x", inputs["x"].Type), scale = builder.AddInput("scale", inputs["scale"].Type), bias = builder.AddInput("bias", inputs["bias"].Type);
            builder.AddOutput("y", builder.Add(new LayerNormalization(axis, 1e-5), hasBias ? [x, scale, bias] : [x, scale])!.Value);
            Graph graph = builder.Build();
            using TestDevice device = DeviceMatrix.Use(driver);
            double[] values = inputs["x"].ToDoubles();
            int size = (int)Numbers(shape).Skip(axis).Aggregate(1L, (product, extent) => product * extent);
            double[] bound = new double[values.Length];
            for (int i = 0; i < bound.Length; i++)
            {
                double[] row = values[(i / size * size)..((i / size * size) + size)];
                double mean = row.Average(), deviation = Math.Sqrt(row.Average(v => (v - mean) * (v - mean)) + 1e-5);
                bound[i] = Unit * (((Math.Abs(values[i]) + Math.Abs(mean)) / deviation * 2) + 2);
            }

            Bounds.CheckWithin(DeviceRun.Reference(graph, inputs, "y"), DeviceRun.Run(device.Device, graph, inputs)["y"], i => bound[i], $"offset {offset}");
        }
    }

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void One_package_takes_every_size_with_the_bits_of_known_sizes(string driver)
    {
        foreach (long groups in (long[])[0, 2])
        {
            Graph open = GraphOf(new TensorType(ElementType.F32, new SymbolicShape(IntExpr.Symbol("N"), 6, IntExpr.Symbol("h"), IntExpr.Symbol("w"))), groups, true, true);
            using CompiledModel model = CompiledModel.FromPackage(ModelCompiler.Compile(open));
            using TestDevice device = DeviceMatrix.Use(driver);
            using Session session = model.CreateSession(device.Device);
            foreach (long[] extents in (long[][])[[1, 6, 5, 7], [3, 6, 64, 65], [2, 6, 1, 1]])
            {
                Dictionary<string, HostTensor> inputs = Only(Inputs(extents, 3), "x");
                IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(session, inputs);
                CheckGroups(open, inputs, groups, true, got);
                TensorAssert.BitwiseEqual(DeviceRun.Run(device.Device, GraphOf(inputs["x"].Type, groups, true, true), inputs)["y"], got["y"], $"{inputs["x"]} in {groups}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Every_candidate_gives_the_same_bits(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        foreach ((long[] shape, long groups) in ((long[], long)[])[([3, 5, 7, 9], 0), ([2, 8, 65, 40], 2), ([2, 10, 6, 6], 2)])
        {
            Dictionary<string, HostTensor> inputs = Only(Inputs(shape, 2), "x");
            Schedules.CheckSameBits(device.Device, ModelCompiler.Compile(GraphOf(inputs["x"].Type, groups, true, true)), inputs, "reduce-16");
        }
    }

    [Fact]
    public void A_normalisation_between_layers_converts_no_layout_and_takes_the_activation_in()
    {
        GraphBuilder builder = new("block");
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(1, 8, 16, 16)));
        ValueId before = BlockedInput.Doubled(builder, x, 8);
        ValueId[] parameters = [.. Enumerable.Range(0, 2).Select(i => builder.AddConstant($"p{i}", SeededTensor.Floats(new Random(i), 8)))];
        ValueId normal = builder.Add(new GroupNormalization(2, 1e-5), [before, .. parameters])!.Value;
        ValueId active = builder.Add(new Pointwise(PointwiseKind.Silu), [normal])!.Value;
        builder.AddOutput("y", BlockedInput.Doubled(builder, active, 8));
        string[] kernels = [.. ModelCompiler.Compile(builder.Build()).Program.Main.Select(kernel => kernel.Name)];
        // The input is put into blocks once; behind that there are the statistics of short groups in one kernel and one elementwise kernel.
        Assert.Equal(5, kernels.Length);
        Assert.Equal("x.to_blocked", kernels[0]);
        Assert.EndsWith("normalization", kernels[2], StringComparison.Ordinal);
        Assert.EndsWith("+add+silu", kernels[3], StringComparison.Ordinal);
    }

    private static Graph GraphOf(TensorType type, long groups, bool blocked, bool constantParameters)
    {
        GraphBuilder builder = new("normalization");
        ValueId x = builder.AddInput("x", type);
        long channels = type.Shape[1].ConstantValue;
        ValueId value = blocked ? BlockedInput.Doubled(builder, x, channels) : x;
        HostTensor[] parameters = Parameters(channels);
        ValueId scale = constantParameters ? builder.AddConstant("scale", parameters[0]) : builder.AddInput("scale", parameters[0].Type);
        ValueId bias = constantParameters ? builder.AddConstant("bias", parameters[1]) : builder.AddInput("bias", parameters[1].Type);
        Op op = groups == 0 ? new InstanceNormalization(1e-5) : new GroupNormalization(groups, 1e-5);
        ValueId normal = builder.Add(op, [value, scale, bias])!.Value;
        builder.AddOutput("y", normal);
        if (blocked) builder.AddOutput("behind", BlockedInput.Doubled(builder, normal, channels));
        return builder.Build();
    }

    private static HostTensor[] Parameters(long channels) => [SeededTensor.Floats(new Random(21), channels), SeededTensor.Floats(new Random(22), channels)];

    private static Dictionary<string, HostTensor> Inputs(long[] extents, double offset)
    {
        HostTensor x = SeededTensor.Floats(new Random((int)extents.Sum()), extents);
        Dictionary<string, HostTensor> inputs = new() { ["x"] = HostTensor.FromDoubles(ElementType.F32, x.Shape, [.. x.ToDoubles().Select(v => v + offset)]) };
        (inputs["scale"], inputs["bias"]) = extents.Length > 1 && Parameters(extents[1]) is var parameters ? (parameters[0], parameters[1]) : throw new ArgumentException("no channels", nameof(extents));
        return inputs;
    }

    /// <summary>The bound of <see cref="ErrorBound"/>, with scales and biases below 2.</summary>
    private static void CheckGroups(Graph graph, Dictionary<string, HostTensor> inputs, long groups, bool blocked, IReadOnlyDictionary<string, HostTensor> got)
    {
        Shape shape = inputs["x"].Shape;
        long channels = shape[1];
        double[] x = inputs["x"].ToDoubles();
        double factor = blocked ? 2 : 1;
        int plane = (int)(x.Length / (shape[0] * channels)), size = (int)(channels / (groups == 0 ? channels : groups)) * plane;
        double[] bound = new double[x.Length];
        for (int first = 0; first < x.Length; first += size)
        {
            double[] group = [.. x[first..(first + size)].Select(v => v * factor)];
            double mean = group.Average(), deviation = Math.Sqrt(group.Average(v => (v - mean) * (v - mean)) + 1e-5);
            for (int i = 0; i < size; i++) bound[first + i] = Unit * (((Math.Abs(group[i]) + Math.Abs(mean)) / deviation * 2) + 2);
        }

        Bounds.CheckWithin(DeviceRun.Reference(graph, inputs, "y"), got["y"], i => bound[i], $"{shape} in {groups}");
        if (blocked) Bounds.CheckWithin(DeviceRun.Reference(graph, inputs, "behind"), got["behind"], i => 2 * bound[i], "behind");
    }

    private static Dictionary<string, HostTensor> Only(Dictionary<string, HostTensor> inputs, string name) => new() { [name] = inputs[name] };

    private static long[] Numbers(string text) => [.. text.Split(',').Select(number => long.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
}
