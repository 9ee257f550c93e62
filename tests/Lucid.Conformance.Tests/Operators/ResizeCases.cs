using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Resize on every driver, within the bounds of <see cref="ErrorBound"/>.</summary>
public sealed class ResizeCases
{
    private static readonly (string Name, long[] Shape, long[] Sizes, double[] Scales)[] Grids =
    [
        ("twice", [2, 5, 7, 9], [2, 5, 14, 18], []),
        ("half", [1, 8, 12, 10], [1, 8, 6, 5], []),
        ("odd", [3, 3, 11, 6], [3, 3, 17, 13], []),
        ("shrink_odd", [1, 6, 23, 31], [1, 6, 9, 7], []),
        ("one", [2, 4, 5, 6], [2, 4, 1, 1], []),
        ("from_one", [1, 4, 1, 1], [1, 4, 5, 3], []),
        ("rows_only", [2, 6, 8, 5], [2, 6, 13, 5], []),
        ("scales", [1, 5, 10, 9], [1, 5, 6, 20], [1, 1, 0.6f, 2.3f]),
        ("scales_keep_sizes", [1, 5, 10, 9], [1, 5, 10, 9], [1, 1, 1.05f, 1.1f]),
        ("channels_too", [2, 4, 5, 6], [3, 7, 8, 11], []),
        ("1d", [2, 6, 300], [2, 6, 777], []),
        ("3d", [1, 5, 4, 5, 6], [1, 5, 7, 5, 12], []),
        ("3d_all", [2, 3, 4, 5, 6], [2, 3, 7, 10, 4], []),
        ("channels_last", [1, 6, 7, 12], [1, 12, 15, 12], []),
        ("channels_last_odd", [1, 6, 7, 3], [1, 12, 15, 3], []),
        ("matrix", [5, 9], [12, 4], []),
    ];

    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach ((string name, _, _, _) in Grids) data.Add(driver, name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nearest_takes_the_element_of_the_reference_in_every_mode_and_rounding(string driver, string name) => Check(driver, name,
        from coordinates in Enum.GetValues<CoordinateMode>()
        from rounding in Enum.GetValues<NearestRounding>()
        select Of(name, ResizeMode.Nearest, coordinates) with { Rounding = rounding });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Linear_is_within_its_bound_in_every_mode(string driver, string name) => Check(driver, name,
        from coordinates in Enum.GetValues<CoordinateMode>()
        from exclude in (bool[])[false, true]
        where !exclude || coordinates != CoordinateMode.TfHalfPixelForNn
        select Of(name, ResizeMode.Linear, coordinates) with { ExcludeOutside = exclude });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Cubic_is_within_its_bound_in_every_mode(string driver, string name) => Check(driver, name,
        from coordinates in Enum.GetValues<CoordinateMode>()
        from exclude in (bool[])[false, true]
        where !exclude || coordinates != CoordinateMode.TfHalfPixelForNn
        select Of(name, ResizeMode.Cubic, coordinates) with { ExcludeOutside = exclude, CubicA = exclude ? -0.5 : -0.75 });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Antialiased_is_within_its_bound(string driver, string name) => Check(driver, name,
        from mode in (ResizeMode[])[ResizeMode.Linear, ResizeMode.Cubic]
        from coordinates in (CoordinateMode[])[CoordinateMode.HalfPixel, CoordinateMode.AlignCorners]
        from exclude in (bool[])[false, true]
        select Of(name, mode, coordinates) with { ExcludeOutside = exclude, Antialias = true });

    private static Resize Of(string name, ResizeMode mode, CoordinateMode coordinates)
    {
        (_, long[] extents, long[] sizes, double[] scales) = Grids.Single(grid => grid.Name == name);
        // A region beyond the operand on odd axes, of floats that are no fractions of small numbers.
        IEnumerable<double> Ends(double kept, double even, double odd) => sizes.Select((size, axis) => size == extents[axis] ? kept : axis % 2 == 0 ? even : odd);
        bool region = coordinates == CoordinateMode.TfCropAndResize;
        return new Resize(mode, coordinates, NearestRounding.RoundPreferFloor, sizes.Select(size => (IntExpr)size).ToValueList(), (region ? [] : scales).ToValueList(),
            -0.75, false, false, 1.5, (region ? [.. Ends(0, 0.1f, -0.2f), .. Ends(1, 1, 0.7f)] : Enumerable.Empty<double>()).ToValueList());
    }

    private static void Check(string driver, string name, IEnumerable<Resize> ops)
    {
        long[] extents = Grids.Single(grid => grid.Name == name).Shape;
        HostTensor x = SeededTensor.Floats(new Random(name.Length), extents);
        foreach (Neighbours neighbours in extents.Length is >= 3 and <= 5 ? Enum.GetValues<Neighbours>() : [Neighbours.None])
            WindowGraph.CheckAll(driver, [.. ops], x, neighbours, op => BoundOf((Resize)op), name);
    }

    /// <summary>The factor c, and the op whose result for |x| the error is measured by; none where that is the largest |x| there can be.</summary>
    private static (double C, Op? Magnitude) BoundOf(Resize op) => (ErrorBound.Of(op).Units, op.Mode == ResizeMode.Linear && !op.Antialias ? op : null);

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Long_axes_never_take_a_wrong_neighbour(string driver)
    {
        foreach ((long extent, long size) in ((long, long)[])[(3, 16384), (16384, 10001), (9973, 16384), (16384, 3), (12345, 12346)])
        {
            HostTensor x = HostTensor.Of(new Shape(extent), [.. Enumerable.Range(0, (int)extent).Select(i => (float)i)]);
            Resize[] ops =
            [
                .. from coordinates in (CoordinateMode[])[CoordinateMode.HalfPixel, CoordinateMode.HalfPixelSymmetric, CoordinateMode.AlignCorners, CoordinateMode.Asymmetric]
                   from rounding in Enum.GetValues<NearestRounding>()
                   from scaled in (bool[])[false, true]
                   select new Resize(ResizeMode.Nearest, coordinates, rounding, [size], scaled ? [(float)((double)size / extent)] : [], -0.75, false, false, 0, []),
            ];
            WindowGraph.CheckAll(driver, ops, x, Neighbours.None, op => (0, op), $"{extent} to {size}");
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Nearest_moves_integers(string driver)
    {
        HostTensor integers = SeededTensor.Integers(new Random(4), ElementType.I32, -1000, 1000, 1, 3, 5, 4);
        Resize op = new(ResizeMode.Nearest, CoordinateMode.TfCropAndResize, NearestRounding.Ceil, [1, 3, 9, 4], [], -0.75, false, false, -7, [0, 0, 0.5, 0, 1, 1, 1.5, 1]);
        WindowGraph.CheckAll(driver, [op], integers, Neighbours.None, op => (0, op), "integers");
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_weight_of_0_adds_nothing(string driver)
    {
        HostTensor x = HostTensor.Of(new Shape(1, 1, 3, 3), 1, 2, float.PositiveInfinity, 4, float.NaN, 6, 7, 8, float.NegativeInfinity);
        Resize[] ops = [.. ((ResizeMode[])[ResizeMode.Linear, ResizeMode.Cubic]).Select(mode => new Resize(mode, CoordinateMode.AlignCorners, NearestRounding.Floor, [1, 1, 5, 5], [], -0.3, false, false, 0, []))];
        WindowGraph.CheckAll(driver, ops, x, Neighbours.None, _ => (64, null), "infinities");
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void One_package_resizes_any_size(string driver)
    {
        (IntExpr n, IntExpr h, IntExpr w) = (IntExpr.Symbol("N"), IntExpr.Symbol("h"), IntExpr.Symbol("w"));
        TensorType type = new(ElementType.F32, new SymbolicShape(n, 6, h, w));
        Resize[] ops =
        [
            .. from coordinates in Enum.GetValues<CoordinateMode>()
               from scaled in (bool[])[false, true]
               select new Resize(ResizeMode.Linear, coordinates, NearestRounding.Floor,
                   scaled ? [n, 6, IntExpr.FloorDiv(h * 3, 2), IntExpr.FloorDiv(w * 7, 10)] : [n, 6, (2 * h) + 1, IntExpr.CeilDiv(w, 2)], scaled ? [1, 1, 1.5, 0.7f] : [],
                   -0.75, false, false, 0, coordinates == CoordinateMode.TfCropAndResize ? [0, 0, 0.25, scaled ? 0.125 : 0.1f, 1, 1, 1, scaled ? 0.75 : 0.8f] : []),
        ];
        Graph graph = WindowGraph.OfAll(ops, type, Neighbours.Around);
        using CompiledModel model = CompiledModel.FromPackage(ModelCompiler.Compile(graph));
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = model.CreateSession(device.Device);
        foreach ((long images, long height, long width) in ((long, long, long)[])[(1, 5, 8), (2, 33, 3), (3, 1, 21)])
        {
            HostTensor x = SeededTensor.Floats(new Random((int)width), images, 6, height, width);
            IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(session, new Dictionary<string, HostTensor> { ["x"] = x });
            WindowGraph.AssertAll(graph, ops, x, Neighbours.Around, got, op => BoundOf((Resize)op), $"{images}x{height}x{width}");
        }
    }
}
