using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Softmax and its logarithm along every axis, of short, straddling and very long ranges, on every driver.</summary>
public sealed class SoftmaxCases
{
    private static readonly (long[] Shape, int Axis)[] Ranges =
    [
        ([3, 8, 7, 9], 0), ([3, 8, 7, 9], 1), ([3, 5, 7, 9], 1), ([3, 8, 7, 9], 2), ([3, 5, 7, 9], 3), ([2, 4, 3, 5, 6], 3), ([130, 33], 1), ([130, 1], 1), ([2, 3, 1000], 2), ([4096, 3], 0),
        ([2, 20000], 1), ([17000, 3], 0),
    ];

    public static TheoryData<string, string, int, bool> RangesOfDrivers()
    {
        TheoryData<string, string, int, bool> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach ((long[] shape, int axis) in Ranges)
            {
                data.Add(driver, string.Join(',', shape), axis, false);
                if (shape.Length > 3) data.Add(driver, string.Join(',', shape), axis, true);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(RangesOfDrivers))]
    public void Agrees_with_the_reference(string driver, string shape, int axis, bool blocked)
    {
        long[] extents = [.. shape.Split(',').Select(number => long.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
        Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(new Random(shape.Length + axis), extents) };
        Graph graph = GraphOf(inputs["x"].Type, axis, blocked ? extents[1] : 0);
        using TestDevice device = DeviceMatrix.Use(driver);
        Check(graph, inputs, DeviceRun.Run(device.Device, graph, inputs));
    }

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Infinities_and_not_a_number_give_what_torch_gives(string driver)
    {
        (float infinity, float nan) = (float.PositiveInfinity, float.NaN);
        using TestDevice device = DeviceMatrix.Use(driver);
        // Short rows and, repeated, rows beyond what one invocation walks.
        foreach (int repeats in (int[])[1, 10000])
        {
            float[][] rows = [[-infinity, 1, 2], [-infinity, -infinity, -infinity], [infinity, 1, 2], [1, nan, 2], [5, 5, 5], [-1e30f, 1e30f, 0]];
            HostTensor x = HostTensor.Of(new Shape(rows.Length, 3 * repeats), [.. rows.SelectMany(row => Enumerable.Repeat(row, repeats).SelectMany(v => v))]);
            Dictionary<string, HostTensor> inputs = new() { ["x"] = x };
            Graph graph = GraphOf(x.Type, 1, 0);
            Check(graph, inputs, DeviceRun.Run(device.Device, graph, inputs));
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void One_package_takes_every_size_with_the_bits_of_known_sizes(string driver)
    {
        Graph open = GraphOf(new TensorType(ElementType.F32, new SymbolicShape(IntExpr.Symbol("N"), 4, IntExpr.Symbol("h"), IntExpr.Symbol("w"))), 3, 4);
        using CompiledModel model = CompiledModel.FromPackage(ModelCompiler.Compile(open));
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = model.CreateSession(device.Device);
        foreach (long[] extents in (long[][])[[1, 4, 5, 7], [3, 4, 64, 65], [2, 4, 1, 1]])
        {
            Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(new Random((int)extents[2]), extents) };
            IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(session, inputs);
            Check(open, inputs, got);
            TensorAssert.BitwiseEqual(DeviceRun.Run(device.Device, GraphOf(inputs["x"].Type, 3, 4), inputs)["y"], got["y"]);
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Every_candidate_gives_the_same_bits(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        foreach ((long[] shape, int axis) in ((long[], int)[])[([3, 5, 7, 9], 3), ([2, 8, 5, 5], 1), ([130, 37], 1), ([5, 1000], 1)])
        {
            Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(new Random(5), shape) };
            Schedules.CheckSameBits(device.Device, ModelCompiler.Compile(GraphOf(inputs["x"].Type, axis, shape.Length == 4 ? shape[1] : 0)), inputs, "reduce-16");
        }
    }

    /// <summary>Softmax and its logarithm; behind a layer, with one behind them too, so that all lies in blocks.</summary>
    private static Graph GraphOf(TensorType type, int axis, long channelsOfLayer)
    {
        GraphBuilder builder = new("softmax");
        ValueId x = builder.AddInput("x", type);
        if (channelsOfLayer > 0) x = BlockedInput.Doubled(builder, x, channelsOfLayer);
        ValueId y = builder.Add(new Softmax(axis), [x])!.Value;
        builder.AddOutput("y", channelsOfLayer > 0 ? BlockedInput.Doubled(builder, y, channelsOfLayer) : y);
        builder.AddOutput("log", builder.Add(new Softmax(axis, true), [x])!.Value);
        return builder.Build();
    }

    private static void Check(Graph graph, Dictionary<string, HostTensor> inputs, IReadOnlyDictionary<string, HostTensor> got)
    {
        HostTensor reference = DeviceRun.Reference(graph, inputs, "y"), logarithm = DeviceRun.Reference(graph, inputs, "log");
        (double[] y, double[] log) = (reference.ToDoubles(), logarithm.ToDoubles());
        Bounds.CheckWithin(reference, got["y"], i => (Softmax(false) * y[i]) + 1e-37, "softmax");
        Bounds.CheckWithin(logarithm, got["log"], i => Softmax(true) * (1 + Math.Abs(log[i])), "logarithm");

        static double Softmax(bool log) => ErrorBound.Of(new Softmax(1, log)).Units * ErrorBound.Epsilon;
    }
}
