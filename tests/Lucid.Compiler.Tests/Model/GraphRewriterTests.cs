using System.Diagnostics;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Model.Text;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Compiler.Tests.Model;

public sealed class GraphRewriterTests
{
    [Fact]
    public void A_graph_that_no_visitor_touches_is_the_very_same()
    {
        Graph graph = SampleGraphs.UNet();
        Assert.Same(graph, GraphRewriter.Rewrite(graph, (_, _) => false));
        Assert.Same(graph, GraphRewriter.RemoveDead(graph));
    }

    [Fact]
    public void Copying_everything_keeps_values_names_spans_and_guards()
    {
        Graph graph = SampleGraphs.UNet();
        Graph copy = GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            rewriter.Copy(node);
            return true;
        });
        Assert.NotSame(graph, copy);
        // Constants stand before their first reader in the copy, so ids may differ; everything else prints alike.
        Assert.Equal(GraphPrinter.Print(graph).Split('\n').Order(), GraphPrinter.Print(copy).Split('\n').Order());
    }

    [Fact]
    public void A_replacement_takes_over_name_and_span_and_the_dead_are_left_out()
    {
        GraphBuilder builder = new("m");
        ValueId x = builder.AddInput("x", Evaluation.Type("f32[N,h]"));
        builder.AddInput("unused", Evaluation.Type("f32[k]"));
        ValueId two = builder.AddConstant("two", HostTensor.Of(new Shape(), 2));
        ValueId product = builder.Add(new Pointwise(PointwiseKind.Mul), [x, two], "product", new SourceSpan("m.onnx", 3, 1))!.Value;
        builder.AddOutput("y", builder.Add(new Pointwise(PointwiseKind.Relu), [product], "act", new SourceSpan("m.onnx", 4, 1))!.Value);
        Graph graph = builder.Build();

        // x·2 = x + x
        Graph rewritten = GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (node.Op is not Pointwise { Kind: PointwiseKind.Mul }) return false;
            ValueId operand = rewriter.New(node.Inputs[0]);
            rewriter.ReplaceBy(node, new Pointwise(PointwiseKind.Add), operand, operand);
            return true;
        });
        Golden.Match("graph/rewrite/product_by_sum", GraphPrinter.Print(graph) + "----\n" + GraphPrinter.Print(rewritten));
    }

    [Fact]
    public void A_node_can_vanish_into_its_operand()
    {
        GraphBuilder builder = new("m");
        ValueId inner = builder.Add(new Pointwise(PointwiseKind.Relu), [builder.AddInput("x", Evaluation.Type("f32[h]"))], "inner")!.Value;
        builder.AddOutput("y", builder.Add(new Pointwise(PointwiseKind.Relu), [inner], "outer")!.Value);
        Graph rewritten = GraphRewriter.Rewrite(builder.Build(), (rewriter, node) =>
        {
            // relu(relu(x)) = relu(x)
            if (rewriter.Uses.ProducerOf(node.Inputs[0]) is not { Op: Pointwise { Kind: PointwiseKind.Relu } } first) return false;
            rewriter.Replace(node.Output, rewriter.New(first.Output));
            return true;
        });
        Assert.Equal(["inner"], rewritten.Nodes.Select(node => node.Name));
        Assert.Equal("y", rewritten.Outputs[0].Name);
    }

    [Fact]
    public void Dead_nodes_and_constants_go_inputs_and_guards_stay()
    {
        GraphBuilder builder = new("m");
        ValueId x = builder.AddInput("x", Evaluation.Type("f32[h]"));
        builder.AddInput("z", Evaluation.Type("f32[k]"));
        ValueId unused = builder.AddConstant("unused", SampleGraphs.Ramp(3));
        builder.Add(new Pointwise(PointwiseKind.Add), [x, unused], "dead");
        builder.AddOutput("y", builder.Add(new Pointwise(PointwiseKind.Relu), [x])!.Value);
        Graph graph = GraphRewriter.RemoveDead(builder.Build());
        Assert.Equal("lucid-graph 1\ngraph \"m\"\nguard h==3 \"add: [h] and [3] do not broadcast: extents h and 3 are neither equal nor 1\"\n"
            + "input %x: f32[h]\ninput %z: f32[k]\n%relu: f32[h] = relu(%x)\noutput \"y\" = %relu\n", GraphPrinter.Print(graph));
    }

    [Fact]
    public void A_wrong_rewrite_says_which_node_it_was() => Assert.StartsWith(
        "the rewrite of node 'enc/conv' is wrong: ",
        Assert.Throws<UnreachableException>(() => GraphRewriter.Rewrite(SampleGraphs.UNet(), (rewriter, node) =>
        {
            rewriter.ReplaceBy(node, new Concat(9), rewriter.New(node.Inputs[0]));
            return true;
        })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Uses_know_producers_users_and_outputs()
    {
        Graph graph = SampleGraphs.UNet();
        GraphUses uses = new(graph);
        ValueId active = graph.Values.Single(value => value.Name == "act").Id;
        Assert.Equal("act", uses.ProducerOf(active)!.Name);
        Assert.Equal(["dec:up"], uses.UsersOf(active).Select(node => node.Name));
        Assert.True(uses.IsOutput(active));
        Assert.False(uses.HasOneUse(active));
        Assert.True(uses.HasOneUse(graph.Nodes[0].Output));
        Assert.Null(uses.ProducerOf(graph.Inputs[0]));
    }

    [Fact]
    public void Symbols_of_attributes_are_replaced_through_the_catalogue()
    {
        Op op = new Slice([0, IntExpr.Symbol("h") - 1], [IntExpr.Symbol("N"), 1], [1, -1]);
        Assert.Equal(new Slice([0, 7], [IntExpr.Symbol("N"), 1], [1, -1]), OpCatalogue.Substitute(op, new Dictionary<string, IntExpr> { ["h"] = 8 }));
        Op cast = new Cast(ElementType.F16);
        Assert.Same(cast, OpCatalogue.Substitute(cast, new Dictionary<string, IntExpr> { ["h"] = 8 }));
        Op pad = new Pad(PadMode.Edge, [IntExpr.Symbol("h")], [0], 2);
        Assert.Equal(new Pad(PadMode.Edge, [8], [0], 2), OpCatalogue.Substitute(pad, new Dictionary<string, IntExpr> { ["h"] = 8 }));
    }
}
