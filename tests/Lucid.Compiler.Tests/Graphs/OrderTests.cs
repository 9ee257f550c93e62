using System.Collections.Immutable;
using Lucid.Graphs;
using Lucid.Graphs.Algorithms;
using Lucid.Graphs.Analysis;
using Xunit;

namespace Lucid.Compiler.Tests.Graphs;

public sealed class OrderTests
{
    [Fact]
    public void Ready_vertices_are_taken_in_insertion_order()
    {
        var graph = new BidirectionalGraph<string, Edge<string>>();
        graph.AddVertexRange(["late", "x", "y", "first"]);
        graph.AddEdge(new Edge<string>("first", "late"));
        Assert.Equal(["x", "y", "first", "late"], graph.TopologicalSort());
    }

    [Fact]
    public void A_graph_inserted_in_topological_order_keeps_it()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            BidirectionalGraph<int, Edge<int>> shuffled = RandomGraph.Make(new Random(seed), 20, cyclic: false);
            int[] order = [.. shuffled.TopologicalSort()];
            var sorted = new BidirectionalGraph<int, Edge<int>>();
            sorted.AddVertexRange(order);
            sorted.AddEdgeRange(shuffled.Edges);
            Assert.True(order.SequenceEqual(sorted.TopologicalSort()), $"seed {seed}");
        }
    }

    [Fact]
    public void The_sort_is_the_greedy_one_by_insertion()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            BidirectionalGraph<int, Edge<int>> graph = RandomGraph.Make(new Random(seed), 15, cyclic: false);
            var expected = new List<int>();
            BidirectionalGraph<int, Edge<int>> rest = graph.Clone();
            while (!rest.IsVerticesEmpty)
            {
                expected.Add(rest.Vertices.First(rest.IsInEdgesEmpty));
                rest.RemoveVertex(expected[^1]);
            }

            Assert.True(expected.SequenceEqual(graph.TopologicalSort()), $"seed {seed}");
        }
    }

    [Fact]
    public void A_cycle_is_named_in_the_exception()
    {
        var graph = new BidirectionalGraph<string, Edge<string>>();
        graph.AddVerticesAndEdgeRange([new("in", "a"), new("a", "b"), new("b", "c"), new("c", "a"), new("c", "out")]);
        Assert.Equal(
            "The graph has a cycle: a -> b -> c -> a.",
            Assert.Throws<NonAcyclicGraphException>(() => graph.TopologicalSort()).Message);
    }

    [Fact]
    public void Cycles_components_and_acyclicity_agree_with_the_closure()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            BidirectionalGraph<int, Edge<int>> graph = RandomGraph.Make(new Random(seed), 14, cyclic: seed % 3 != 0);
            bool[,] reaches = RandomGraph.Closure(graph);
            int[] onCycle = [.. graph.Vertices.Where(v => reaches[v, v])];
            string label = $"seed {seed}";

            ImmutableArray<int> cycle = graph.FindCycle();
            Assert.True(cycle.IsEmpty == (onCycle.Length == 0), label);
            Assert.True(graph.IsDirectedAcyclicGraph() == cycle.IsEmpty, label);
            for (int i = 0; i < cycle.Length; i++)
                Assert.True(graph.ContainsEdge(cycle[i], cycle[(i + 1) % cycle.Length]), label);
            Assert.True(cycle.IsEmpty || (cycle[0] == onCycle[0] && cycle.Distinct().Count() == cycle.Length), label);

            var component = new Dictionary<int, int>();
            int count = graph.StronglyConnectedComponents(component);
            Assert.True(component.Values.Distinct().Count() == count, label);
            foreach (int a in graph.Vertices)
            {
                foreach (int b in graph.Vertices.Where(b => b != a))
                    Assert.True((component[a] == component[b]) == (reaches[a, b] && reaches[b, a]), label);
            }

            foreach (Edge<int> edge in graph.Edges)
                Assert.True(component[edge.Source] >= component[edge.Target], label);
            Assert.True(onCycle.ToHashSet().SetEquals(graph.CyclicComponents().SelectMany(members => members)), label);
        }
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_overflows_no_stack()
    {
        var graph = new BidirectionalGraph<int, Edge<int>>();
        for (int v = 0; v < 100_000; v++)
            graph.AddVerticesAndEdge(new Edge<int>(v, v + 1));
        Assert.Equal(100_001, graph.StableTopologicalSort().Length);
        Assert.True(graph.IsDirectedAcyclicGraph());
        Assert.True(graph.Dominators().Dominates(0, 100_000));
        graph.AddEdge(new Edge<int>(100_000, 0));
        Assert.Equal(100_001, graph.FindCycle().Length);
    }
}
