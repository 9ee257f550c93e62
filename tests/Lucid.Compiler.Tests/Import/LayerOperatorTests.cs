using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>Pools, reductions, normalisations, resampling, products of labelled axes: the forms of all opsets and what is composed.</summary>
public sealed class LayerOperatorTests
{
    [Fact]
    public void Pools_read_their_window()
    {
        Assert.Equal(new Pool(PoolKind.Max, [3], [2], [1], [0], [2], true, false, 2), Single(new OnnxModelBuilder(12).Input("x", 1, 2, 9)
            .Node("MaxPool", "x", "y", ("kernel_shape", new long[] { 3 }), ("strides", new long[] { 2 }), ("pads", new long[] { 1, 0 }), ("dilations", new long[] { 2 }), ("ceil_mode", 1))));
        Assert.Equal(new Pool(PoolKind.Average, [3, 3], [1, 1], [1, 1], [1, 1], [1, 1], false, true, 2), Single(new OnnxModelBuilder(11).Input("x", 1, 2, "h", 9)
            .Node("AveragePool", "x", "y", ("kernel_shape", new long[] { 3, 3 }), ("auto_pad", "SAME_UPPER"), ("count_include_pad", 1))));
        Assert.Equal(new Pool(PoolKind.Lp, [2], [1], [0], [0], [1], false, false, 3), Single(new OnnxModelBuilder(18).Input("x", 1, 2, 9).Node("LpPool", "x", "y", ("kernel_shape", new long[] { 2 }), ("p", 3))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Positions_of_maxima_count_over_the_whole_input(int storageOrder)
    {
        // Two channels of 4 x 4; windows 3 x 3 with a dilation of 1, steps of 2, one row and column of padding.
        float[] values = [1, 2, 3, 4, 0, 0, 0, 9, 0, 1, 2, 11, 10, 0, 12, 3, 5, 5, 5, 5, 5, 5, 5, 5, 7, 0, 0, 8, 0, 0, 0, 9];
        OnnxModelBuilder model = new OnnxModelBuilder(12).Input("x", 1, 2, 4, 4)
            .Node("MaxPool", "x", "y i", ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }), ("storage_order", storageOrder))
            .Output("y").Output("i");
        ReferenceResult result = ReferenceInterpreter.Run(model.Import(), new Dictionary<string, HostTensor> { ["x"] = HostTensor.Of(new Shape(1, 2, 4, 4), values) });
        long[] found = result.Outputs["i"].Integers;
        Assert.Equal(8, found.Length);
        for (int i = 0; i < found.Length; i++)
        {
            long at = found[i];
            if (storageOrder == 1) at = (at / 16 * 16) + (at % 4 * 4) + (at % 16 / 4);
            Assert.Equal(result.Outputs["y"].Floats[i], values[at]);
        }
    }

    [Theory]
    [InlineData("GlobalAveragePool", ReduceKind.Mean)]
    [InlineData("GlobalMaxPool", ReduceKind.Max)]
    [InlineData("GlobalLpPool", ReduceKind.L2)]
    public void Global_pools_are_reductions_over_any_size(string name, ReduceKind kind)
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", "N", 3, "h", "w").Node(name, "x", "y");
        Assert.Equal(new Reduce(kind, [2, 3], true), Single(model));
        Assert.Equal("f32[N,3,1,1]", Type(model));
    }

    [Theory]
    [InlineData("ReduceSum", 12, false)]
    [InlineData("ReduceSum", 13, true)]
    [InlineData("ReduceMean", 17, false)]
    [InlineData("ReduceMean", 18, true)]
    public void Axes_of_reductions_are_an_attribute_then_an_operand(string name, int opset, bool operand)
    {
        OnnxModelBuilder model = new OnnxModelBuilder(opset).Input("x", 2, 3, 4).Integers("a", -1, 0);
        _ = operand ? model.Node(name, "x a", "y", ("keepdims", 0)) : model.Node(name, "x", "y", ("axes", new long[] { -1, 0 }), ("keepdims", 0));
        Assert.Equal(new Reduce(name == "ReduceSum" ? ReduceKind.Sum : ReduceKind.Mean, [0, 2], false), Single(model));
    }

    [Fact]
    public void Reducing_over_no_axes_is_everything_or_nothing()
    {
        Assert.Equal(new Reduce(ReduceKind.Sum, [0, 1], true), Single(new OnnxModelBuilder(13).Input("x", 2, 3).Node("ReduceSum", "x", "y")));
        Assert.Empty(new OnnxModelBuilder(13).Input("x", 2, 3).Node("ReduceSum", "x", "y", ("noop_with_empty_axes", 1)).Output("y").Import().Nodes);
        Assert.Equal("mul", Single(new OnnxModelBuilder(18).Input("x", 2, 3).Node("ReduceSumSquare", "x", "y", ("noop_with_empty_axes", 1))).Name);
    }

    [Fact]
    public void A_product_of_sizes_is_an_expression()
    {
        OnnxModelBuilder model = new OnnxModelBuilder(13).Input("x", "h", "w").Node("Shape", "x", "s").Node("ReduceProd", "s", "n").Node("Reshape", "x n", "y");
        Assert.Equal("f32[h*w]", Type(model));
    }

    [Fact]
    public void Softmax_before_opset_13_joins_the_axes()
    {
        Assert.Equal(["reshape", "softmax", "reshape"], Ops(new OnnxModelBuilder(11).Input("x", "N", 3, "h").Node("Softmax", "x", "y")).Select(op => op is Softmax ? "softmax" : op.Name));
        Assert.Equal(new Softmax(2, true), Single(new OnnxModelBuilder(11).Input("x", 2, 3, 4).Node("LogSoftmax", "x", "y", ("axis", -1))));
        Assert.Equal(new Softmax(2, false), Single(new OnnxModelBuilder(13).Input("x", 2, 3, 4).Node("Softmax", "x", "y")));
        Assert.Equal("f32[N,3,h]", Type(new OnnxModelBuilder(11).Input("x", "N", 3, "h").Node("Softmax", "x", "y")));
    }

    [Theory]
    [InlineData(18, 2)]
    [InlineData(21, 6)]
    public void Group_normalisation_has_a_scale_a_group_then_a_channel(int opset, int entries)
    {
        Graph graph = new OnnxModelBuilder(opset).Input("x", 1, 6, 2).Floats("s", [entries]).Floats("b", [entries]).Node("GroupNormalization", "x s b", "y", ("num_groups", 2)).Output("y").Import();
        Node node = Assert.Single(graph.Nodes);
        Assert.Equal(2, Assert.IsType<GroupNormalization>(node.Op).Groups);
        Assert.Equal(opset == 18 ? [0f, 0, 0, 1, 1, 1] : [0f, 1, 2, 3, 4, 5], graph.Constants[node.Inputs[1]].ToFloats());
    }

    [Fact]
    public void Layer_normalisation_gives_its_statistics_where_they_are_wanted()
    {
        OnnxModelBuilder model = new OnnxModelBuilder(17).Input("x", 2, 4).Floats("s", [4], 1, 1, 1, 1).Node("LayerNormalization", "x s", "y mean deviation");
        Assert.Equal(1, Assert.IsType<LayerNormalization>(Single(model)).Axis);
        Graph graph = model.Output("mean").Output("deviation").Import();
        var outputs = ReferenceInterpreter.Run(graph, new Dictionary<string, HostTensor> { ["x"] = HostTensor.Of(new Shape(2, 4), 1, 1, 3, 3, 0, 0, 0, 0) }).Outputs;
        Assert.Equal([2d, 0], outputs["mean"].Floats);
        Assert.Equal(1, outputs["deviation"].Floats[0], 4);
    }

    [Fact]
    public void Composed_normalisations_compute_their_formulas()
    {
        double[] mvn = Run(new OnnxModelBuilder(13).Input("x", 1, 1, 1, 4).Node("MeanVarianceNormalization", "x", "y"), HostTensor.Of(new Shape(1, 1, 1, 4), 1, 1, 3, 3));
        Assert.Equal([-1d, -1, 1, 1], mvn.Select(value => Math.Round(value, 6)));
        Assert.Equal([0.6, 0.8, 0, 0], Run(new OnnxModelBuilder().Input("x", 2, 2).Node("LpNormalization", "x", "y"), HostTensor.Of(new Shape(2, 2), 3, 4, 0, 0)), new Near());
        Assert.Equal([0.25, 0.75], Run(new OnnxModelBuilder().Input("x", 2).Node("LpNormalization", "x", "y", ("p", 1)), HostTensor.Of(new Shape(2), 1, 3)), new Near());
        Assert.Equal([3d], Run(new OnnxModelBuilder().Input("x", 1, 1, 3).Node("GlobalLpPool", "x", "y", ("p", 3)), HostTensor.Of(new Shape(1, 1, 3), 1, 1, 2.9240177f)), new Near());
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(10)]
    public void Old_upsampling_rounds_positions_down(int opset)
    {
        OnnxModelBuilder model = new OnnxModelBuilder(opset).Input("x", 1, 1, "h").Floats("s", [3], 1, 1, 2);
        _ = opset switch
        {
            7 => model.Node("Upsample", "x", "y", ("scales", new float[] { 1, 1, 2 })),
            9 => model.Node("Upsample", "x s", "y"),
            _ => model.Node("Resize", "x s", "y"),
        };
        Resize op = Assert.IsType<Resize>(Single(model));
        Assert.Equal((ResizeMode.Nearest, CoordinateMode.Asymmetric, NearestRounding.Floor), (op.Mode, op.Coordinates, op.Rounding));
        Assert.Equal("f32[1,1,2*h]", Type(model));
    }

    [Fact]
    public void Before_opset_11_the_nearest_element_is_behind_where_an_axis_shrinks_and_before_where_it_grows()
    {
        Graph graph = new OnnxModelBuilder(10).Input("x", 1, 1, 2, 4).Floats("s", [4], 1, 1, 1.5f, 0.6f).Node("Resize", "x s", "y").Output("y").Import();
        ReferenceResult result = ReferenceInterpreter.Run(graph, new Dictionary<string, HostTensor> { ["x"] = HostTensor.Of(new Shape(1, 1, 2, 4), 1, 2, 3, 4, 5, 6, 7, 8) });
        // Rows 0, 0, 1 (0/1.5, 1/1.5, 2/1.5 rounded down); columns 0, 2 (1/0.6 rounded up).
        Assert.Equal([1d, 3, 1, 3, 5, 7], result.Outputs["y"].Floats);
    }

    [Fact]
    public void Resize_takes_scales_or_sizes()
    {
        Resize scaled = Assert.IsType<Resize>(Single(new OnnxModelBuilder(13).Input("x", 1, 1, "h").Floats("s", [3], 1, 1, 1.5f).Node("Resize", "x - s", "y", ("mode", "linear"), ("coordinate_transformation_mode", "align_corners"))));
        Assert.Equal("[1,1,(3*h)//2]", scaled.Sizes.ToString());
        Assert.Equal("[1,1,1.5]", scaled.Scales.ToString());
        Assert.Equal((ResizeMode.Linear, CoordinateMode.AlignCorners), (scaled.Mode, scaled.Coordinates));
        Resize sized = Assert.IsType<Resize>(Single(new OnnxModelBuilder(13).Input("x", 1, 1, "h").Integers("n", 1, 1, 7).Floats("none", [0]).Node("Resize", "x none none n", "y", ("mode", "cubic"), ("cubic_coeff_a", -0.5f))));
        Assert.Equal(("[1,1,7]", 0, -0.5), (sized.Sizes.ToString(), sized.Scales.Count, sized.CubicA));
        Assert.Equal("LUC1539", Assert.Single(new OnnxModelBuilder(13).Input("x", 1, 1, 4).Node("Resize", "x", "y").Output("y").Refused()).Id);
        Assert.Empty(new OnnxModelBuilder(13).Input("x", 1, 1, 4).Floats("s", [3], 1, 1, 1).Node("Resize", "x - s", "y").Output("y").Import().Nodes);
    }

    [Fact]
    public void Sizes_computed_from_another_value_are_expressions()
    {
        // F.interpolate(x, size=skip.shape[2:]) as torch exports it.
        OnnxModelBuilder model = new OnnxModelBuilder(13).Input("x", 1, 2, "h").Input("skip", 1, 3, "k").Node("Shape", "x", "a").Node("Shape", "skip", "b").Integers("zero", 0).Integers("two", 2).Integers("three", 3)
            .Node("Slice", "a zero two zero", "front").Node("Slice", "b two three zero", "back").Node("Concat", "front back", "size", ("axis", 0)).Node("Resize", "x - - size", "y");
        Assert.Equal("f32[1,2,k]", Type(model));
    }

    [Theory]
    [InlineData("not_larger", "f32[1,1,6,3]")]
    [InlineData("not_smaller", "f32[1,1,8,4]")]
    public void One_factor_keeps_the_aspect_ratio(string policy, string type) =>
        Assert.Equal(type, Type(new OnnxModelBuilder(18).Input("x", 1, 1, 4, 2).Integers("n", 6, 4).Node("Resize", "x - - n", "y", ("axes", new long[] { 2, 3 }), ("keep_aspect_ratio_policy", policy))));

    [Fact]
    public void A_region_is_completed_for_all_axes()
    {
        Resize op = Assert.IsType<Resize>(Single(new OnnxModelBuilder(18).Input("x", 1, 1, 4, 4).Floats("roi", [4], 0.25f, 0.5f, 0.75f, 1).Integers("n", 2, 2)
            .Node("Resize", "x roi - n", "y", ("mode", "linear"), ("coordinate_transformation_mode", "tf_crop_and_resize"), ("axes", new long[] { 2, 3 }), ("extrapolation_value", 9f))));
        Assert.Equal(("[0,0,0.25,0.5,1,1,0.75,1]", 9d), (op.Roi.ToString(), op.Extrapolation));
    }

    [Theory]
    [InlineData("ij,jk->ik", "2,3 3,2", "i·j", new double[] { 10, 13, 28, 40 })]
    [InlineData("ij->ji", "2,3", "", new double[] { 0, 3, 1, 4, 2, 5 })]
    [InlineData("ij->i", "2,3", "", new double[] { 3, 12 })]
    [InlineData("ij", "2,3", "", new double[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData("ji", "2,3", "", new double[] { 0, 3, 1, 4, 2, 5 })]
    [InlineData("ii->i", "3,3", "", new double[] { 0, 4, 8 })]
    [InlineData("ii", "3,3", "", new double[] { 12 })]
    [InlineData("i,j->ij", "2 3", "", new double[] { 0, 0, 0, 0, 1, 2 })]
    [InlineData("i,i", "3 3", "", new double[] { 5 })]
    [InlineData("...i,...i->...", "2,3 3", "", new double[] { 5, 14 })]
    [InlineData("bij, bjk -> bik", "1,2,3 1,3,2", "", new double[] { 10, 13, 28, 40 })]
    [InlineData("...ij->...ji", "1,2,3", "", new double[] { 0, 3, 1, 4, 2, 5 })]
    [InlineData("ij,k->i", "2,3 2", "", new double[] { 3, 12 })]
    public void Einsum_multiplies_labelled_axes(string equation, string shapes, string _, double[] expected)
    {
        OnnxModelBuilder model = new(12);
        Dictionary<string, HostTensor> inputs = [];
        foreach (string shape in shapes.Split(' '))
        {
            long[] extents = [.. shape.Split(',').Select(long.Parse)];
            string name = $"x{inputs.Count}";
            model.Input(name, [.. extents.Select(extent => (object)(int)extent)]);
            inputs.Add(name, HostTensor.Of(new Shape(extents), OnnxModelBuilder.Ramp(new Shape(extents).ElementCount)));
        }

        Graph graph = model.Node("Einsum", string.Join(" ", inputs.Keys), "y", ("equation", equation)).Output("y").Import();
        Assert.Equal(expected, ReferenceInterpreter.Run(graph, inputs).Outputs["y"].Floats);
    }

    [Theory]
    [InlineData("ij->ik")]
    [InlineData("i->i")]
    [InlineData("ij,jk->ik")]
    [InlineData("i1->i")]
    [InlineData("ij->ii")]
    public void Malformed_equations_are_refused(string equation) =>
        Assert.Equal("LUC1533", Assert.Single(new OnnxModelBuilder(12).Input("x", 2, 3).Node("Einsum", "x", "y", ("equation", equation)).Output("y").Refused()).Id);

    [Fact]
    public void Depth_to_space_has_two_orders()
    {
        Assert.Equal(new DepthToSpace(2, true), Single(new OnnxModelBuilder(13).Input("x", 1, 8, "h", 2).Node("DepthToSpace", "x", "y", ("blocksize", 2), ("mode", "CRD"))));
        Assert.Equal(new DepthToSpace(2, false), Single(new OnnxModelBuilder(6).Input("x", 1, 8, "h", 2).Node("DepthToSpace", "x", "y", ("blocksize", 2))));
    }

    [Fact]
    public void Irregular_indices_gather_and_of_sizes_select()
    {
        Assert.Equal(new Gather(1), Single(new OnnxModelBuilder(13).Input("x", 2, 6).Integers("i", 4, 0, 1).Node("Gather", "x i", "y", ("axis", 1))));
        Assert.Equal("f32[w,h,h,w]", Type(new OnnxModelBuilder(13).Input("x", "h", "w").Node("Shape", "x", "s").Integers("i", 1, 0, 0, 1).Node("Gather", "s i", "t").Floats("f", [1]).Node("Expand", "f t", "y")));
    }

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-6;

        public int GetHashCode(double obj) => 0;
    }

    private static Op Single(OnnxModelBuilder model) => Assert.Single(Ops(model));

    private static Op[] Ops(OnnxModelBuilder model) => [.. model.Output("y").Import().Nodes.Select(node => node.Op)];

    private static string Type(OnnxModelBuilder model)
    {
        if (model.Graph.Output.Count == 0) model.Output("y");
        Graph graph = model.Import();
        return graph.TypeOf(graph.Outputs[0].Value).ToString();
    }

    private static double[] Run(OnnxModelBuilder model, HostTensor x) =>
        ReferenceInterpreter.Run(model.Output("y").Import(), new Dictionary<string, HostTensor> { ["x"] = x }).Outputs["y"].Floats;
}
