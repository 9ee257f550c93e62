using System.Collections.Immutable;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Model;

/// <summary>Graphs that no builder makes, one for each rule.</summary>
public sealed class GraphVerifierTests
{
    private static readonly Value X = new(new ValueId(0), "x", Evaluation.Type("f32[h]"));
    private static readonly Value Y = new(new ValueId(1), "y", Evaluation.Type("f32[h]"));
    private static readonly Node Relu = new(new NodeId(0), "relu", new Pointwise(PointwiseKind.Relu), [X.Id], [Y.Id], SourceSpan.None);

    [Fact]
    public void A_good_graph_breaks_no_rule()
    {
        Assert.Empty(GraphVerifier.Check(Make()));
        Assert.Empty(GraphVerifier.Check(SampleGraphs.UNet()));
    }

    [Fact]
    public void Values_have_their_positions_as_ids() => AssertBroken(
        "LUC2002: malformed graph: value 'y' at position 1 has id %7", Make(values: [X, Y with { Id = new ValueId(7) }]));

    [Fact]
    public void Nodes_have_their_positions_as_ids() => AssertBroken(
        "LUC2002: malformed graph: node 'relu' at position 0 has id 3", Make(nodes: [Relu with { Id = new NodeId(3) }]));

    [Fact]
    public void Values_and_nodes_have_names_of_their_own()
    {
        AssertBroken("LUC2005: two values are named 'x'", Make(values: [X, Y with { Name = "x" }]));
        AssertBroken("LUC2006: the name of a value is empty", Make(values: [X, Y with { Name = "" }]));
    }

    [Fact]
    public void Every_value_is_produced_once()
    {
        AssertBroken("LUC2002: malformed graph: value 'y' is produced 0 times, expected once", Make(nodes: []));
        AssertBroken("LUC2002: malformed graph: value 'y' is produced 2 times, expected once", Make(inputs: [X.Id, Y.Id]));
        AssertBroken("LUC2002: malformed graph: %5 is produced but is no value", Make(inputs: [X.Id, new ValueId(5)]));
    }

    [Fact]
    public void Operands_and_outputs_are_produced_before()
    {
        AssertBroken("LUC2002: malformed graph: node 'relu' reads %1, which nothing before it produces", Make(nodes: [Relu with { Inputs = [Y.Id] }]));
        AssertBroken("LUC2002: malformed graph: output 'out' is %9, which nothing produces", Make(outputs: [new GraphOutput("out", new ValueId(9))]));
    }

    [Fact]
    public void Constants_have_the_type_of_their_data() => AssertBroken(
        "LUC2002: malformed graph: constant 'x' is f32[h], its data is f32[2]", Make(inputs: [], constants: new() { [X.Id] = SampleGraphs.Ramp(2) }));

    [Fact]
    public void Types_are_what_the_rule_gives()
    {
        AssertBroken("LUC2002: malformed graph: node 'relu' produces [f32[h]], its values are [f32[2*h]]", Make(values: [X, Y with { Type = Evaluation.Type("f32[2*h]") }]));
        AssertBroken("LUC2014: concat: axis 1 does not exist in f32[h]", Make(nodes: [Relu with { Op = new Concat(1) }]));
    }

    [Fact]
    public void Guards_that_a_rule_asks_for_are_stated()
    {
        Op half = new Slice([0], [IntExpr.FloorDiv(IntExpr.Symbol("h"), 2)], [3]);
        Value y = Y with { Type = Evaluation.Type("f32[h//2]") };
        Graph lacking = Make(values: [X, y], nodes: [Relu with { Op = half }]);
        AssertBroken("LUC2002: malformed graph: node 'relu' needs a guard 3*(h//2)<h+3, which the graph lacks", lacking);
        Assert.Empty(GraphVerifier.Check(Make(values: [X, y], nodes: [Relu with { Op = half }], guards: [new Guard(IntExpr.Parse("3*(h//2)<h+3"), "", SourceSpan.None)])));
    }

    [Fact]
    public void Symbols_come_from_inputs()
    {
        AssertBroken("LUC2007: symbol h cannot be read off the shapes of the inputs; declare an input extent as 'h' or linear in it",
            Make(values: [X with { Type = Evaluation.Type("f32[h*h]") }, Y with { Type = Evaluation.Type("f32[h*h]") }]));
        AssertBroken("LUC2008: symbol k occurs in no input", Make(guards: [new Guard(IntExpr.Parse("2<k"), "", SourceSpan.None)]));
    }

    [Fact]
    public void A_guard_that_never_holds_is_an_error() =>
        AssertBroken("LUC2004: too small", Make(guards: [new Guard(0, "too small", SourceSpan.None)]));

    private static void AssertBroken(string message, Graph graph) => Assert.Equal("error " + message, Assert.Single(GraphVerifier.Check(graph)).ToString());

    private static Graph Make(
        ImmutableArray<Value>? values = null, ImmutableArray<ValueId>? inputs = null, ImmutableArray<GraphOutput>? outputs = null, ImmutableArray<Node>? nodes = null,
        Dictionary<ValueId, HostTensor>? constants = null, ImmutableArray<Guard>? guards = null) =>
        new("m", values ?? [X, Y], inputs ?? [X.Id], outputs ?? [new GraphOutput("out", Y.Id)], nodes ?? [Relu], (constants ?? []).ToImmutableDictionary(), guards ?? []);
}
