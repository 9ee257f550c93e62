using Lucid.Model;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>Operators whose form changed between opsets or that become something else than one op.</summary>
public sealed class OperatorTests
{
    [Theory]
    [InlineData(6)]
    [InlineData(11)]
    [InlineData(21)]
    public void Clip_has_its_bounds_as_attributes_then_as_operands(int opset)
    {
        OnnxModelBuilder model = new OnnxModelBuilder(opset).Input("x", 2).Initializer("low", HostTensor.Of(new Shape(), 0f)).Initializer("high", HostTensor.Of(new Shape(), 6f));
        _ = opset < 11 ? model.Node("Clip", "x", "y", ("min", 0f), ("max", 6f)) : model.Node("Clip", "x low high", "y");
        Expect(model, "y:f32[2] = clip(x) min=0 max=6");
    }

    [Fact]
    public void Clip_without_bounds_is_open_and_with_computed_bounds_a_pair()
    {
        Expect(new OnnxModelBuilder(13).Input("x", 2).Initializer("high", HostTensor.Of(new Shape(), 6f)).Node("Clip", "x - high", "y"), "y:f32[2] = clip(x) min=-Infinity max=6");
        Expect(new OnnxModelBuilder(13).Input("x", 2).Input("low").Node("Clip", "x low", "y"), "y:f32[2] = max(x, low)");
    }

    [Theory]
    [InlineData(1f, 1f, 1, "y:f32[2,5] = linear(x, w, c)")]
    [InlineData(1f, 1f, 0, "y:f32[2,5] = linear(x, w/transposed, c)")]
    public void Gemm_with_a_constant_matrix_is_a_linear_layer(float alpha, float beta, int transB, string line) =>
        Expect(new OnnxModelBuilder(13).Input("x", 2, 3).Floats("w", transB == 1 ? [5, 3] : [3, 5]).Floats("c", [5])
            .Node("Gemm", "x w c", "y", ("alpha", alpha), ("beta", beta), ("transB", transB)), line);

    [Fact]
    public void Other_gemms_are_products_scales_and_sums()
    {
        Expect(new OnnxModelBuilder(13).Input("a", 3, 2).Input("b", 3, 5).Floats("c", [2, 5]).Node("Gemm", "a b c", "y", ("transA", 1), ("alpha", 2f), ("beta", 0.5f)),
            "Gemm_0/transpose:f32[2,3] = transpose(a) permutation=[1,0]", "Gemm_0/matmul:f32[2,5] = matmul(Gemm_0/transpose, b)",
            "Gemm_0/mul:f32[2,5] = mul(Gemm_0/matmul, Gemm_0/constant)", "y:f32[2,5] = add(Gemm_0/mul, Gemm_0/constant_2)");
        Expect(new OnnxModelBuilder(13).Input("a", 2, 3).Floats("w", [5, 3]).Floats("c", []).Node("Gemm", "a w c", "y", ("transB", 1)),
            "Gemm_0/linear:f32[2,5] = linear(a, w)", "y:f32[2,5] = add(Gemm_0/linear, c)");
        Assert.Equal("LUC1536", Assert.Single(new OnnxModelBuilder(13).Input("a", 1, 3).Floats("w", [5, 3]).Floats("c", [4, 5])
            .Node("Gemm", "a w c", "y", ("transB", 1)).Output("y").Refused()).Id);
    }

    [Fact]
    public void Gemm_computes_its_formula()
    {
        // 2·AᵀB + ½·C with A = [[1,2],[3,4]]ᵀ…: row 0 of Aᵀ is [1,3].
        Graph graph = new OnnxModelBuilder(13).Input("a", 2, 2).Floats("b", [2, 2], 1, 0, 0, 1).Floats("c", [2], 10, 20).Node("Gemm", "a b c", "y", ("transA", 1), ("alpha", 2f), ("beta", 0.5f)).Output("y").Import();
        Assert.Equal([7d, 16, 9, 18], Run(graph, ("a", HostTensor.Of(new Shape(2, 2), 1, 2, 3, 4))));
    }

    [Theory]
    [InlineData(6, "y:f32[2,3,4] = add(x, Add_0/reshape)")]
    [InlineData(7, "y:f32[2,3,4] = add(x, b)")]
    public void Before_opset_7_an_axis_places_the_second_operand(int opset, string line)
    {
        OnnxModelBuilder model = new OnnxModelBuilder(opset).Input("x", 2, 3, 4).Input("b", opset == 6 ? [3] : [3, 1]);
        _ = opset == 6 ? model.Node("Add", "x b", "y", ("axis", 1), ("broadcast", 1)) : model.Node("Add", "x b", "y");
        Assert.Equal(line, GraphSummary.Nodes(model.Output("y").Import())[^1]);
    }

    [Theory]
    [InlineData(6, "prelu(x, slope/reshape)")]
    [InlineData(9, "prelu(x, slope)")]
    public void Before_opset_7_a_slope_belongs_to_the_channels(int opset, string _)
    {
        Graph graph = new OnnxModelBuilder(opset).Input("x", 1, 2, 2).Floats("slope", [2], 10, 100).Node("PRelu", "x slope", "y").Output("y").Import();
        double[] got = Run(graph, ("x", HostTensor.Of(new Shape(1, 2, 2), -1, -1, -1, -1)));
        Assert.Equal(opset == 6 ? [-10d, -10, -100, -100] : [-10d, -100, -10, -100], got);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    public void Squeeze_and_unsqueeze_take_axes_as_attribute_then_as_operand(int opset)
    {
        OnnxModelBuilder model = new OnnxModelBuilder(opset).Input("x", 1, "h", 1).Integers("a", -1).Integers("b", 0, -1);
        _ = opset < 13
            ? model.Node("Squeeze", "x", "s", ("axes", new long[] { -1 })).Node("Unsqueeze", "s", "y", ("axes", new long[] { 0, -1 }))
            : model.Node("Squeeze", "x a", "s").Node("Unsqueeze", "s b", "y");
        Expect(model, "s:f32[1,h] = reshape(x) shape=[1,h]", "y:f32[1,1,h,1] = reshape(s) shape=[1,1,h,1]");
    }

    [Fact]
    public void Squeeze_without_axes_removes_every_one() =>
        Expect(new OnnxModelBuilder().Input("x", 1, "h", 1, 3).Node("Squeeze", "x", "y"), "y:f32[h,3] = reshape(x) shape=[h,3]");

    [Fact]
    public void Squeezing_another_extent_is_refused_or_guarded()
    {
        Assert.Equal("operand 'data' is f32[2,3], expected extent 1 in axis 0",
            Assert.Single(new OnnxModelBuilder().Input("x", 2, 3).Integers("a", 0).Node("Squeeze", "x a", "y").Output("y").Refused()).Message);
        Graph graph = new OnnxModelBuilder().Input("x", "h", 3).Integers("a", 0).Node("Squeeze", "x a", "y").Output("y").Import();
        Assert.Contains(graph.Guards, guard => guard.Condition.ToString() == "h==1");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(18)]
    public void Pad_takes_its_amounts_as_attribute_then_as_operand_and_then_by_axes(int opset)
    {
        OnnxModelBuilder model = new OnnxModelBuilder(opset).Input("x", 1, "h").Integers("p", 0, 2, 0, 3).Integers("q", 2, 3).Integers("a", -1).Initializer("v", HostTensor.Of(new Shape(), 5f));
        _ = opset switch
        {
            10 => model.Node("Pad", "x", "y", ("pads", new long[] { 0, 2, 0, 3 }), ("value", 5f)),
            11 => model.Node("Pad", "x p v", "y"),
            _ => model.Node("Pad", "x q v a", "y"),
        };
        Expect(model, "y:f32[1,h+5] = pad(x) mode=constant begin=[0,2] end=[0,3] value=5");
    }

    [Fact]
    public void Wrap_padding_exists_since_opset_19()
    {
        Expect(new OnnxModelBuilder(19).Input("x", 4).Integers("p", 1, 1).Node("Pad", "x p", "y", ("mode", "wrap")), "y:f32[6] = pad(x) mode=wrap begin=[1] end=[1] value=0");
        Assert.Equal("attribute 'mode' is 'wrap', expected constant, reflect or edge before opset 19",
            Assert.Single(new OnnxModelBuilder(18).Input("x", 4).Integers("p", 1, 1).Node("Pad", "x p", "y", ("mode", "wrap")).Output("y").Refused()).Message);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(13)]
    public void Dropout_keeps_everything(int opset)
    {
        Graph graph = new OnnxModelBuilder(opset).Input("x", "h").Node("Dropout", "x", "y m").Output("y").Output("m").Import();
        Assert.Equal("x", graph[graph.Outputs[0].Value].Name);
        Assert.Equal(opset < 10 ? "f32[h]" : "bool[h]", graph.TypeOf(graph.Outputs[1].Value).ToString());
    }

    [Fact]
    public void Training_is_refused()
    {
        Assert.Equal("LUC1539", Assert.Single(new OnnxModelBuilder(14).Input("x", 1, 2).Floats("s", [2]).Node("BatchNormalization", "x s s s s", "y", ("training_mode", 1)).Output("y").Refused()).Id);
        Assert.Equal("LUC1539", Assert.Single(new OnnxModelBuilder(13).Input("x", 2).Initializer("r", HostTensor.Of(new Shape(), 0.5f))
            .Initializer("t", HostTensor.FromInt64s(ElementType.Bool, new Shape(), [1])).Node("Dropout", "x r t", "y").Output("y").Refused()).Id);
    }

    [Fact]
    public void Statistics_of_a_normalisation_in_training_are_refused_where_they_are_used()
    {
        OnnxModelBuilder model = new OnnxModelBuilder(9).Input("x", 1, 2).Floats("s", [2]).Node("BatchNormalization", "x s s s s", "y mean").Output("y");
        Assert.Single(model.Import().Nodes);
        Assert.Equal("output 1 ('mean') is used, but only the first output of BatchNormalization is supported", Assert.Single(model.Output("mean").Refused()).Message);
    }

    [Fact]
    public void Any_number_of_operands_becomes_a_tree()
    {
        Expect(new OnnxModelBuilder().Input("a", 2).Input("b", 2).Input("c", 1).Node("Mean", "a b c", "y"),
            "Mean_0/add:f32[2] = add(a, b)", "Mean_0/add_2:f32[2] = add(Mean_0/add, c)", "y:f32[2] = div(Mean_0/add_2, Mean_0/constant)");
        Expect(new OnnxModelBuilder().Input("a", 2).Input("b", 2).Input("c", 1).Input("d", 1).Node("Max", "a b c d", "y"),
            "Max_0/max:f32[2] = max(a, b)", "Max_0/max_2:f32[1] = max(c, d)", "y:f32[2] = max(Max_0/max, Max_0/max_2)");
        Assert.Equal("a", OutputName(new OnnxModelBuilder().Input("a", 2).Node("Sum", "a", "y").Output("y").Import()));
    }

    [Fact]
    public void Powers_of_mixed_types_have_the_type_of_the_base()
    {
        Graph graph = new OnnxModelBuilder(13).Input("x", 2).Integers("two", 2).Node("Pow", "x two", "y").Output("y").Import();
        Assert.Equal([4d, 9], Run(graph, ("x", HostTensor.Of(new Shape(2), 2, 3))));
        graph = new OnnxModelBuilder(13).Input("x", ElementType.I32, 2).Initializer("half", HostTensor.Of(new Shape(), 0.5f)).Node("Pow", "x half", "y").Output("y").Import();
        Assert.Equal("i32[2]", graph.TypeOf(graph.Outputs[0].Value).ToString());
    }

    [Fact]
    public void Tiles_expand_an_axis_of_one_and_join_it()
    {
        Graph graph = new OnnxModelBuilder(13).Input("x", 2, "h").Integers("r", 1, 3).Node("Tile", "x r", "y").Output("y").Import();
        Assert.Equal("f32[2,3*h]", graph.TypeOf(graph.Outputs[0].Value).ToString());
        Assert.Equal([0d, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3], Run(graph, ("x", HostTensor.Of(new Shape(2, 2), 0, 1, 2, 3))));
    }

    [Theory]
    [InlineData(0, "f32[1,24]")]
    [InlineData(1, "f32[2,12]")]
    [InlineData(3, "f32[24,1]")]
    [InlineData(-1, "f32[6,4]")]
    public void Flatten_splits_the_axes_in_two(int axis, string type) =>
        Assert.Equal(type, Type(new OnnxModelBuilder().Input("x", 2, 3, 4).Node("Flatten", "x", "y", ("axis", axis))));

    [Fact]
    public void Zero_in_a_reshape_copies_unless_it_is_allowed()
    {
        Assert.Equal("f32[N,6]", Type(new OnnxModelBuilder(14).Input("x", "N", 2, 3).Integers("t", 0, -1).Node("Reshape", "x t", "y")));
        Assert.Equal("f32[0,3]", Type(new OnnxModelBuilder(14).Input("x", ElementType.F32, 0, 2, 3).Integers("t", 0, 3).Node("Reshape", "x t", "y", ("allowzero", 1))));
        Assert.Equal("LUC1536", Assert.Single(new OnnxModelBuilder(14).Input("x", 4).Integers("t", -1, -1).Node("Reshape", "x t", "y").Output("y").Refused()).Id);
    }

    [Fact]
    public void Shape_takes_a_range_of_axes_since_opset_15()
    {
        Graph graph = new OnnxModelBuilder(15).Input("x", 2, 3, 4, 5).Node("Shape", "x", "y", ("start", 1), ("end", -1)).Output("y").Import();
        Assert.Equal([3L, 4], graph.Constants[graph.Outputs[0].Value].ToInt64s());
    }

    [Theory]
    [InlineData("value_float", 2.5f, "f32[]")]
    [InlineData("value_int", 3L, "i64[]")]
    [InlineData("value_floats", new float[] { 1, 2 }, "f32[2]")]
    [InlineData("value_ints", new long[] { 1, 2, 3 }, "i64[3]")]
    public void Constants_come_in_every_form(string form, object value, string type) =>
        Assert.Equal(type, Type(new OnnxModelBuilder(13).Node("Constant", "", "y", (form, value))));

    [Fact]
    public void Constants_of_text_are_refused() =>
        Assert.Equal("a constant in the form 'value_string' is not supported",
            Assert.Single(new OnnxModelBuilder(13).Node("Constant", "", "y", ("value_string", "text")).Output("y").Refused()).Message);

    [Fact]
    public void Filled_shapes_ranges_and_diagonals_are_constants()
    {
        Graph graph = new OnnxModelBuilder(13).Input("x", 2, 3).Integers("s", 2, 2).Node("ConstantOfShape", "s", "a", ("value", HostTensor.OfInt64(new Shape(1), 9)))
            .Initializer("from", HostTensor.OfInt64(new Shape(), 10)).Initializer("to", HostTensor.OfInt64(new Shape(), 4)).Initializer("by", HostTensor.OfInt64(new Shape(), -3))
            .Node("Range", "from to by", "b").Node("EyeLike", "x", "c", ("k", 1), ("dtype", 7)).Output("a").Output("b").Output("c").Import();
        Assert.Equal([[9L, 9, 9, 9], [10L, 7], [0L, 1, 0, 0, 0, 1]], graph.Outputs.Select(output => graph.Constants[output.Value].ToInt64s()));
    }

    [Fact]
    public void A_shape_of_symbols_is_filled_by_expanding() =>
        Expect(new OnnxModelBuilder(13).Input("x", "N", 2).Node("Shape", "x", "s").Node("ConstantOfShape", "s", "y"), "y:f32[N,2] = expand(ConstantOfShape_1/constant) shape=[N,2]");

    [Theory]
    [InlineData(new long[] { 2 }, "slice(x) starts=[0,2] lengths=[2,1] steps=[1,1]")]
    [InlineData(new long[] { -1 }, "slice(x) starts=[0,5] lengths=[2,1] steps=[1,1]")]
    [InlineData(new long[] { 4, 2, 0 }, "slice(x) starts=[0,4] lengths=[2,3] steps=[1,-2]")]
    public void Gathering_in_equal_steps_is_a_slice(long[] indices, string op) =>
        Assert.EndsWith(op, GraphSummary.Nodes(new OnnxModelBuilder(13).Input("x", 2, 6).Integers("i", indices).Node("Gather", "x i", "y", ("axis", 1)).Output("y").Import())[0], StringComparison.Ordinal);

    [Fact]
    public void Casts_to_half_floats_round_and_casts_to_wider_floats_are_nothing()
    {
        Expect(new OnnxModelBuilder(13).Input("x", 2).Node("Cast", "x", "y", ("to", 10)), "Cast_0/cast:f16[2] = cast(x) to=f16", "y:f32[2] = cast(Cast_0/cast) to=f32");
        Assert.Empty(new OnnxModelBuilder(13).Input("x", 2).Node("Cast", "x", "y", ("to", 11)).Output("y").Import().Nodes);
    }

    [Fact]
    public void Casts_to_types_without_numbers_are_refused()
    {
        Expect(new OnnxModelBuilder(13).Input("x", 2).Node("Cast", "x", "y", ("to", 6)), "y:i32[2] = cast(x) to=i32");
        Assert.Equal("attribute 'to' is STRING, expected a float, integer or bool type",
            Assert.Single(new OnnxModelBuilder(13).Input("x", 2).Node("Cast", "x", "y", ("to", 8)).Output("y").Refused()).Message);
        Expect(new OnnxModelBuilder(15).Input("x", 2).Input("like", ElementType.I64, 1).Node("CastLike", "x like", "y"), "y:i64[2] = cast(x) to=i64");
    }

    [Fact]
    public void A_kernel_shape_must_be_that_of_the_weight() =>
        Assert.Equal("attribute 'kernel_shape' is [5], expected the weight's [3]",
            Assert.Single(new OnnxModelBuilder().Input("x", 1, 2, 9).Floats("w", [4, 2, 3]).Node("Conv", "x w", "y", ("kernel_shape", new long[] { 5 })).Output("y").Refused()).Message);

    [Fact]
    public void Errors_of_the_ops_own_rules_carry_the_node() =>
        Assert.Equal("test.onnx: node 'Conv_0' (Conv): error LUC2101: conv: input has 3 channels, weight expects 2",
            Assert.Single(new OnnxModelBuilder().Input("x", 1, 3, 9).Floats("w", [4, 2, 3]).Node("Conv", "x w", "y").Output("y").Refused()).ToString());

    private static void Expect(OnnxModelBuilder model, params string[] lines) => Assert.Equal(lines, GraphSummary.Nodes(model.Output("y").Import()));

    private static string Type(OnnxModelBuilder model)
    {
        Graph graph = model.Output("y").Import();
        return graph.TypeOf(graph.Outputs[0].Value).ToString();
    }

    private static string OutputName(Graph graph) => graph[graph.Outputs[0].Value].Name;

    private static double[] Run(Graph graph, params (string Name, HostTensor Data)[] inputs) =>
        ReferenceInterpreter.Run(graph, inputs.ToDictionary(input => input.Name, input => input.Data)).Outputs["y"].Floats;
}
