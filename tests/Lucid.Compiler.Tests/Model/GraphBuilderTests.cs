using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Model;

public sealed class GraphBuilderTests
{
    [Fact]
    public void Names_that_are_taken_get_a_number()
    {
        GraphBuilder builder = new("m");
        ValueId x = builder.AddInput("relu", Evaluation.Type("f32[h]"));
        ValueId first = builder.Add(new Pointwise(PointwiseKind.Relu), [x])!.Value;
        ValueId second = builder.Add(new Pointwise(PointwiseKind.Relu), [first])!.Value;
        builder.AddOutput("y", second);
        Graph graph = builder.Build();
        Assert.Equal(["relu", "relu_2", "relu_2_2"], graph.Values.Select(value => value.Name));
        Assert.Equal(["relu", "relu_2"], graph.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void All_errors_are_collected_and_thrown_at_the_end()
    {
        GraphBuilder builder = new("m");
        ValueId x = builder.AddInput("x", Evaluation.Type("f32[h]"));
        Assert.Null(builder.Add(new Concat(1), [x]));
        Assert.Null(builder.Add(new Transpose([1]), [x]));
        builder.AddOutput("y", x);
        Assert.Equal(["LUC2014", "LUC2203"], Assert.Throws<ModelException>(builder.Build).Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void Two_nodes_that_ask_for_one_condition_give_one_guard()
    {
        GraphBuilder builder = new("m");
        ValueId x = builder.AddInput("x", Evaluation.Type("f32[h]"));
        ValueId z = builder.AddInput("z", Evaluation.Type("f32[k]"));
        builder.Add(new Pointwise(PointwiseKind.Add), [x, z], span: new SourceSpan("m", 1));
        builder.AddOutput("y", builder.Add(new Pointwise(PointwiseKind.Mul), [x, z], span: new SourceSpan("m", 2))!.Value);
        Guard guard = Assert.Single(builder.Build().Guards);
        Assert.Equal(("h==k", 1), (guard.Condition.ToString(), guard.Span.Line));
    }

    [Fact]
    public void A_deferred_constant_is_asked_for_its_data_when_the_graph_is_built()
    {
        GraphBuilder builder = new("m");
        HostTensor? data = null;
        builder.AddOutput("y", builder.AddConstant("c", Evaluation.Type("f32[3]"), () => data));
        data = SampleGraphs.Ramp(3);
        Assert.Same(data, Assert.Single(builder.Build().Constants).Value);
        data = SampleGraphs.Ramp(4);
        Assert.Equal("error LUC2002: malformed graph: constant 'c' is f32[3], its data is f32[4]", Assert.Throws<ModelException>(builder.Build).Message);
    }

    [Theory]
    [InlineData("", 0, 0, "error LUC1: m")]
    [InlineData("a.lucid", 12, 9, "a.lucid:12:9: error LUC1: m")]
    [InlineData("a.cs", 12, 0, "a.cs:12: error LUC1: m")]
    [InlineData("m.onnx: node 'c'", 0, 0, "m.onnx: node 'c': error LUC1: m")]
    public void Diagnostics_print_their_place_first(string file, int line, int column, string text) =>
        Assert.Equal(text, new Diagnostic("LUC1", Severity.Error, new SourceSpan(file, line, column), "m").ToString());

    [Fact]
    public void Nearest_names_are_few_and_alike()
    {
        Assert.Equal(["conv1.weight", "conv2.weight"], NearestNames.Of("conv1.wieght", ["bias", "conv2.weight", "conv1.weight", "fc"]));
        Assert.Equal(3, NearestNames.Distance("kitten", "sitting"));
        Assert.Equal("", NearestNames.Hint("x", ["conv"]));
        Assert.Empty(NearestNames.Of(new string('a', 5000), [new string('a', 5000)]));
    }
}
