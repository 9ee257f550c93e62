using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Where the operand of a case comes from and who reads its result, which decides how both lie on the device.</summary>
public enum Neighbours
{
    /// <summary>An input, and an output: row-major.</summary>
    None,

    /// <summary>Behind a layer: the operand lies in blocks of channels, the result is an output.</summary>
    Before,

    /// <summary>Between layers: both lie in blocks of channels.</summary>
    Around,
}

/// <summary>Graphs of ops under test that read one operand, alone or among layers that double, which is exact.</summary>
internal static class WindowGraph
{
    // SeededTensor's floats are below it.
    private const double LargestOperand = 2;

    /// <summary>Outputs y0, y1, … of the ops, each applied to x and the further operands z0, z1, ….</summary>
    public static Graph OfAll(IReadOnlyList<Op> ops, TensorType type, Neighbours neighbours, params ReadOnlySpan<HostTensor> others)
    {
        GraphBuilder builder = new(ops[0].Name);
        ValueId x = builder.AddInput("x", type);
        if (neighbours != Neighbours.None) x = Doubled(builder, x);
        List<ValueId> operands = [x];
        for (int i = 0; i < others.Length; i++) operands.Add(builder.AddInput($"z{i}", others[i].Type));
        for (int i = 0; i < ops.Count; i++)
        {
            ValueId value = builder.Add(ops[i], [.. operands]) ?? throw new Xunit.Sdk.XunitException(string.Join("\n", builder.Diagnostics));
            if (neighbours == Neighbours.Around) value = Doubled(builder, value);
            builder.AddOutput($"y{i}", value);
        }

        return builder.Build();
    }

    /// <summary>Runs the ops and compares each with the reference; see <see cref="AssertAll"/>.</summary>
    public static void CheckAll(string driver, IReadOnlyList<Op> ops, HostTensor x, Neighbours neighbours, Func<Op, (double C, Op? Magnitude)> bound, string what, params HostTensor[] others)
    {
        Graph graph = OfAll(ops, x.Type, neighbours, others);
        using TestDevice device = DeviceMatrix.Use(driver);
        AssertAll(graph, ops, x, neighbours, DeviceRun.Run(device.Device, graph, Inputs(x, others)), bound, what, others);
    }

    /// <summary>
    /// |err| ≤ c·ε·Σ|w||x|, where the sum is what the magnitude op, one of weights' magnitudes, gives for |x|, or the largest |x| there can be;
    /// the same bits where c is 0.
    /// </summary>
    public static void AssertAll(
        Graph graph, IReadOnlyList<Op> ops, HostTensor x, Neighbours neighbours, IReadOnlyDictionary<string, HostTensor> got, Func<Op, (double C, Op? Magnitude)> bound, string what,
        params HostTensor[] others)
    {
        var expected = ReferenceInterpreter.Run(graph, Inputs(x, others)).Outputs;
        HostTensor magnitudes = x.Element.IsFloat() ? HostTensor.FromDoubles(x.Element, x.Shape, [.. x.ToDoubles().Select(Math.Abs)]) : x;
        for (int i = 0; i < ops.Count; i++)
        {
            string where = $"{what} {neighbours} {Described(ops[i])}";
            (double c, Op? magnitude) = bound(ops[i]);
            HostTensor reference = expected[$"y{i}"].ToHost(), result = got[$"y{i}"];
            if (c == 0)
            {
                TensorAssert.BitwiseEqual(reference, result, where);
                continue;
            }

            double[]? sums = magnitude is null ? null : ReferenceInterpreter.Run(OfAll([magnitude], graph.TypeOf(graph.Inputs[0]), neighbours, others), Inputs(magnitudes, others)).Outputs["y0"].Floats;
            double largest = LargestOperand * (neighbours == Neighbours.None ? 1 : neighbours == Neighbours.Before ? 2 : 4);
            AssertWithin(reference, result, element => c * ErrorBound.Epsilon * (sums?[element] ?? largest), where);
        }
    }

    private static void AssertWithin(HostTensor reference, HostTensor got, Func<int, double> bound, string what)
    {
        Assert.Equal(reference.ToString(), got.ToString());
        (double[] r, double[] g) = (reference.ToDoubles(), got.ToDoubles());
        for (int i = 0; i < r.Length; i++)
        {
            bool agrees = double.IsFinite(r[i]) ? Math.Abs(g[i] - r[i]) <= bound(i) : g[i].Equals(r[i]);
            if (!agrees) Assert.Fail($"{what}: element {i} of {reference}: got {g[i]:G9}, expected {r[i]:G9}, bound {bound(i):G3}");
        }
    }

    private static string Described(Op op) => $"{op.Name}({string.Join(", ", op.Attributes.Select(attribute => $"{attribute.Name}={AttributeText.Of(attribute.Value)}"))})";

    private static Dictionary<string, HostTensor> Inputs(HostTensor x, ReadOnlySpan<HostTensor> others)
    {
        Dictionary<string, HostTensor> inputs = new() { ["x"] = x };
        for (int i = 0; i < others.Length; i++) inputs.Add($"z{i}", others[i]);
        return inputs;
    }

    /// <summary>A 1×1 layer that doubles: exact in any arithmetic, and its output lies in blocks.</summary>
    private static ValueId Doubled(GraphBuilder builder, ValueId value)
    {
        SymbolicShape shape = builder.TypeOf(value).Shape;
        long channels = shape[1].ConstantValue;
        int spatial = shape.Rank - 2;
        float[] weight = new float[channels * channels];
        for (long c = 0; c < channels; c++) weight[(c * channels) + c] = 2;
        ValueId constant = builder.AddConstant($"double{channels}_{value.Index}", HostTensor.Of(new Shape([channels, channels, .. Enumerable.Repeat(1L, spatial)]), weight));
        ValueList<IntExpr> none = Enumerable.Repeat(IntExpr.Zero, spatial).ToValueList();
        ValueList<long> ones = Enumerable.Repeat(1L, spatial).ToValueList();
        return builder.Add(new Conv(ones, none, none, ones, 1), [value, constant])!.Value;
    }
}
