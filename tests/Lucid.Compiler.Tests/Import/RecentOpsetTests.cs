using Lucid.Model;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>Every operator whose definition changed in opset 18 to 21, in its new form, with values worked out by hand.</summary>
public sealed class RecentOpsetTests
{
    private static readonly HostTensor Row = HostTensor.Of(new Shape(1, 1, 4), 0, 1, 2, 3);

    private sealed record Case(OnnxModelBuilder Model, HostTensor[] Inputs, double[] Expected, string Type = "");

    private static readonly Dictionary<string, Func<Case>> Cases = new(StringComparer.Ordinal)
    {
        // Opset 18: axes of reductions, of paddings and of resizing are operands or attributes of their own.
        ["18 ReduceMean axes"] = () => Reduced("ReduceMean", [2, 5]),
        ["18 ReduceMax axes"] = () => Reduced("ReduceMax", [3, 6]),
        ["18 ReduceMin axes"] = () => Reduced("ReduceMin", [1, 4]),
        ["18 ReduceProd axes"] = () => Reduced("ReduceProd", [6, 120]),
        ["18 ReduceL1 axes"] = () => Reduced("ReduceL1", [6, 15]),
        ["18 ReduceL2 axes"] = () => Reduced("ReduceL2", [Math.Sqrt(14), Math.Sqrt(77)]),
        ["18 ReduceSumSquare axes"] = () => Reduced("ReduceSumSquare", [14, 77]),
        ["18 ReduceLogSum axes"] = () => Reduced("ReduceLogSum", [Math.Log(6), Math.Log(15)]),
        ["18 ReduceLogSumExp axes"] = () => Reduced("ReduceLogSumExp", [3 + Math.Log(1 + Math.Exp(-1) + Math.Exp(-2)), 6 + Math.Log(1 + Math.Exp(-1) + Math.Exp(-2))]),
        ["18 ReduceL1 of no axes"] = () => new(new OnnxModelBuilder(18).Input("x", 2).Node("ReduceL1", "x", "y", ("noop_with_empty_axes", 1)), [HostTensor.Of(new Shape(2), -1, 2)], [1, 2]),
        ["18 Pad axes"] = () => new(new OnnxModelBuilder(18).Input("x", 2, 2).Integers("p", 1, 0).Floats("c", [], 9).Integers("a", -1).Node("Pad", "x p c a", "y"),
            [HostTensor.Of(new Shape(2, 2), 1, 2, 3, 4)], [9, 1, 2, 9, 3, 4], "f32[2,3]"),
        ["18 Split num_outputs uneven"] = () => new(new OnnxModelBuilder(18).Input("x", 7).Node("Split", "x", "a b y", ("num_outputs", 3)), [HostTensor.Of(new Shape(7), 0, 1, 2, 3, 4, 5, 6)], [6], "f32[1]"),
        ["18 Split lengths"] = () => new(new OnnxModelBuilder(18).Input("x", 7).Integers("n", 2, 5).Node("Split", "x n", "a y"), [HostTensor.Of(new Shape(7), 0, 1, 2, 3, 4, 5, 6)], [2, 3, 4, 5, 6]),
        ["18 Resize axes"] = () => new(new OnnxModelBuilder(18).Input("x", 1, 1, 4).Floats("s", [1], 0.5f).Node("Resize", "x - s", "y", ("axes", new long[] { -1 }), ("coordinate_transformation_mode", "asymmetric")), [Row], [0, 2]),
        ["18 Resize antialias"] = () => new(new OnnxModelBuilder(18).Input("x", 1, 1, 4).Floats("s", [3], 1, 1, 0.5f).Node("Resize", "x - s", "y", ("mode", "linear"), ("antialias", 1)),
            [Row], [0.625, 2.375]),
        ["18 Resize not_larger"] = () => new(new OnnxModelBuilder(18).Input("x", 1, 1, 4).Integers("n", 3, 3, 8).Node("Resize", "x - - n", "y", ("keep_aspect_ratio_policy", "not_larger"), ("axes", new long[] { 0, 1, 2 })),
            [Row], [.. Enumerable.Repeat(new double[] { 0, 0, 1, 1, 2, 2, 3, 3 }, 4).SelectMany(x => x)], "f32[2,2,8]"),
        ["18 LpPool dilations"] = () => new(new OnnxModelBuilder(18).Input("x", 1, 1, 5).Node("LpPool", "x", "y", ("kernel_shape", Long(2)), ("dilations", Long(2))), [HostTensor.Of(new Shape(1, 1, 5), 3, 0, -4, 0, 5)], [5, 0, Math.Sqrt(41)]),
        ["18 LpPool ceil_mode"] = () => new(new OnnxModelBuilder(18).Input("x", 1, 1, 3).Node("LpPool", "x", "y", ("kernel_shape", Long(2)), ("strides", Long(2)), ("ceil_mode", 1)), [HostTensor.Of(new Shape(1, 1, 3), 3, 4, 12)], [5, 12]),
        ["18 Mish"] = () => new(new OnnxModelBuilder(18).Input("x", 2).Node("Mish", "x", "y"), [HostTensor.Of(new Shape(2), 0, 1)], [0, Math.Tanh(Math.Log(1 + Math.E))]),
        ["18 GroupNormalization by group"] = () => Grouped(18, [10, 20], [1, 2], [-9, 11, -18, 22]),
        ["18 ScatterND max"] = () => new(new OnnxModelBuilder(18).Input("x", 3).Initializer("i", HostTensor.OfInt64(new Shape(2, 1), 1, 1)).Floats("u", [2], 7, 5).Node("ScatterND", "x i u", "y", ("reduction", "max")),
            [HostTensor.Of(new Shape(3), 9, 6, 9)], [9, 7, 9]),

        // Opset 19.
        ["19 AveragePool dilations"] = () => new(new OnnxModelBuilder(19).Input("x", 1, 1, 5).Node("AveragePool", "x", "y", ("kernel_shape", Long(2)), ("dilations", Long(2))), [HostTensor.Of(new Shape(1, 1, 5), 1, 2, 5, 6, 7)], [3, 4, 6]),
        ["19 AveragePool ceil_mode"] = () => new(new OnnxModelBuilder(19).Input("x", 1, 1, 3).Node("AveragePool", "x", "y", ("kernel_shape", Long(2)), ("strides", Long(2)), ("ceil_mode", 1), ("count_include_pad", 1)), [HostTensor.Of(new Shape(1, 1, 3), 2, 4, 9)], [3, 9]),
        ["19 Pad wrap"] = () => new(new OnnxModelBuilder(19).Input("x", 3).Integers("p", 2, 1).Node("Pad", "x p", "y", ("mode", "wrap")), [HostTensor.Of(new Shape(3), 1, 2, 3)], [2, 3, 1, 2, 3, 1]),
        ["19 Resize half_pixel_symmetric"] = () => new(new OnnxModelBuilder(19).Input("x", 1, 1, 4).Floats("s", [3], 1, 1, 0.6f)
            .Node("Resize", "x - s", "y", ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel_symmetric")), [Row], [2.0 / 3, 7.0 / 3]),
        ["19 Cast saturate"] = () => new(new OnnxModelBuilder(19).Input("x", 3).Node("Cast", "x", "y", ("to", 6), ("saturate", 0)), [HostTensor.Of(new Shape(3), 1.75f, -1.75f, 7)], [1, -1, 7], "i32[3]"),
        ["19 CastLike"] = () => new(new OnnxModelBuilder(19).Input("x", 2).Input("like", ElementType.Bool, 1).Node("CastLike", "x like", "y", ("saturate", 1)),
            [HostTensor.Of(new Shape(2), 0, 0.5f), HostTensor.FromInt64s(ElementType.Bool, new Shape(1), [1])], [0, 1], "bool[2]"),
        ["19 Shape start end"] = () => new(new OnnxModelBuilder(19).Input("x", "a", "b", "c", 7).Node("Shape", "x", "y", ("start", -3), ("end", -1)), [HostTensor.Of(new Shape(1, 2, 3, 7), new float[42])], [2, 3], "i64[2]"),
        ["19 Size"] = () => new(new OnnxModelBuilder(19).Input("x", "a", "b").Node("Size", "x", "y"), [HostTensor.Of(new Shape(2, 3), new float[6])], [6], "i64[]"),
        ["19 Reshape allowzero"] = () => new(new OnnxModelBuilder(19).Input("x", 2, 3).Integers("s", 0, -1).Node("Reshape", "x s", "y", ("allowzero", 0)), [HostTensor.Of(new Shape(2, 3), 1, 2, 3, 4, 5, 6)], [1, 2, 3, 4, 5, 6], "f32[2,3]"),
        ["19 Equal of truth values"] = () => new(new OnnxModelBuilder(19).Input("x", ElementType.Bool, 2).Input("z", ElementType.Bool, 2).Node("Equal", "x z", "y"),
            [HostTensor.FromInt64s(ElementType.Bool, new Shape(2), [1, 0]), HostTensor.FromInt64s(ElementType.Bool, new Shape(2), [1, 1])], [1, 0]),
        ["19 Constant"] = () => new(new OnnxModelBuilder(19).Input("x", 2).Node("Constant", "", "c", ("value_floats", new float[] { 1, 2 })).Node("Add", "x c", "y"), [HostTensor.Of(new Shape(2), 10, 20)], [11, 22]),

        // Opset 20.
        ["20 Gelu"] = () => new(new OnnxModelBuilder(20).Input("x", 1).Node("Gelu", "x", "y"), [HostTensor.Of(new Shape(1), 1)], [0.8413447460685429]),
        ["20 Gelu tanh"] = () => new(new OnnxModelBuilder(20).Input("x", 1).Node("Gelu", "x", "y", ("approximate", "tanh")), [HostTensor.Of(new Shape(1), 1)],
            [0.5 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * 1.044715))]),
        ["20 GridSample linear"] = () => Sampled([1, 1, 2, 2], [1, 1, 1, 2], [("mode", "linear"), ("align_corners", 1)], 1.5),
        ["20 GridSample of volumes"] = () => Sampled([1, 1, 2, 2, 2], [1, 1, 1, 1, 3], [("mode", "linear")], 3.5),
        ["20 ReduceMax of truth values"] = () => new(new OnnxModelBuilder(20).Input("x", ElementType.Bool, 2, 2).Integers("a", 1).Node("ReduceMax", "x a", "y", ("keepdims", 0)),
            [HostTensor.FromInt64s(ElementType.Bool, new Shape(2, 2), [0, 1, 0, 0])], [1, 0], "bool[2]"),
        ["20 ReduceMin of truth values"] = () => new(new OnnxModelBuilder(20).Input("x", ElementType.Bool, 2, 2).Integers("a", 1).Node("ReduceMin", "x a", "y"),
            [HostTensor.FromInt64s(ElementType.Bool, new Shape(2, 2), [0, 1, 1, 1])], [0, 1], "bool[2,1]"),
        ["20 ConstantOfShape"] = () => new(new OnnxModelBuilder(20).Input("x", "a", 2).Node("Shape", "x", "s").Node("ConstantOfShape", "s", "c", ("value", HostTensor.Of(new Shape(1), 3))).Node("Add", "x c", "y"),
            [HostTensor.Of(new Shape(1, 2), 1, 2)], [4, 5]),

        // Opset 21: one scale a channel; what only moves elements takes more types.
        ["21 GroupNormalization by channel"] = () => Grouped(21, [1, 2, 3, 4], [0, 0, 0, 5], [-1, 2, -3, 9]),
        ["21 Pad of integers"] = () => new(new OnnxModelBuilder(21).Input("x", ElementType.I32, 2).Integers("p", 0, 2).Initializer("c", HostTensor.FromInt64s(ElementType.I32, new Shape(), [-7])).Node("Pad", "x p c", "y"),
            [HostTensor.FromInt64s(ElementType.I32, new Shape(2), [1, 2])], [1, 2, -7, -7], "i32[4]"),
        ["21 Reshape, Squeeze, Unsqueeze, Flatten, Transpose, Identity"] = () => new(new OnnxModelBuilder(21).Input("x", ElementType.U8, 2, 3).Integers("s", 3, 2, 1).Integers("a", 2).Integers("f", 0)
            .Node("Reshape", "x s", "r").Node("Squeeze", "r a", "q").Node("Transpose", "q", "t").Node("Unsqueeze", "t f", "u").Node("Identity", "u", "i").Node("Flatten", "i", "y", ("axis", 2)),
            [HostTensor.FromInt64s(ElementType.U8, new Shape(2, 3), [1, 2, 3, 4, 5, 6])], [1, 3, 5, 2, 4, 6], "u8[2,3]"),
        ["21 Cast to bfloat16"] = () => new(new OnnxModelBuilder(21).Input("x", 2).Node("Cast", "x", "y", ("to", 16)), [HostTensor.Of(new Shape(2), 1.00390625f, 1.01171875f)], [1, 1.015625], "f32[2]"),
    };

    [Fact]
    public void Every_form_gives_its_values()
    {
        List<string> wrong = [];
        foreach ((string name, Func<Case> make) in Cases)
        {
            Case test = make();
            if (test.Model.Graph.Output.Count == 0) test.Model.Output("y");
            Graph graph = test.Model.Import();
            Dictionary<string, HostTensor> inputs = graph.Inputs.Zip(test.Inputs).ToDictionary(pair => graph[pair.First].Name, pair => pair.Second);
            ReferenceTensor y = ReferenceInterpreter.Run(graph, inputs).Outputs["y"];
            double[] got = y.Element.IsFloat() ? y.Floats : Array.ConvertAll(y.Integers, value => (double)value);
            bool same = got.Length == test.Expected.Length && got.Zip(test.Expected).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-6 * Math.Max(1, Math.Abs(pair.Second)));
            if (!same) wrong.Add($"{name}: got [{string.Join(", ", got)}], expected [{string.Join(", ", test.Expected)}]");
            string type = $"{y.Element.Text()}{y.Shape}";
            if (test.Type.Length > 0 && type != test.Type) wrong.Add($"{name}: {type}, expected {test.Type}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory]
    [InlineData(19, "Cast", 17, "FLOAT8E4M3FN")]
    [InlineData(21, "Cast", 21, "UINT4")]
    [InlineData(21, "Cast", 8, "STRING")]
    public void Types_that_no_decoder_needs_are_refused_by_name(int opset, string op, int to, string name) =>
        Assert.Equal($"attribute 'to' is {name}, expected a float, integer or bool type", Assert.Single(new OnnxModelBuilder(opset).Input("x", 2).Node(op, "x", "y", ("to", to)).Output("y").Refused()).Message);

    [Fact]
    public void Attributes_of_a_later_opset_are_refused_in_an_earlier_one()
    {
        Assert.Equal("attribute 'num_outputs' does not exist in Split of opset 17",
            Assert.Single(new OnnxModelBuilder(17).Input("x", 4).Node("Split", "x", "a b", ("num_outputs", 2)).Output("a").Refused()).Message);
        Assert.Equal("attribute 'antialias' does not exist in Resize of opset 17",
            Assert.Single(new OnnxModelBuilder(17).Input("x", 1, 1, 4).Floats("s", [3], 1, 1, 2).Node("Resize", "x - s", "y", ("antialias", 1)).Output("y").Refused()).Message);
        Assert.Equal("attribute 'dilations' does not exist in AveragePool of opset 18",
            Assert.Single(new OnnxModelBuilder(18).Input("x", 1, 1, 4).Node("AveragePool", "x", "y", ("kernel_shape", Long(2)), ("dilations", Long(2))).Output("y").Refused()).Message);
    }

    private static long[] Long(long value) => [value];

    private static Case Reduced(string name, double[] expected) => new(
        new OnnxModelBuilder(18).Input("x", 2, 3).Integers("a", -1).Node(name, "x a", "y", ("keepdims", 0)), [HostTensor.Of(new Shape(2, 3), 1, 2, 3, 4, 5, 6)], expected, "f32[2]");

    private static Case Grouped(int opset, float[] scale, float[] bias, double[] expected) => new(
        new OnnxModelBuilder(opset).Input("x", 1, 4, 1).Floats("s", [scale.Length], scale).Floats("b", [bias.Length], bias).Node("GroupNormalization", "x s b", "y", ("num_groups", 2), ("epsilon", 0f)),
        [HostTensor.Of(new Shape(1, 4, 1), -1, 1, 2, 4)], expected);

    private static Case Sampled(int[] shape, int[] grid, (string, object)[] attributes, double expected)
    {
        Shape x = new([.. shape.Select(extent => (long)extent)]), at = new([.. grid.Select(extent => (long)extent)]);
        return new(new OnnxModelBuilder(20).Input("x", [.. shape.Cast<object>()]).Input("g", [.. grid.Cast<object>()]).Node("GridSample", "x g", "y", attributes),
            [HostTensor.Of(x, OnnxModelBuilder.Ramp(x.ElementCount)), HostTensor.Of(at, new float[at.ElementCount])], [expected]);
    }
}
