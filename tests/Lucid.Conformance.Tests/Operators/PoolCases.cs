using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Pools on every driver, within the bounds of <see cref="ErrorBound"/>.</summary>
public sealed class PoolCases
{
    private static readonly (string Name, long[] Shape, Pool Op)[] Windows =
    [
        ("k2_s2", [2, 5, 8, 12], Of([2, 2], [2, 2], [0, 0], [0, 0])),
        ("k3_s2_p1", [3, 8, 13, 9], Of([3, 3], [2, 2], [1, 1], [1, 1])),
        ("k3_s1_p1_odd", [1, 3, 7, 17], Of([3, 3], [1, 1], [1, 1], [1, 1])),
        ("ceil", [2, 6, 10, 11], Of([3, 3], [2, 2], [0, 1], [1, 0]) with { CeilMode = true }),
        ("ceil_pads_counted", [2, 6, 10, 11], Of([3, 2], [2, 3], [1, 1], [1, 1]) with { CeilMode = true, CountIncludePad = true }),
        ("dilated", [1, 4, 19, 18], Of([3, 2], [1, 2], [2, 1], [3, 0], [2, 3])),
        ("asymmetric_counted", [2, 7, 9, 6], Of([2, 3], [1, 1], [0, 2], [1, 0]) with { CountIncludePad = true }),
        ("window_in_padding", [1, 3, 2, 2], Of([2, 2], [1, 1], [2, 2], [2, 2], [3, 3])),
        ("wide_axis_by_axis", [1, 5, 30, 41], Of([13, 9], [1, 1], [6, 4], [6, 4])),
        ("wide_counted_axis_by_axis", [1, 6, 33, 20], Of([16, 5], [3, 2], [7, 2], [8, 2]) with { CountIncludePad = true, CeilMode = true }),
        ("rows_wider_than_a_workgroup", [1, 1, 3, 1100], Of([2, 2], [1, 2], [0, 0], [0, 0])),
        ("1d", [3, 6, 37], Of([4], [3], [2], [1])),
        ("1d_long_window", [1, 2, 900], Of([700], [50], [0], [0])),
        ("3d", [2, 5, 6, 7, 9], Of([2, 3, 2], [2, 1, 2], [0, 1, 1], [1, 1, 0])),
        ("3d_wide", [1, 3, 9, 10, 11], Of([5, 4, 5], [1, 2, 1], [2, 1, 2], [2, 2, 2], [1, 2, 1])),
    ];

    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach ((string name, _, _) in Windows) data.Add(driver, name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_window_gives_what_the_reference_gives(string driver, string name)
    {
        (_, long[] extents, Pool op) = Windows.Single(window => window.Name == name);
        HostTensor x = SeededTensor.Floats(new Random(name.Length), extents);
        Pool[] ops = [op, op with { Kind = PoolKind.Average }, .. ((long[])[1, 2, 3, 6]).Select(p => op with { Kind = PoolKind.Lp, P = p })];
        foreach (Neighbours neighbours in Enum.GetValues<Neighbours>()) WindowGraph.CheckAll(driver, ops, x, neighbours, BoundOf, name);
    }

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void An_empty_batch_gives_an_empty_result(string driver)
    {
        HostTensor x = SeededTensor.Floats(new Random(1), 0, 4, 5, 5);
        WindowGraph.CheckAll(driver, [Of([2, 2], [1, 1], [0, 0], [0, 0])], x, Neighbours.None, BoundOf, "no image");
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void An_unbatched_operand_is_one_image(string driver) =>
        WindowGraph.CheckAll(driver, [Of([3, 3], [2, 2], [1, 1], [1, 1])], SeededTensor.Floats(new Random(5), 6, 11, 10), Neighbours.None, BoundOf, "unbatched");

    [Theory]
    [MemberData(nameof(Drivers))]
    public void The_largest_of_integers_is_exact(string driver)
    {
        foreach (ElementType element in (ElementType[])[ElementType.I32, ElementType.U32, ElementType.U8, ElementType.I8])
        {
            HostTensor x = SeededTensor.Integers(new Random(6), element, element is ElementType.U32 or ElementType.U8 ? 0 : -100, 100, 2, 3, 9, 7);
            WindowGraph.CheckAll(driver, [Of([3, 2], [2, 2], [1, 0], [1, 1])], x, Neighbours.None, BoundOf, element.Text());
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Infinities_and_NaN_stay_in_their_windows(string driver)
    {
        float[] values = [.. Enumerable.Range(0, 64).Select(i => i switch { 9 => float.NaN, 30 => float.PositiveInfinity, 50 => float.NegativeInfinity, _ => i - 20f })];
        HostTensor x = HostTensor.Of(new Shape(1, 1, 8, 8), values);
        Pool op = Of([3, 3], [1, 1], [1, 1], [1, 1]);
        Pool[] ops = [.. Enum.GetValues<PoolKind>().Select(kind => op with { Kind = kind }), op with { Kind = PoolKind.Lp, P = 5 }];
        WindowGraph.CheckAll(driver, ops, x, Neighbours.None, op => (op is Pool { Kind: PoolKind.Max } ? 0 : 100, op with { }), "infinities");
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void One_package_pools_any_size(string driver)
    {
        (IntExpr n, IntExpr h, IntExpr w) = (IntExpr.Symbol("N"), IntExpr.Symbol("h"), IntExpr.Symbol("w"));
        TensorType type = new(ElementType.F32, new SymbolicShape(n, 6, h, w));
        // SAME_UPPER of a stride of 2, as a frontend writes it.
        IntExpr total = IntExpr.Max(((IntExpr.CeilDiv(w, 2) - 1) * 2) + 3 - w, 0);
        Pool op = Of([3, 3], [2, 2], [1, IntExpr.FloorDiv(total, 2)], [1, total - IntExpr.FloorDiv(total, 2)]);
        Pool[] ops = [op, op with { Kind = PoolKind.Average }, op with { CeilMode = true }, op with { Kernel = [17, 17], PadsBegin = [8, 8], PadsEnd = [8, 8] }];
        Graph graph = WindowGraph.OfAll(ops, type, Neighbours.Around);
        using CompiledModel model = CompiledModel.FromPackage(ModelCompiler.Compile(graph));
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = model.CreateSession(device.Device);
        foreach ((long images, long height, long width) in ((long, long, long)[])[(1, 5, 8), (2, 33, 3), (3, 1, 21)])
        {
            HostTensor x = SeededTensor.Floats(new Random((int)width), images, 6, height, width);
            IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(session, new Dictionary<string, HostTensor> { ["x"] = x });
            WindowGraph.AssertAll(graph, ops, x, Neighbours.Around, got, BoundOf, $"{images}x{height}x{width}");
        }
    }

    private static (double C, Op? Magnitude) BoundOf(Op op) => (Factor((Pool)op), op);

    private static double Factor(Pool op) => ErrorBound.Of(op).Factor(op.Kernel.Aggregate(1L, (product, extent) => product * extent));

    private static Pool Of(ValueList<long> kernel, ValueList<long> stride, ValueList<IntExpr> begin, ValueList<IntExpr> end, ValueList<long>? dilation = null) =>
        new(PoolKind.Max, kernel, stride, begin, end, dilation ?? Enumerable.Repeat(1L, kernel.Count).ToValueList(), false, false, 2);
}
