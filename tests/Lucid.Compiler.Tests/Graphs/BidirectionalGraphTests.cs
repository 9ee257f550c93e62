using Lucid.Graphs;
using Lucid.Graphs.Algorithms;
using Xunit;

namespace Lucid.Compiler.Tests.Graphs;

public sealed class BidirectionalGraphTests
{
    private static BidirectionalGraph<string, Edge<string>> Diamond()
    {
        var graph = new BidirectionalGraph<string, Edge<string>>();
        graph.AddVerticesAndEdgeRange([new("a", "c"), new("a", "b"), new("b", "d"), new("c", "d")]);
        return graph;
    }

    [Fact]
    public void Vertices_and_edges_come_in_insertion_order()
    {
        BidirectionalGraph<string, Edge<string>> graph = Diamond();
        Assert.Equal(["a", "c", "b", "d"], graph.Vertices);
        Assert.Equal(["a -> c", "a -> b", "c -> d", "b -> d"], graph.Edges.Select(edge => edge.ToString()));
        Assert.Equal(["b -> d", "c -> d"], graph.InEdges("d").Select(edge => edge.ToString()));
        Assert.Equal(["a -> c", "a -> b"], graph.OutEdges("a").Select(edge => edge.ToString()));
    }

    [Fact]
    public void Insertion_order_survives_removal_and_adding_again()
    {
        BidirectionalGraph<string, Edge<string>> graph = Diamond();
        Assert.True(graph.RemoveVertex("c"));
        Assert.True(graph.AddVertex("e"));
        Assert.True(graph.AddVertex("c"));
        Assert.Equal(["a", "b", "d", "e", "c"], graph.Vertices);
    }

    [Fact]
    public void Removing_a_vertex_removes_its_edges_on_both_sides()
    {
        BidirectionalGraph<string, Edge<string>> graph = Diamond();
        graph.AddEdge(new Edge<string>("c", "c"));
        Assert.Equal(5, graph.EdgeCount);
        Assert.True(graph.RemoveVertex("c"));
        Assert.False(graph.RemoveVertex("c"));
        Assert.Equal(2, graph.EdgeCount);
        Assert.Equal(1, graph.InDegree("d"));
        Assert.Equal(1, graph.OutDegree("a"));
        Assert.False(graph.ContainsVertex("c"));
    }

    [Fact]
    public void Edges_are_told_apart_by_reference_and_found_by_their_ends()
    {
        BidirectionalGraph<string, Edge<string>> graph = Diamond();
        var second = new Edge<string>("a", "b");
        Assert.False(graph.ContainsEdge(second));
        Assert.True(graph.ContainsEdge("a", "b"));
        Assert.False(graph.ContainsEdge("b", "a"));
        Assert.True(graph.AddEdge(second));
        Assert.Equal(3, graph.OutDegree("a"));
        Assert.True(graph.RemoveEdge(second));
        Assert.False(graph.RemoveEdge(second));
        Assert.True(graph.TryGetEdge("a", "b", out Edge<string>? first));
        Assert.NotSame(second, first);
        Assert.False(graph.TryGetEdge("x", "b", out _));
    }

    [Fact]
    public void A_graph_without_parallel_edges_refuses_the_second_one()
    {
        var graph = new BidirectionalGraph<int, Edge<int>>(allowParallelEdges: false);
        Assert.True(graph.AddVerticesAndEdge(new Edge<int>(1, 2)));
        Assert.False(graph.AddEdge(new Edge<int>(1, 2)));
        Assert.True(graph.AddEdge(new Edge<int>(2, 1)));
        Assert.Equal(2, graph.EdgeCount);
    }

    [Fact]
    public void A_vertex_that_is_not_there_is_named()
    {
        BidirectionalGraph<string, Edge<string>> graph = Diamond();
        Assert.Equal("The graph has no vertex x.", Assert.Throws<VertexNotFoundException>(() => graph.OutEdges("x")).Message);
        Assert.Throws<VertexNotFoundException>(() => graph.InDegree("x"));
        Assert.Throws<VertexNotFoundException>(() => graph.AddEdge(new Edge<string>("a", "x")));
        Assert.Equal(4, graph.EdgeCount);
        Assert.False(graph.TryGetOutEdges("x", out _));
    }

    [Fact]
    public void A_clone_is_equal_and_independent()
    {
        BidirectionalGraph<string, Edge<string>> graph = Diamond();
        BidirectionalGraph<string, Edge<string>> clone = graph.Clone();
        clone.RemoveVertex("a");
        Assert.Equal(4, graph.EdgeCount);
        Assert.Equal(2, clone.EdgeCount);
        Assert.Equal(["a", "c", "b", "d"], graph.Vertices);
        Assert.Equal(["c", "b", "d"], clone.Vertices);
    }

    [Fact]
    public void Removing_by_predicate_counts_what_went()
    {
        BidirectionalGraph<string, Edge<string>> graph = Diamond();
        Assert.Equal(2, graph.RemoveEdgeIf(edge => edge.Target == "d"));
        Assert.Equal(2, graph.RemoveVertexIf(vertex => graph.Degree(vertex) == 1));
        Assert.Equal(["a", "d"], graph.Vertices);
        Assert.True(graph.IsEdgesEmpty);
    }

    [Fact]
    public void Roots_and_sinks_come_in_insertion_order()
    {
        BidirectionalGraph<string, Edge<string>> graph = Diamond();
        graph.AddVertex("lonely");
        Assert.Equal(["a", "lonely"], graph.Roots());
        Assert.Equal(["d", "lonely"], graph.Sinks());
    }
}
