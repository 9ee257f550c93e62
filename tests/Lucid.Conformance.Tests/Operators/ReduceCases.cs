using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Reductions over every arrangement of axes on every driver, from inputs as they are and from blocks of channels.</summary>
public sealed class ReduceCases
{
    /// <summary>Shapes and axes: one item and many, ranges within 16 lanes and beyond a segment of 4,096, axes that merge and that do not.</summary>
    private static readonly (long[] Shape, long[] Axes)[] Arrangements =
    [
        ([3, 5, 7, 9], []), ([3, 5, 7, 9], [0]), ([3, 5, 7, 9], [1]), ([3, 8, 7, 9], [1]), ([3, 5, 7, 9], [2]), ([3, 5, 7, 9], [3]),
        ([3, 5, 7, 9], [0, 2]), ([3, 8, 7, 9], [1, 3]), ([3, 5, 7, 9], [2, 3]), ([3, 5, 7, 9], [0, 2, 3]), ([3, 5, 7, 9], [1, 2, 3]),
        ([3, 8, 7, 9], [1, 2, 3]), ([3, 5, 7, 9], [0, 1, 2, 3]), ([2, 6, 70, 71], [2, 3]), ([1, 8, 40, 40], [1, 2, 3]), ([2, 4, 65, 33], [0, 2, 3]),
        ([129, 16], [1]), ([129, 17], [1]), ([2, 5000], [1]), ([5000, 3], [0]), ([40, 1000], [0]), ([3, 300, 50], [1]), ([100003], [0]), ([2, 3, 2, 3, 2, 3], [1, 3, 5]),
    ];

    public static TheoryData<string, string, string, bool> ArrangementsOfDrivers()
    {
        TheoryData<string, string, string, bool> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach ((long[] shape, long[] axes) in Arrangements)
            {
                data.Add(driver, string.Join(',', shape), string.Join(',', axes), false);
                if (shape.Length is > 2 and < 5) data.Add(driver, string.Join(',', shape), string.Join(',', axes), true);
            }
        }

        return data;
    }

    /// <summary>
    /// |err| ≤ 8·ε·Σ|x|: sums run in 16 lanes and segments, so that an element passes through far fewer additions than there are elements. Extrema are exact.
    /// </summary>
    [Theory]
    [MemberData(nameof(ArrangementsOfDrivers))]
    public void Sums_and_extrema_agree_with_the_reference(string driver, string shape, string axes, bool blocked)
    {
        long[] extents = Numbers(shape);
        ValueList<long> list = Numbers(axes).ToValueList();
        Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(new Random(shape.Length + axes.Length), extents) };
        Graph graph = GraphOf(inputs["x"].Type, blocked ? extents[1] : 0, new Reduce(ReduceKind.Mean, list), new Reduce(ReduceKind.Max, list, false), new Reduce(ReduceKind.L1, list));
        using TestDevice device = DeviceMatrix.Use(driver);
        IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(device.Device, graph, inputs);
        double[] magnitudes = DeviceRun.Reference(graph, inputs, "y2").ToDoubles();
        double count = inputs["x"].Shape.ElementCount / (double)magnitudes.Length;
        Bounds.CheckWithin(DeviceRun.Reference(graph, inputs, "y0"), got["y0"], i => 8 * ErrorBound.Epsilon * magnitudes[i] / count);
        TensorAssert.BitwiseEqual(DeviceRun.Reference(graph, inputs, "y1"), got["y1"], "maximum");
        Bounds.CheckWithin(DeviceRun.Reference(graph, inputs, "y2"), got["y2"], i => 8 * ErrorBound.Epsilon * magnitudes[i]);
    }

    public static TheoryData<string, ReduceKind> KindsOfDrivers()
    {
        TheoryData<string, ReduceKind> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (ReduceKind kind in Enum.GetValues<ReduceKind>()) data.Add(driver, kind);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(KindsOfDrivers))]
    public void Every_kind_agrees_with_the_reference_within_and_across_segments(string driver, ReduceKind kind)
    {
        foreach (long length in (long[])[0, 1, 15, 37, 4096, 9001])
        {
            Random random = new((int)length + (int)kind);
            HostTensor x = SeededTensor.Floats(random, 3, length, 2);
            if (kind == ReduceKind.LogSum) x = Map(x, Math.Abs);
            if (kind == ReduceKind.Prod) x = Map(x, value => 1 + (value / 512));
            Dictionary<string, HostTensor> inputs = new() { ["x"] = x };
            Graph graph = GraphOf(x.Type, 0, new Reduce(kind, [1], false), new Reduce(ReduceKind.L1, [1], false));
            using TestDevice device = DeviceMatrix.Use(driver);
            HostTensor reference = DeviceRun.Reference(graph, inputs, "y0");
            double[] values = reference.ToDoubles(), magnitudes = DeviceRun.Reference(graph, inputs, "y1").ToDoubles();
            double unit = ErrorBound.Of(new Reduce(kind, [1])).Factor(length) * ErrorBound.Epsilon;
            Bounds.CheckWithin(reference, DeviceRun.Run(device.Device, graph, inputs)["y0"], i => unit * kind switch
            {
                ReduceKind.Sum or ReduceKind.L1 => magnitudes[i],
                ReduceKind.Mean => magnitudes[i] / length,
                ReduceKind.LogSum or ReduceKind.LogSumExp => 1 + Math.Abs(values[i]),
                _ => Math.Abs(values[i]),
            });
        }
    }

    [Theory]
    [MemberData(nameof(KindsOfDrivers))]
    public void Infinities_and_not_a_number_are_the_definitions(string driver, ReduceKind kind)
    {
        (float infinity, float nan) = (float.PositiveInfinity, float.NaN);
        HostTensor x = HostTensor.Of(new Shape(5, 3), -infinity, -infinity, -infinity, 1, infinity, 2, 1, nan, 2, nan, -infinity, 1, infinity, 3, 1);
        if (kind is ReduceKind.LogSum) x = HostTensor.Of(new Shape(3, 3), 1, infinity, 2, 1, nan, 2, nan, 0, 1);
        Dictionary<string, HostTensor> inputs = new() { ["x"] = x };
        Graph graph = GraphOf(x.Type, 0, new Reduce(kind, [1]));
        using TestDevice device = DeviceMatrix.Use(driver);
        HostTensor reference = DeviceRun.Reference(graph, inputs, "y0");
        Bounds.CheckWithin(reference, DeviceRun.Run(device.Device, graph, inputs)["y0"], _ => 0);
    }

    public static TheoryData<string, ReduceKind, ElementType> IntegersOfDrivers()
    {
        TheoryData<string, ReduceKind, ElementType> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (ReduceKind kind in (ReduceKind[])[ReduceKind.Sum, ReduceKind.Mean, ReduceKind.Max, ReduceKind.Min, ReduceKind.Prod, ReduceKind.L1, ReduceKind.SumSquare])
            {
                foreach (ElementType element in (ElementType[])[ElementType.I64, ElementType.I32, ElementType.U32]) data.Add(driver, kind, element);
            }

            data.Add(driver, ReduceKind.Max, ElementType.Bool);
            data.Add(driver, ReduceKind.Min, ElementType.Bool);
            data.Add(driver, ReduceKind.Max, ElementType.U8);
            data.Add(driver, ReduceKind.Min, ElementType.I8);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(IntegersOfDrivers))]
    public void Integers_are_exact(string driver, ReduceKind kind, ElementType element)
    {
        foreach (long length in (long[])[0, 7, 5000])
        {
            Random random = new((int)length + (int)kind);
            bool small = kind == ReduceKind.Prod || element == ElementType.Bool;
            int low = element is ElementType.Bool or ElementType.U8 or ElementType.U32 ? 0 : small ? -1 : -100;
            HostTensor x = SeededTensor.Integers(random, element, low, small ? 2 : 100, 4, length);
            // Above the signed range the greatest and least are told apart without a sign.
            if (element == ElementType.U32 && kind is ReduceKind.Max or ReduceKind.Min) x = HostTensor.FromInt64s(element, x.Shape, [.. x.ToInt64s().Select(v => v * 42_000_000)]);
            if (element == ElementType.I64 && length == 0 && kind is ReduceKind.Max or ReduceKind.Min) continue;
            Dictionary<string, HostTensor> inputs = new() { ["x"] = x };
            Graph graph = GraphOf(x.Type, 0, new Reduce(kind, [1]));
            using TestDevice device = DeviceMatrix.Use(driver);
            TensorAssert.BitwiseEqual(DeviceRun.Reference(graph, inputs, "y0"), DeviceRun.Run(device.Device, graph, inputs)["y0"], $"length {length}");
        }
    }

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void One_package_reduces_every_size_with_the_bits_of_known_sizes(string driver)
    {
        Op[] ops = [new Reduce(ReduceKind.Mean, [2, 3]), new Reduce(ReduceKind.LogSumExp, [1]), new Reduce(ReduceKind.Sum, [0, 1, 2, 3], false)];
        Graph open = GraphOf(new TensorType(ElementType.F32, new SymbolicShape(IntExpr.Symbol("N"), 6, IntExpr.Symbol("h"), IntExpr.Symbol("w"))), 6, ops);
        using CompiledModel model = CompiledModel.FromPackage(ModelCompiler.Compile(open));
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = model.CreateSession(device.Device);
        foreach (long[] extents in (long[][])[[1, 6, 5, 7], [3, 6, 64, 65], [2, 6, 1, 1]])
        {
            Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(new Random((int)extents[2]), extents) };
            IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(session, inputs);
            IReadOnlyDictionary<string, HostTensor> known = DeviceRun.Run(device.Device, GraphOf(inputs["x"].Type, 6, ops), inputs);
            for (int i = 0; i < ops.Length; i++) TensorAssert.BitwiseEqual(known[$"y{i}"], got[$"y{i}"], $"{inputs["x"]}, y{i}");
            double sum = DeviceRun.Reference(GraphOf(inputs["x"].Type, 6, new Reduce(ReduceKind.L1, [0, 1, 2, 3])), inputs, "y0").ToDoubles()[0];
            Bounds.CheckWithin(DeviceRun.Reference(open, inputs, "y2"), got["y2"], _ => 16 * ErrorBound.Epsilon * sum);
            Bounds.CheckWithin(DeviceRun.Reference(open, inputs, "y1"), got["y1"], _ => 64 * ErrorBound.Epsilon * 8);
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Every_candidate_gives_the_same_bits(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        foreach ((long[] shape, long[] axes) in ((long[], long[])[])[([3, 5, 7, 9], [2]), ([3, 5, 7, 9], [2, 3]), ([3, 5, 7, 9], [0, 1, 3]), ([2, 8, 40, 41], [1, 2, 3]), ([129, 17], [1]), ([5000, 3], [0])])
        {
            Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(new Random(5), shape) };
            ModelPackage package = ModelCompiler.Compile(GraphOf(inputs["x"].Type, shape.Length == 4 ? shape[1] : 0, new Reduce(ReduceKind.LogSumExp, axes.ToValueList())));
            Schedules.CheckSameBits(device.Device, package, inputs, "reduce-16");
        }
    }

    private static Graph GraphOf(TensorType type, long channelsOfLayer, params ReadOnlySpan<Op> ops)
    {
        GraphBuilder builder = new("reduce");
        ValueId x = builder.AddInput("x", type);
        if (channelsOfLayer > 0) x = BlockedInput.Doubled(builder, x, channelsOfLayer);
        for (int i = 0; i < ops.Length; i++) builder.AddOutput($"y{i}", builder.Add(ops[i], [x])!.Value);
        return builder.Build();
    }

    private static long[] Numbers(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => long.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];

    private static HostTensor Map(HostTensor tensor, Func<double, double> map) =>
        HostTensor.FromDoubles(tensor.Element, tensor.Shape, Array.ConvertAll(tensor.ToDoubles(), value => map(value)));
}
