using Lucid.Import;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>What exporters write to compute shapes is gone after import: expressions stand in the attributes instead.</summary>
public sealed class ShapeArithmeticTests
{
    [Fact]
    public void A_view_of_gathered_sizes_is_one_reshape()
    {
        // x.view(x.size(0), -1, x.size(3)) as torch exports it.
        OnnxModelBuilder model = new OnnxModelBuilder(13).Input("x", "N", 4, "h", "w").Node("Shape", "x", "s")
            .Initializer("zero", HostTensor.OfInt64(new Shape(), 0)).Initializer("three", HostTensor.OfInt64(new Shape(), 3)).Integers("axes", 0).Integers("rest", -1)
            .Node("Gather", "s zero", "n").Node("Gather", "s three", "w0").Node("Unsqueeze", "n axes", "n1").Node("Unsqueeze", "w0 axes", "w1")
            .Node("Concat", "n1 rest w1", "target", ("axis", 0)).Node("Reshape", "x target", "y").Output("y", ElementType.F32, "N", "a", "b");
        Golden.Match("import/view_of_gathered_sizes", GraphPrinter.Print(model.Import()));
    }

    [Fact]
    public void An_exported_group_norm_keeps_its_batch_and_size()
    {
        // Reshape to [0, groups, -1], normalise, reshape back to Shape(x); the normalisation itself is not what is tested here.
        OnnxModelBuilder model = new OnnxModelBuilder(13).Input("x", "N", 8, "h", "w").Integers("split", 0, 2, -1).Node("Reshape", "x split", "g").Node("Relu", "g", "r")
            .Node("Shape", "x", "s").Node("Reshape", "r s", "y").Output("y");
        Assert.Equal(["g:f32[N,2,4*h*w] = reshape(x) shape=[N,2,4*h*w]", "r:f32[N,2,4*h*w] = relu(g)", "y:f32[N,8,h,w] = reshape(r) shape=[N,8,h,w]"],
            GraphSummary.Nodes(model.Import()));
    }

    [Fact]
    public void The_pads_of_an_exported_reflection_pad_are_folded()
    {
        // torch 1.13: zeros are appended to the pads, pairs reversed by a negative slice, transposed and cast.
        OnnxModelBuilder model = new OnnxModelBuilder(13).Input("x", "N", 4, "t").Integers("pads", 3, 2).Integers("missing", 4)
            .Node("ConstantOfShape", "missing", "zeros", ("value", HostTensor.OfInt64(new Shape(1), 0))).Node("Concat", "pads zeros", "all", ("axis", 0))
            .Integers("pairs", -1, 2).Node("Reshape", "all pairs", "p2").Integers("s", -1).Integers("e", long.MinValue + 1).Integers("a", 0).Integers("st", -1)
            .Node("Slice", "p2 s e a st", "p3").Node("Transpose", "p3", "p4", ("perm", new long[] { 1, 0 })).Integers("flat", -1).Node("Reshape", "p4 flat", "p5")
            .Node("Cast", "p5", "p6", ("to", 7)).Node("Pad", "x p6", "y", ("mode", "reflect")).Output("y");
        Assert.Equal(["y:f32[N,4,t+5] = pad(x) mode=reflect begin=[0,0,3] end=[0,0,2] value=0"], GraphSummary.Nodes(model.Import()));
    }

    [Theory]
    [InlineData(2f, "2*h")]
    [InlineData(1.5f, "(3*h)//2")]
    [InlineData(0.9f, "(9*h)//10")]
    public void Sizes_computed_through_floats_come_back_exact(float scale, string extent)
    {
        OnnxModelBuilder model = new OnnxModelBuilder(11).Input("x", 1, "h").Node("Shape", "x", "s").Initializer("one", HostTensor.OfInt64(new Shape(), 1))
            .Node("Gather", "s one", "h0").Node("Cast", "h0", "hf", ("to", 1)).Node("Constant", "-", "k", ("value", HostTensor.Of(new Shape(), scale)))
            .Node("Mul", "hf k", "scaled").Node("Floor", "scaled", "low").Node("Cast", "low", "size", ("to", 7)).Node("Unsqueeze", "size", "size1", ("axes", new long[] { 0 }))
            .Floats("v", [1], 7).Node("Expand", "v size1", "y").Output("y");
        model.Graph.Node.Single(node => node.OpType == "Constant").Input.Clear();
        Assert.Equal($"f32[{extent}]", OutputType(model.Import()));
    }

    [Fact]
    public void An_expand_whose_shape_is_selected_is_folded()
    {
        // torch: expand(-1, n) becomes Where(shape == -1, ones, shape).
        OnnxModelBuilder model = new OnnxModelBuilder(13).Input("x", "N", 1).Input("z", 1, "m").Node("Shape", "z", "zs").Integers("i1", 1).Node("Gather", "zs i1", "m")
            .Integers("keep", -1).Node("Concat", "keep m", "shape", ("axis", 0)).Node("Shape", "shape", "rank").Node("ConstantOfShape", "rank", "ones", ("value", HostTensor.OfInt64(new Shape(1), 1)))
            .Integers("minus", -1).Node("Equal", "shape minus", "free").Node("Where", "free ones shape", "target").Node("Expand", "x target", "y").Output("y");
        Assert.Equal("f32[N,m]", OutputType(model.Import()));
    }

    [Fact]
    public void A_crop_to_the_size_of_another_value_is_one_slice()
    {
        OnnxModelBuilder model = new OnnxModelBuilder(13).Input("x", 1, 2, "h").Floats("w", [2, 2, 4]).Node("ConvTranspose", "x w", "up", ("strides", new long[] { 2 }))
            .Node("Shape", "x", "s").Integers("i2", 2).Node("Gather", "s i2", "h0").Integers("two", 2).Node("Mul", "h0 two", "end").Integers("start", 0)
            .Node("Slice", "up start end i2", "y").Output("y");
        Graph graph = model.Import();
        Assert.Equal("y:f32[1,2,2*h] = slice(up) starts=[0,0,0] lengths=[1,2,2*h] steps=[1,1,1]", GraphSummary.Nodes(graph)[1]);
        Assert.Empty(graph.Guards);
    }

    [Fact]
    public void Integer_division_and_remainders_of_sizes_are_expressions()
    {
        // Padding up to a multiple of 8.
        OnnxModelBuilder model = new OnnxModelBuilder(13).Input("x", "h").Node("Shape", "x", "s").Integers("eight", 8).Node("Mod", "s eight", "rest")
            .Node("Sub", "eight rest", "missing").Node("Mod", "missing eight", "pad").Integers("zero", 0).Node("Concat", "zero pad", "pads", ("axis", 0)).Node("Pad", "x pads", "y").Output("y");
        Graph graph = model.Import();
        foreach (int h in new[] { 1, 7, 8, 9, 16 })
            Assert.Equal((h + 7) / 8 * 8, ReferenceInterpreter.Run(graph, new Dictionary<string, HostTensor> { ["x"] = HostTensor.Of(new Shape(h), OnnxModelBuilder.Ramp(h)) }).Outputs["y"].Shape[0]);
    }

    [Fact]
    public void An_inexact_split_of_elements_becomes_a_guard()
    {
        Graph graph = new OnnxModelBuilder().Input("x", "h").Integers("t", -1, 4).Node("Reshape", "x t", "y").Output("y").Import();
        Assert.Equal("f32[h//4,4]", OutputType(graph));
        Assert.Contains(graph.Guards, guard => guard.Condition.ToString() == "h%4==0");
        Assert.Equal("a size cannot be computed: 7 elements cannot be split into rows of 4",
            Assert.Single(new OnnxModelBuilder().Input("x", 7).Integers("t", -1, 4).Node("Reshape", "x t", "y").Output("y").Refused()).Message);
    }

    [Fact]
    public void Equal_factors_cancel_before_a_size_is_inferred()
    {
        // (h+1)·w elements over w: h+1, with no division left.
        Graph graph = new OnnxModelBuilder().Input("x", "h", "w").Integers("pads", 0, 0, 1, 0).Node("Pad", "x pads", "p").Node("Shape", "p", "s").Integers("i1", 1)
            .Node("Gather", "s i1", "w0").Integers("rest", -1).Node("Concat", "w0 rest", "t", ("axis", 0)).Node("Reshape", "p t", "y").Output("y").Import();
        Assert.Equal("f32[w,h+1]", OutputType(graph));
        Assert.Empty(graph.Guards);
    }

    [Fact]
    public void A_size_that_depends_on_data_is_refused_by_name()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", 4).Input("shape", ElementType.I64, 2).Node("Reshape", "x shape", "y").Output("y");
        Assert.Equal("test.onnx: node 'Reshape_0' (Reshape): error LUC1542: operand 'shape' follows from the data of the input 'shape'; "
            + "it must be a constant, follow from shapes, or be given when the model is imported", Assert.Single(model.Refused()).ToString());
        model = new OnnxModelBuilder().Input("x", 2, 2).Node("Cast", "x", "i", ("to", 7)).Integers("flat", -1).Node("Reshape", "i flat", "s").Node("Reshape", "x s", "y").Output("y");
        Assert.Equal("test.onnx: node 'Reshape_2' (Reshape): error LUC1537: operand 'shape' is computed from data ('s', i64[4]); it must be a constant or follow from shapes",
            Assert.Single(model.Refused()).ToString());
    }

    [Fact]
    public void Data_given_for_an_input_that_a_size_follows_from_become_a_constant()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", 4).Input("rows", ElementType.I64, "n").Input("unread", ElementType.I64, 1).Integers("rest", -1)
            .Node("Neg", "rows", "minus").Node("Neg", "minus", "plus").Node("Concat", "plus rest", "shape", ("axis", 0)).Node("Reshape", "x shape", "r")
            .Node("Cast", "unread", "u", ("to", 1)).Node("Add", "r u", "y").Output("y");
        ImportOptions options = new()
        {
            InputValues = new Dictionary<string, HostTensor> { ["rows"] = HostTensor.OfInt64(new Shape(1), 2), ["unread"] = HostTensor.OfInt64(new Shape(1), 0), ["x"] = HostTensor.Of(new Shape(4), 0, 1, 2, 3) },
        };
        Graph graph = model.Import(options);
        Assert.Equal(["x", "unread"], graph.Inputs.Select(id => graph[id].Name));
        Assert.Equal("f32[2,2]", OutputType(graph));
        Assert.Equal("LUC1526", Assert.Single(model.Refused(options with { InputValues = new Dictionary<string, HostTensor> { ["rows"] = HostTensor.Of(new Shape(1), 2) } })).Id);
    }

    [Fact]
    public void Division_of_sizes_by_zero_is_reported()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", "h").Node("Shape", "x", "s").Integers("zero", 0).Node("Div", "s zero", "d").Node("Reshape", "x d", "y").Output("y");
        Assert.Equal("LUC1537", Assert.Single(model.Refused()).Id);
    }

    [Fact]
    public void Sizes_that_grow_without_end_are_refused()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", "a", "b").Node("Size", "x", "v0");
        for (int i = 0; i < 40; i++) model.Node("Add", $"v{i} one", $"u{i}").Node("Mul", $"u{i} u{i}", $"v{i + 1}");
        model.Initializer("one", HostTensor.OfInt64(new Shape(), 1)).Integers("axis", 0).Node("Unsqueeze", "v40 axis", "t").Floats("f", [1]).Node("Expand", "f t", "y").Output("y");
        Assert.NotEmpty(model.Refused());
    }

    [Fact]
    public void Known_sizes_and_symbolic_sizes_give_the_same_graph_values()
    {
        OnnxModelBuilder model = new OnnxModelBuilder(13).Input("x", "N", 2, "h").Node("Shape", "x", "s").Integers("i2", 2).Node("Gather", "s i2", "h0").Integers("two", 2)
            .Node("Div", "h0 two", "half").Integers("start", 0).Node("Slice", "x start half i2", "low").Node("Concat", "low low", "c", ("axis", 1))
            .Integers("t", 0, -1).Node("Reshape", "c t", "y").Output("y");
        Graph any = model.Import();
        foreach (int h in new[] { 2, 3, 6, 7 })
        {
            Graph known = model.Import(new ImportOptions { Shapes = new Dictionary<string, Shape> { ["x"] = new Shape(3, 2, h) } });
            Dictionary<string, HostTensor> inputs = new() { ["x"] = HostTensor.Of(new Shape(3, 2, h), OnnxModelBuilder.Ramp(6 * h)) };
            (ReferenceTensor a, ReferenceTensor b) = (ReferenceInterpreter.Run(any, inputs).Outputs["y"], ReferenceInterpreter.Run(known, inputs).Outputs["y"]);
            Assert.Equal(a.Shape, b.Shape);
            Assert.Equal(a.Floats, b.Floats);
        }
    }

    private static string OutputType(Graph graph) => graph.TypeOf(graph.Outputs[0].Value).ToString();
}
