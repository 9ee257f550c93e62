using Lucid.Import;
using Lucid.Model;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>Types of inputs and outputs, options that fix shapes or add outputs, and where constants come from.</summary>
public sealed class InputOutputTests
{
    [Fact]
    public void Named_extents_keep_their_names_and_the_others_get_one()
    {
        Graph graph = Relu("batch", 3, null, "H-in/2", "min").Import();
        Assert.Equal("f32[batch,3,x_2,H_in_2,_min]", graph.TypeOf(graph.Inputs[0]).ToString());
    }

    [Fact]
    public void Two_names_that_look_alike_stay_two_symbols()
    {
        Graph graph = Relu("a-b", "a b", "a-b").Import();
        Assert.Equal("f32[a_b,a_b_2,a_b]", graph.TypeOf(graph.Inputs[0]).ToString());
    }

    [Fact]
    public void An_extent_of_minus_one_is_unknown()
    {
        OnnxModelBuilder model = Relu(1, 4);
        model.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimValue = -1;
        Assert.Equal("f32[x_0,4]", Type(model.Import(), "y"));
    }

    [Fact]
    public void Shapes_are_fixed_by_input_or_by_dimension()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", "N", 3, "H").Input("z", "N", 1, "H").Node("Add", "x z", "y").Output("y");
        Assert.Equal("f32[2,3,7]", Type(model.Import(Shapes(("x", [2, 3, 7]))), "z", "y"));
        Assert.Equal("f32[5,3,H]", Type(model.Import(Shapes(("N", [5]))), "z", "y"));
        Assert.Equal("f32[5,3,9]", Type(model.Import(Shapes(("N", [5]), ("H", [9]))), "z", "y"));
    }

    [Theory]
    [InlineData("x", new long[] { 2, 4 }, "shape x=2x4: axis 1 is 3 in the model: [N,3]")]
    [InlineData("x", new long[] { 2 }, "shape x=2: the input has rank 2: [N,3]")]
    [InlineData("x", new long[] { 0, 3 }, "shape x=0x3: 'N' cannot be 0")]
    [InlineData("N", new long[] { 2, 3 }, "shape N=2x3: 'N' is one dimension, expected one extent")]
    [InlineData("M", new long[] { 2 }, "shape M=2: neither an input nor a dimension")]
    public void Shapes_that_do_not_fit_are_refused(string name, long[] extents, string message)
    {
        Diagnostic error = Assert.Single(Relu("N", 3).Refused(Shapes((name, extents))));
        Assert.Equal(("LUC1521", message), (error.Id, error.Message));
    }

    [Fact]
    public void Contradicting_shapes_are_refused()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", "N").Input("z", "N").Node("Add", "x z", "y").Output("y");
        Assert.Equal("shape z=3: 'N' is 2 elsewhere", Assert.Single(model.Refused(Shapes(("x", [2]), ("z", [3])))).Message);
    }

    [Fact]
    public void An_input_without_a_shape_needs_one()
    {
        OnnxModelBuilder model = Relu(1);
        model.Graph.Input[0].Type.TensorType.Shape = null;
        Assert.Equal("input 'x' has no shape; give one with --shape x=…", Assert.Single(model.Refused()).Message);
        Assert.Equal("f32[2,2]", Type(model.Import(Shapes(("x", [2, 2]))), "y"));
    }

    [Fact]
    public void Declared_outputs_are_checked_where_they_are_fixed()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", "N", 4).Node("Relu", "x", "y").Output("y", ElementType.F32, 7, "any");
        Assert.Equal("f32[N,4]", Type(model.Import(), "y"));
        model = new OnnxModelBuilder().Input("x", "N", 4).Node("Relu", "x", "y").Output("y", ElementType.F32, "N", 5);
        Assert.Equal("test.onnx: output 'y': error LUC1523: output 'y' is declared f32[N,5], but is f32[N,4]", Assert.Single(model.Refused()).ToString());
        model = new OnnxModelBuilder().Input("x", "N", 4).Node("Relu", "x", "y").Output("y", ElementType.I64, "N", 4);
        Assert.Equal("output 'y' is declared i64[N,4], but is f32[N,4]", Assert.Single(model.Refused()).Message);
        model = new OnnxModelBuilder().Input("x", "N", 4).Node("Relu", "x", "y").Output("y", ElementType.F32, 4);
        Assert.Equal("output 'y' is declared f32[4], but is f32[N,4]", Assert.Single(model.Refused()).Message);
    }

    [Fact]
    public void Inner_values_can_be_given_out()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", 2).Node("Relu", "x", "hidden").Node("Neg", "hidden", "y").Output("y");
        Graph graph = model.Import(new ImportOptions { ExtraOutputs = ["hidden", "x", "y"] });
        Assert.Equal(["y", "hidden", "x"], graph.Outputs.Select(output => output.Name));
        Assert.Equal("no value is named 'hiden'; nearest: 'hidden'", Assert.Single(model.Refused(new ImportOptions { ExtraOutputs = ["hiden"] })).Message);
    }

    [Fact]
    public void An_extra_output_keeps_alive_what_the_outputs_do_not_need()
    {
        OnnxModelBuilder model = Relu(2).Node("Neg", "x", "side");
        Assert.Equal(2, model.Import(new ImportOptions { ExtraOutputs = ["side"] }).Nodes.Length);
    }

    [Fact]
    public void Initializers_listed_as_inputs_are_constants()
    {
        Graph graph = new OnnxModelBuilder(8).Input("x", 2).Input("w", 2).Floats("w", [2], 3, 4).Node("Mul", "x w", "y").Output("y").Import();
        Assert.Equal(["x"], graph.Inputs.Select(id => graph[id].Name));
        Assert.Equal([3f, 4], graph.Constants.Values.Single().ToFloats());
    }

    [Fact]
    public void An_initializer_shared_through_identity_is_one_constant()
    {
        Graph graph = new OnnxModelBuilder().Input("x", 2).Floats("w", [2], 3, 4).Node("Identity", "w", "again").Node("Mul", "x w", "a")
            .Node("Mul", "a again", "y").Output("y").Import();
        Assert.Equal("w", graph[Assert.Single(graph.Constants).Key].Name);
    }

    [Fact]
    public void Identity_and_dropout_leave_no_node()
    {
        Graph graph = new OnnxModelBuilder(10).Input("x", 2).Node("Identity", "x", "a").Node("Dropout", "a", "b", ("ratio", 0.5f)).Node("Relu", "b", "c")
            .Node("Identity", "c", "y").Output("y").Output("a").Import();
        Assert.Equal("c", graph[Assert.Single(graph.Nodes).Output].Name);
        Assert.Equal([("y", "c"), ("a", "x")], graph.Outputs.Select(output => (output.Name, graph[output.Value].Name)));
    }

    [Fact]
    public void Unused_inputs_stay_and_unused_constants_go()
    {
        Graph graph = Relu(2).Input("unused", "K").Floats("nobody", [5]).Import();
        Assert.Equal(["x", "unused"], graph.Inputs.Select(id => graph[id].Name));
        Assert.Empty(graph.Constants);
    }

    [Theory]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F64)]
    public void Other_floats_become_float32_with_a_note(ElementType element)
    {
        List<Diagnostic> reported = [];
        Graph graph = new OnnxModelBuilder().Input("x", element, 2).Initializer("w", HostTensor.FromDoubles(element, new Shape(2), [0.5, 1]))
            .Node("Mul", "x w", "y").Output("y", element, 2).Import(new ImportOptions { Report = reported.Add });
        Assert.Equal("f32[2]", Type(graph, "y"));
        Assert.Equal([0.5f, 1], graph.Constants.Values.Single().ToFloats());
        Assert.Equal($"test.onnx: note LUC1524: 2 values of {element.Text()} become f32: 'x', 'w'", Assert.Single(reported).ToString());
    }

    [Fact]
    public void A_constant_output_is_a_constant()
    {
        Graph graph = new OnnxModelBuilder().Floats("a", [2], 1, 2).Floats("b", [2], 10, 20).Node("Add", "a b", "y").Output("y").Import();
        Assert.Empty(graph.Nodes);
        Assert.Equal([11f, 22], graph.Constants[graph.Outputs[0].Value].ToFloats());
    }

    [Fact]
    public void A_chain_of_constants_is_rounded_once()
    {
        // 1/3 · 3 is 1 in float64; rounded to float32 in between it would not be after the subtraction of 1/3 · 3's own error.
        Graph graph = new OnnxModelBuilder().Floats("a", [1], 1).Floats("b", [1], 3e8f).Node("Div", "a b", "c").Node("Mul", "c b", "d").Node("Sub", "d a", "y").Output("y").Import();
        Assert.Equal([0f], graph.Constants[graph.Outputs[0].Value].ToFloats());
    }

    [Fact]
    public void Names_the_importer_makes_never_take_a_name_of_the_model()
    {
        Graph graph = new OnnxModelBuilder().Input("x", 2, 2).Input("Mean_0/add", 2, 2).Node("Mean", "x Mean_0/add", "y").Output("y").Import();
        Assert.Equal(["Mean_0/add_2", "y"], graph.Nodes.Select(node => graph[node.Output].Name));
    }

    private static OnnxModelBuilder Relu(params object?[] extents) => new OnnxModelBuilder().Input("x", extents).Node("Relu", "x", "y").Output("y");

    private static ImportOptions Shapes(params (string Name, long[] Extents)[] shapes) =>
        new() { Shapes = shapes.ToDictionary(shape => shape.Name, shape => new Shape(shape.Extents)) };

    /// <summary>The type of the last value named, after checking that the others exist.</summary>
    private static string Type(Graph graph, params string[] names) => names.Select(name => graph.Values.Single(value => value.Name == name).Type.ToString()).Last();
}
