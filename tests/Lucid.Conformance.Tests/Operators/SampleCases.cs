using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>GridSample, DepthToSpace, SpaceToDepth and LRN on every driver, within the bounds of <see cref="ErrorBound"/>.</summary>
public sealed class SampleCases
{
    private static readonly (string Name, long[] Shape, long[] Points)[] Grids =
    [
        ("1d", [2, 5, 17], [90]),
        ("2d", [3, 6, 7, 9], [11, 13]),
        ("2d_one_position", [1, 4, 1, 1], [5, 7]),
        ("2d_two_positions", [1, 3, 2, 2], [9, 9]),
        ("2d_large", [1, 8, 3, 5000], [3, 70]),
        ("3d", [2, 5, 3, 4, 5], [4, 3, 5]),
        ("no_image", [0, 4, 5, 5], [3, 3]),
    ];

    // Centres, borders and halves of the extents above, and what is no position.
    private static readonly float[] Special =
    [
        -1, 1, 0, -0.5f, 0.5f, -0.75f, 0.25f, 1.25f, -1.25f, 2, -2, 3, -3, 1.5f, -1.5f, 5, 1000, -1e10f, 1e30f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0.33333334f, -0.6f, 1e-9f, -0f,
    ];

    public static TheoryData<string, string, ResizeMode> GridsOfDrivers()
    {
        TheoryData<string, string, ResizeMode> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach ((string name, _, _) in Grids)
            {
                foreach (ResizeMode mode in Enum.GetValues<ResizeMode>()) data.Add(driver, name, mode);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(GridsOfDrivers))]
    public void A_grid_reads_what_the_reference_reads(string driver, string name, ResizeMode mode)
    {
        (_, long[] extents, long[] points) = Grids.Single(grid => grid.Name == name);
        Random random = new(name.Length);
        HostTensor x = SeededTensor.Floats(random, extents);
        GridSample[] ops =
        [
            .. from padding in Enum.GetValues<GridPadding>()
               from align in (bool[])[false, true]
               select new GridSample(mode, padding, align),
        ];
        foreach (Neighbours neighbours in extents[0] == 0 ? [Neighbours.None] : Enum.GetValues<Neighbours>())
            WindowGraph.CheckAll(driver, ops, x, neighbours, op => (ErrorBound.Of(op).Units, null), name, Grid(random, [extents[0], .. points, extents.Length - 2]));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void One_package_samples_any_size(string driver)
    {
        (IntExpr n, IntExpr h, IntExpr w, IntExpr k) = (IntExpr.Symbol("N"), IntExpr.Symbol("h"), IntExpr.Symbol("w"), IntExpr.Symbol("k"));
        GraphBuilder builder = new("grids");
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(n, 6, h, w)));
        ValueId grid = builder.AddInput("z0", new TensorType(ElementType.F32, new SymbolicShape(n, k, 3, 2)));
        GridSample[] ops = [.. Enum.GetValues<GridPadding>().Select(padding => new GridSample(ResizeMode.Linear, padding, false))];
        for (int i = 0; i < ops.Length; i++) builder.AddOutput($"y{i}", builder.Add(ops[i], [x, grid])!.Value);
        Graph graph = builder.Build();
        using CompiledModel model = CompiledModel.FromPackage(ModelCompiler.Compile(graph));
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = model.CreateSession(device.Device);
        foreach ((long images, long height, long width, long points) in ((long, long, long, long)[])[(1, 5, 8, 1), (2, 33, 3, 40), (3, 1, 21, 7)])
        {
            Random random = new((int)width);
            HostTensor data = SeededTensor.Floats(random, images, 6, height, width), positions = Grid(random, images, points, 3, 2);
            IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(session, new Dictionary<string, HostTensor> { ["x"] = data, ["z0"] = positions });
            WindowGraph.AssertAll(graph, ops, data, Neighbours.None, got, op => (ErrorBound.Of(op).Units, null), $"{images}x{height}x{width}", positions);
        }
    }

    private static readonly (string Name, Op Op, long[] Shape)[] Orders =
    [
        ("dcr_2", new DepthToSpace(2, false), [2, 32, 5, 7]),
        ("dcr_2_odd_channels", new DepthToSpace(2, false), [1, 20, 3, 9]),
        ("crd_2", new DepthToSpace(2, true), [3, 24, 6, 5]),
        ("crd_3", new DepthToSpace(3, true), [1, 27, 4, 30]),
        ("crd_1", new DepthToSpace(1, true), [1, 3, 4, 3]),
        ("dcr_1d", new DepthToSpace(4, false), [2, 8, 33]),
        ("crd_3d", new DepthToSpace(2, true), [2, 40, 2, 3, 5]),
        ("dcr_3d", new DepthToSpace(2, false), [1, 32, 2, 3, 5]),
        ("depth_2", new SpaceToDepth(2), [2, 5, 6, 10]),
        ("depth_3_blocks", new SpaceToDepth(3), [1, 4, 9, 12]),
        ("depth_1d", new SpaceToDepth(5), [2, 3, 600]),
        ("depth_3d", new SpaceToDepth(2), [2, 3, 4, 6, 2]),
    ];

    public static TheoryData<string, string> OrdersOfDrivers()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach ((string name, _, _) in Orders) data.Add(driver, name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(OrdersOfDrivers))]
    public void Blocks_and_channels_change_places(string driver, string name)
    {
        (_, Op op, long[] extents) = Orders.Single(order => order.Name == name);
        HostTensor x = SeededTensor.Floats(new Random(name.Length), extents);
        foreach (Neighbours neighbours in Enum.GetValues<Neighbours>()) WindowGraph.CheckAll(driver, [op], x, neighbours, _ => (0, null), name);
        HostTensor integers = SeededTensor.Integers(new Random(name.Length), ElementType.I32, -1000, 1000, extents);
        WindowGraph.CheckAll(driver, [op], integers, Neighbours.None, _ => (0, null), name);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void One_package_orders_any_size(string driver)
    {
        (IntExpr n, IntExpr h, IntExpr w) = (IntExpr.Symbol("N"), IntExpr.Symbol("h"), IntExpr.Symbol("w"));
        Op[] ops = [new DepthToSpace(2, false), new DepthToSpace(2, true), new SpaceToDepth(1)];
        Graph graph = WindowGraph.OfAll(ops, new TensorType(ElementType.F32, new SymbolicShape(n, 24, h, w)), Neighbours.Around);
        using CompiledModel model = CompiledModel.FromPackage(ModelCompiler.Compile(graph));
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = model.CreateSession(device.Device);
        foreach ((long images, long height, long width) in ((long, long, long)[])[(1, 5, 8), (2, 17, 3), (3, 1, 21)])
        {
            HostTensor x = SeededTensor.Floats(new Random((int)width), images, 24, height, width);
            WindowGraph.AssertAll(graph, ops, x, Neighbours.Around, DeviceRun.Run(session, new Dictionary<string, HostTensor> { ["x"] = x }), _ => (0, null), $"{images}x{height}x{width}");
        }
    }

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_local_response_is_within_its_bound(string driver)
    {
        foreach (long[] extents in (long[][])[[2, 7, 5, 6], [1, 12, 33], [3, 3, 2, 3, 4]])
        {
            HostTensor x = SeededTensor.Floats(new Random(extents.Length), extents);
            LocalResponseNormalization[] ops = [new(3, 1e-4, 0.75, 1), new(2, 0.5, 0.5, 2), new(5, 2, 1.3, 0.7), new(1, 1, 1, 0.5), new(40, 0.3, 2, 1), new(4, 0.1, 0, 1)];
            foreach (Neighbours neighbours in Enum.GetValues<Neighbours>())
                WindowGraph.CheckAll(driver, ops, x, neighbours, op => (ErrorBound.Of(op).Factor(((LocalResponseNormalization)op).Size), op), $"{extents.Length} axes");
        }

        HostTensor matrix = SeededTensor.Floats(new Random(8), 300, 9);
        WindowGraph.CheckAll(driver, [new LocalResponseNormalization(3, 1, 0.75, 1)], matrix, Neighbours.None, op => (ErrorBound.Of(op).Factor(3), op), "no positions");
    }

    private static HostTensor Grid(Random random, params long[] extents)
    {
        Shape shape = new(extents);
        float[] values = new float[shape.ElementCount];
        for (int i = 0; i < values.Length; i++) values[i] = random.Next(3) == 0 ? Special[random.Next(Special.Length)] : (float)((random.NextDouble() * 3.4) - 1.7);
        return HostTensor.Of(shape, values);
    }
}
