using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Reading and writing at positions that are data, and numbers that follow from sizes: exact, in and out of range, on every driver.</summary>
public sealed class IndexingCases
{
    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    public static TheoryData<string, int, int[]> GathersOfDrivers()
    {
        TheoryData<string, int, int[]> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (int axis in (int[])[0, 1, 2, 3])
            {
                foreach (int[] indices in (int[][])[[], [1], [7], [2, 3], [1, 1, 2, 2]]) data.Add(driver, axis, indices);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(GathersOfDrivers))]
    public void Gather_reads_slices_from_either_end(string driver, int axis, int[] indexShape)
    {
        Random random = new(axis + (10 * indexShape.Length));
        HostTensor data = SeededTensor.Floats(random, 3, 4, 5, 6);
        HostTensor indices = SeededTensor.Integers(random, ElementType.I64, -3, 3, [.. indexShape.Select(extent => (long)extent)]);
        OperatorRun.CheckExact(driver, new Gather(axis), data, indices);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Gather_reads_nothing_where_an_index_is_outside(string driver)
    {
        HostTensor indices = HostTensor.OfInt64(new Shape(6), 3, -4, 2, -3, int.MaxValue, int.MinValue);
        OperatorRun.CheckExact(driver, new Gather(0), HostTensor.Of(new Shape(3, 2), 1, 2, 3, 4, 5, 6), indices);
        OperatorRun.CheckExact(driver, new Gather(1), HostTensor.OfInt64(new Shape(2, 3), 1, 2, 3, 4, 5, 6), indices);
        OperatorRun.CheckExact(driver, new GatherElements(0), HostTensor.Of(new Shape(3), 1, 2, 3), indices);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Gather_takes_every_element_type(string driver)
    {
        foreach (ElementType element in Enum.GetValues<ElementType>().Where(type => !type.IsFloat()))
        {
            HostTensor data = SeededTensor.Integers(new Random(5), element, 0, element == ElementType.Bool ? 2 : 100, 4, 3);
            HostTensor indices = element == ElementType.Bool ? HostTensor.OfInt64(new Shape(2), 3, -1) : SeededTensor.Integers(new Random(6), element, 0, 4, 2, 2);
            OperatorRun.CheckExact(driver, new Gather(0), data, indices);
        }
    }

    public static TheoryData<string, int, long[]> GatherElementsOfDrivers()
    {
        TheoryData<string, int, long[]> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            data.Add(driver, 0, [7, 4, 5]);
            data.Add(driver, 1, [3, 9, 5]);
            data.Add(driver, 2, [3, 4, 1]);
            data.Add(driver, 2, [1, 1, 8]);
            data.Add(driver, 1, [2, 4, 3]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(GatherElementsOfDrivers))]
    public void Gather_elements_reads_an_element_an_index(string driver, int axis, long[] indexShape)
    {
        Random random = new((int)indexShape.Sum());
        HostTensor data = SeededTensor.Floats(random, 3, 4, 5);
        OperatorRun.CheckExact(driver, new GatherElements(axis), data, SeededTensor.Integers(random, ElementType.I32, -5, 5, indexShape));
    }

    public static TheoryData<string, ScatterReduction, long, ElementType> ScattersOfDrivers()
    {
        TheoryData<string, ScatterReduction, long, ElementType> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (ScatterReduction reduction in Enum.GetValues<ScatterReduction>())
            {
                foreach (long depth in (long[])[1, 2, 3]) data.Add(driver, reduction, depth, ElementType.F32);
                foreach (ElementType element in (ElementType[])[ElementType.I8, ElementType.U16, ElementType.U32, ElementType.I64]) data.Add(driver, reduction, 2, element);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ScattersOfDrivers))]
    public void Scatter_applies_updates_in_order_of_their_tuples(string driver, ScatterReduction reduction, long depth, ElementType element)
    {
        Random random = new((int)depth + (7 * (int)reduction));
        long[] extents = [3, 4, 5];
        // More tuples than places, so that many meet; some are outside.
        HostTensor indices = SeededTensor.Integers(random, ElementType.I64, -4, 4, 2, 20, depth);
        long[] updates = [2, 20, .. extents.Skip((int)depth)];
        // Small integers as floats too: sums and products of them are exact in any arithmetic.
        int low = element is ElementType.U32 or ElementType.U16 ? 1 : -3;
        OperatorRun.CheckExact(driver, new ScatterND(reduction), Numbers(low, extents), indices, Numbers(low, updates));

        HostTensor Numbers(int from, long[] shape)
        {
            HostTensor numbers = SeededTensor.Integers(random, ElementType.I32, from, 4, shape);
            return numbers.ConvertTo(element);
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Scatter_keeps_the_order_of_sums_and_what_is_no_number(string driver)
    {
        HostTensor data = HostTensor.Of(new Shape(4), 1, float.NaN, 3, -1);
        HostTensor indices = HostTensor.OfInt64(new Shape(6, 1), 0, 0, 0, 1, 2, -4);
        HostTensor updates = HostTensor.Of(new Shape(6), 1e8f, 1, -1e8f, 2, float.NaN, 0.5f);
        OperatorRun.CheckExact(driver, new ScatterND(ScatterReduction.Max), data, indices, updates);
        OperatorRun.CheckExact(driver, new ScatterND(ScatterReduction.Min), data, indices, updates);
        // In float32 another order of these sums gives another number.
        (Graph graph, Dictionary<string, HostTensor> inputs) = OperatorRun.Build(new ScatterND(ScatterReduction.Add), data, indices, updates);
        using TestDevice device = DeviceMatrix.Use(driver);
        float sum = (((1f + 1e8f) + 1f) - 1e8f) + 0.5f;
        Assert.Equal([sum, float.NaN, float.NaN, -1f], DeviceRun.Run(device.Device, graph, inputs)["y"].ToFloats());
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Sizes_become_data_and_are_counted(string driver)
    {
        GraphBuilder builder = new("sizes");
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(IntExpr.Symbol("h"), IntExpr.Symbol("w"))));
        (IntExpr h, IntExpr w) = (IntExpr.Symbol("h"), IntExpr.Symbol("w"));
        ValueId many = builder.Add(new ShapeValues(Enumerable.Range(0, 300).Select(i => (h * i) - w).ToValueList()), [])!.Value;
        ValueId numbers = builder.Add(new Iota(h * w), [])!.Value;
        ValueId table = builder.Add(new Reshape(new SymbolicShape(h, w)), [numbers])!.Value;
        ValueId sum = builder.Add(new Pointwise(PointwiseKind.Add), [x, builder.Add(new Cast(ElementType.F32), [table])!.Value])!.Value;
        builder.AddOutput("many", many);
        builder.AddOutput("numbers", numbers);
        builder.AddOutput("sum", sum);
        Graph graph = builder.Build();
        using TestDevice device = DeviceMatrix.Use(driver);
        foreach ((long height, long width) in ((long, long)[])[(1, 1), (7, 300), (64, 65)])
        {
            Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Integers(new Random(1), ElementType.I32, -9, 9, height, width).ConvertTo(ElementType.F32) };
            IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(device.Device, graph, inputs);
            foreach (GraphOutput output in graph.Outputs) TensorAssert.BitwiseEqual(DeviceRun.Reference(graph, inputs, output.Name), got[output.Name], output.Name);
        }
    }
}
