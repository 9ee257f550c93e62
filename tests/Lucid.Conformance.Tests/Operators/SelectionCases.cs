using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Positions of extrema and the first elements in order: exact on every driver, with many equal elements.</summary>
public sealed class SelectionCases
{
    private static readonly (long[] Shape, int Axis)[] Ranges =
    [
        ([3, 8, 7, 9], 0), ([3, 8, 7, 9], 1), ([3, 5, 7, 9], 1), ([3, 5, 7, 9], 2), ([3, 5, 7, 9], 3), ([130, 33], 1), ([130, 1], 1), ([2, 3000], 1), ([1025, 3], 0),
    ];

    public static TheoryData<string, string, int> RangesOfDrivers()
    {
        TheoryData<string, string, int> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach ((long[] shape, int axis) in Ranges) data.Add(driver, string.Join(',', shape), axis);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(RangesOfDrivers))]
    public void Positions_of_extrema_are_exact(string driver, string shape, int axis)
    {
        foreach (ElementType element in (ElementType[])[ElementType.F32, ElementType.I64, ElementType.U32])
        {
            HostTensor x = Few(element, Numbers(shape), 9);
            GraphBuilder builder = new("positions");
            ValueId value = builder.AddInput("x", x.Type);
            // Behind a layer, floats lie in blocks.
            if (element == ElementType.F32 && x.Shape.Rank == 4) value = BlockedInput.Doubled(builder, value, x.Shape[1]);
            foreach (bool max in (bool[])[true, false])
            {
                foreach (bool last in (bool[])[true, false]) builder.AddOutput($"{max} {last}", builder.Add(new ArgReduce(max, axis, last, last), [value])!.Value);
            }

            CheckExact(driver, builder.Build(), new() { ["x"] = x });
        }
    }

    [Theory]
    [MemberData(nameof(RangesOfDrivers))]
    public void The_first_elements_in_order_are_exact(string driver, string shape, int axis)
    {
        long length = Numbers(shape)[axis];
        foreach (ElementType element in (ElementType[])[ElementType.F32, ElementType.I32, ElementType.U32])
        {
            HostTensor x = Few(element, Numbers(shape), 100);
            GraphBuilder builder = new("top_k");
            ValueId value = builder.AddInput("x", x.Type);
            (long Count, bool Largest)[] selections = [(Math.Min(3, length), true), (length, false), (1, false)];
            foreach ((int i, (long count, bool largest)) in selections.Index())
            {
                ValueList<ValueId> outputs = builder.AddNode(new TopK(axis, count, largest), [value], null, default, [])!.Value;
                builder.AddOutput($"values{i}", outputs[0]);
                builder.AddOutput($"positions{i}", outputs[1]);
            }

            CheckExact(driver, builder.Build(), new() { ["x"] = x });
        }
    }

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Not_a_number_infinities_and_zeros_are_ordered_as_in_torch(string driver)
    {
        (float infinity, float nan) = (float.PositiveInfinity, float.NaN);
        HostTensor x = HostTensor.Of(new Shape(2, 9), 1, nan, -infinity, infinity, nan, 1, -2, 2, 3, 0f, -0f, 0f, 1e-30f, -1e-30f, -0f, -1, 1, infinity);
        GraphBuilder builder = new("special");
        ValueId value = builder.AddInput("x", x.Type);
        foreach (bool largest in (bool[])[true, false])
        {
            ValueList<ValueId> outputs = builder.AddNode(new TopK(1, 9, largest), [value], null, default, [])!.Value;
            builder.AddOutput($"{largest} values", outputs[0]);
            builder.AddOutput($"{largest} positions", outputs[1]);
            builder.AddOutput($"{largest} first", builder.Add(new ArgReduce(largest, 1), [value])!.Value);
        }

        CheckExact(driver, builder.Build(), new() { ["x"] = x });
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void The_ends_of_the_integers_are_ordered(string driver)
    {
        HostTensor x = HostTensor.FromInt64s(ElementType.I32, new Shape(5), [int.MaxValue, 0, int.MinValue, -1, int.MaxValue]);
        GraphBuilder builder = new("ends");
        ValueId value = builder.AddInput("x", x.Type);
        builder.AddOutput("min", builder.Add(new ArgReduce(false, 0), [value])!.Value);
        builder.AddOutput("max", builder.Add(new ArgReduce(true, 0, true, true), [value])!.Value);
        builder.AddOutput("least", builder.AddNode(new TopK(0, 5, false), [value], null, default, [])!.Value[0]);
        CheckExact(driver, builder.Build(), new() { ["x"] = x });
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void One_package_selects_from_every_size(string driver)
    {
        GraphBuilder builder = new("open");
        IntExpr n = IntExpr.Symbol("n");
        ValueId value = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(2, n)));
        ValueList<ValueId> outputs = builder.AddNode(new TopK(1, IntExpr.Min(n, 300)), [value], null, default, [])!.Value;
        builder.AddOutput("values", outputs[0]);
        builder.AddOutput("positions", outputs[1]);
        builder.AddOutput("first", builder.Add(new ArgReduce(true, 1), [value])!.Value);
        Graph graph = builder.Build();
        using CompiledModel model = CompiledModel.FromPackage(ModelCompiler.Compile(graph));
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = model.CreateSession(device.Device);
        foreach (long length in (long[])[1, 257, 2000])
        {
            Dictionary<string, HostTensor> inputs = new() { ["x"] = Few(ElementType.F32, [2, length], 50) };
            IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(session, inputs);
            foreach (GraphOutput output in graph.Outputs) TensorAssert.BitwiseEqual(DeviceRun.Reference(graph, inputs, output.Name), got[output.Name], $"{length}: {output.Name}");
        }
    }

    /// <summary>Whole numbers out of few, so that many are equal.</summary>
    private static HostTensor Few(ElementType element, long[] extents, int kinds)
    {
        HostTensor integers = SeededTensor.Integers(new Random(kinds + extents.Length), element.IsFloat() ? ElementType.I32 : element, 0, kinds, extents);
        if (element == ElementType.U32) return integers;
        long[] values = [.. integers.ToInt64s().Select(v => v - (kinds / 2))];
        return element.IsFloat() ? HostTensor.FromDoubles(element, integers.Shape, [.. values.Select(v => (double)v)]) : HostTensor.FromInt64s(element, integers.Shape, values);
    }

    private static void CheckExact(string driver, Graph graph, Dictionary<string, HostTensor> inputs)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(device.Device, graph, inputs);
        foreach (GraphOutput output in graph.Outputs)
            TensorAssert.BitwiseEqual(DeviceRun.Reference(graph, inputs, output.Name), got[output.Name], output.Name);
    }

    private static long[] Numbers(string text) => [.. text.Split(',').Select(number => long.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
}
