using Lucid.Import.Onnx.Proto;
using Lucid.Model;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>If: the branch that a known condition takes stands in its place.</summary>
public sealed class IfTests
{
    /// <summary>What PyTorch's exporter makes of x.squeeze(1) where it does not know the extent.</summary>
    [Theory]
    [InlineData(1, "y:f32[2,4] = reshape(x) shape=[2,4]")]
    [InlineData(3, "y:f32[2,3,4] = relu(x)")]
    public void A_condition_on_a_known_size_takes_its_branch(int extent, string expected)
    {
        OnnxModelBuilder model = Squeeze(2, extent, 4);
        Graph graph = model.Import();
        Assert.Equal([expected], GraphSummary.Nodes(graph));
    }

    [Fact]
    public void A_condition_that_a_run_decides_is_refused_with_what_can_be_done()
    {
        IReadOnlyList<Diagnostic> errors = Squeeze(2, "C", 4).Refused();
        Diagnostic error = Assert.Single(errors);
        Assert.Equal("LUC1543", error.Id);
        Assert.Equal("test.onnx: node 'If_3' (If)", error.Span.ToString());
        Assert.Contains("the condition 'one' (bool[]) is not known before the model runs", error.Message, StringComparison.Ordinal);
        Assert.Contains("--shape", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_that_is_an_input_is_refused_by_name()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("c", ElementType.Bool).Input("x", 2);
        model.Graph.Node.Add(If("c", "y", Branch("a", OnnxModelBuilder.Make("Neg", "x", "a")), Branch("b", OnnxModelBuilder.Make("Abs", "x", "b"))));
        Assert.Contains("the condition 'c' (bool[]) is not known before the model runs", Assert.Single(model.Output("y").Refused()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, new[] { "If_0/then_branch/s:f32[2] = add(x, x)", "y:f32[2] = neg(If_0/then_branch/s)" })]
    [InlineData(false, new[] { "y:f32[2] = mul(x, If_0/else_branch/w)" })]
    public void Branches_have_names_and_constants_of_their_own_and_see_what_is_around_them(bool condition, string[] expected)
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", 2).Initializer("c", Bool(condition));
        GraphProto scaled = Branch("r", OnnxModelBuilder.Make("Mul", "x w", "r"));
        scaled.Initializer.Add(OnnxModelBuilder.Attribute("value", HostTensor.Of(new Shape(2), 3f, 4f)).T);
        scaled.Initializer[0].Name = "w";
        model.Graph.Node.Add(If("c", "y", Branch("r", OnnxModelBuilder.Make("Add", "x x", "s"), OnnxModelBuilder.Make("Neg", "s", "r")), scaled));
        Assert.Equal(expected, GraphSummary.Nodes(model.Output("y").Import()));
    }

    [Fact]
    public void What_the_branch_that_is_not_taken_holds_does_not_matter_and_branches_hold_branches()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", 2).Initializer("yes", Bool(true)).Initializer("no", HostTensor.FromInt64s(ElementType.Bool, new Shape(1), [0]));
        NodeProto inner = If("no", "m", Branch("u", OnnxModelBuilder.Make("Unknown", "x", "u")), Branch("k", OnnxModelBuilder.Make("Exp", "early", "k")));
        model.Graph.Node.Add(If("yes", "y", Branch("o", inner, OnnxModelBuilder.Make("Neg", "m", "o")), Branch("z", OnnxModelBuilder.Make("Loop", "x", "z"))));
        // Defined behind its use: branches wait for what they read from outside.
        model.Node("Abs", "x", "early").Output("y");
        Assert.Equal(["abs", "exp", "neg"], model.Import().Nodes.Select(node => node.Op.Name));
    }

    [Fact]
    public void What_the_branch_that_is_taken_lacks_is_named()
    {
        OnnxModelBuilder unknown = Constant(Branch("u", OnnxModelBuilder.Make("Unknown", "x", "u")));
        Assert.Contains("Unknown ×1: 'If_0/then_branch/Unknown_0'", Assert.Single(unknown.Refused()).Message, StringComparison.Ordinal);
        OnnxModelBuilder missing = Constant(Branch("u", OnnxModelBuilder.Make("Neg", "nowhere", "u")));
        Assert.Contains("'nowhere'", Assert.Single(missing.Refused()).Message, StringComparison.Ordinal);
        GraphProto two = Branch("u", OnnxModelBuilder.Make("Neg", "x", "u"));
        two.Output.Add(new ValueInfoProto { Name = "x" });
        Assert.Equal("If: then_branch has 2 outputs, expected 1", Assert.Single(Constant(two).Refused()).Message);

        static OnnxModelBuilder Constant(GraphProto taken)
        {
            OnnxModelBuilder model = new OnnxModelBuilder().Input("x", 2).Initializer("c", Bool(true));
            model.Graph.Node.Add(If("c", "y", taken, Branch("b", OnnxModelBuilder.Make("Abs", "x", "b"))));
            return model.Output("y");
        }
    }

    private static OnnxModelBuilder Squeeze(params object?[] extents)
    {
        OnnxModelBuilder model = new OnnxModelBuilder(13).Input("x", extents).Integers("axes", 1).Initializer("at", HostTensor.OfInt64(new Shape(), 1)).Initializer("unit", HostTensor.OfInt64(new Shape(), 1))
            .Node("Shape", "x", "shape").Node("Gather", "shape at", "extent", ("axis", 0)).Node("Equal", "extent unit", "one");
        model.Graph.Node.Add(If("one", "y", Branch("a", OnnxModelBuilder.Make("Squeeze", "x axes", "a")), Branch("b", OnnxModelBuilder.Make("Relu", "x", "b"))));
        return model.Output("y");
    }

    private static HostTensor Bool(bool value) => HostTensor.FromInt64s(ElementType.Bool, new Shape(), [value ? 1 : 0]);

    private static NodeProto If(string condition, string outputs, GraphProto taken, GraphProto otherwise)
    {
        NodeProto node = OnnxModelBuilder.Make("If", condition, outputs);
        node.Attribute.Add(new AttributeProto { Name = "then_branch", G = taken, Type = AttributeProto.Types.AttributeType.Graph });
        node.Attribute.Add(new AttributeProto { Name = "else_branch", G = otherwise, Type = AttributeProto.Types.AttributeType.Graph });
        return node;
    }

    private static GraphProto Branch(string output, params NodeProto[] nodes)
    {
        GraphProto graph = new() { Name = "branch" };
        graph.Node.AddRange(nodes);
        graph.Output.Add(new ValueInfoProto { Name = output });
        return graph;
    }
}
