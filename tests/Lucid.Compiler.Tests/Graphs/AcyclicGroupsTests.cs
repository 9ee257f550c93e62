using System.Diagnostics;
using Lucid.Graphs;
using Lucid.Graphs.Algorithms;
using Lucid.Graphs.Analysis;
using Xunit;

namespace Lucid.Compiler.Tests.Graphs;

public sealed class AcyclicGroupsTests
{
    [Fact]
    public void Ends_of_a_chain_unite_only_after_its_middle()
    {
        var graph = new BidirectionalGraph<string, Edge<string>>();
        graph.AddVerticesAndEdgeRange([new("a", "b"), new("b", "c"), new("a", "c")]);
        AcyclicGroups<string> groups = graph.AcyclicGroups();
        Assert.False(groups.CanUnite("a", "c"));
        Assert.False(groups.TryUnite("c", "a"));
        Assert.True(groups.TryUnite("b", "a"));
        Assert.True(groups.TryUnite("c", "a"));
        Assert.Equal(1, groups.Count);
        Assert.Equal(["a", "b", "c"], groups.Members("c").AsEnumerable());
        Assert.Equal("a", groups.Leader("c"));
    }

    [Fact]
    public void Independent_vertices_may_unite_and_then_order_the_rest()
    {
        var graph = new BidirectionalGraph<string, Edge<string>>();
        graph.AddVerticesAndEdgeRange([new("a", "b"), new("c", "d")]);
        AcyclicGroups<string> groups = graph.AcyclicGroups();
        Assert.True(groups.TryUnite("a", "d"));
        Assert.False(groups.CanUnite("b", "c"));
        Assert.Equal([["c"], ["a", "d"], ["b"]], groups.Groups().Select(group => group.ToArray()));
    }

    [Fact]
    public void Every_answer_agrees_with_contracting_and_looking_for_a_cycle()
    {
        int united = 0, refused = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            BidirectionalGraph<int, Edge<int>> graph = RandomGraph.Make(random, 14, cyclic: false);
            AcyclicGroups<int> groups = graph.AcyclicGroups();
            int[] classOf = [.. Enumerable.Range(0, graph.VertexCount)];
            for (int step = 0; step < 40; step++)
            {
                int a = random.Next(graph.VertexCount), b = random.Next(graph.VertexCount);
                int[] trial = [.. classOf.Select(c => c == classOf[b] ? classOf[a] : c)];
                bool expected = RandomGraph.Contract(graph, trial).IsDirectedAcyclicGraph();
                Assert.True(expected == groups.CanUnite(a, b), $"seed {seed} step {step}");
                Assert.True(expected == groups.TryUnite(a, b), $"seed {seed} step {step}");
                if (expected)
                    classOf = trial;
                _ = expected ? united++ : refused++;
            }

            Assert.True(groups.Count == classOf.Distinct().Count(), $"seed {seed}");
            int[] groupOf = new int[graph.VertexCount];
            int index = 0;
            foreach (var group in groups.Groups())
            {
                Assert.True(group.All(v => classOf[v] == classOf[group[0]] && groups.AreUnited(v, group[0])), $"seed {seed}");
                foreach (int v in group)
                    groupOf[v] = index;
                index++;
            }

            Assert.True(index == groups.Count, $"seed {seed}");
            Assert.True(graph.Edges.All(edge => groupOf[edge.Source] <= groupOf[edge.Target]), $"seed {seed}");
        }

        Assert.True(united > 500 && refused > 500, $"{united} united and {refused} refused say little");
    }

    [Fact]
    public void A_cyclic_graph_has_no_groups()
    {
        var graph = new BidirectionalGraph<string, Edge<string>>();
        graph.AddVerticesAndEdgeRange([new("a", "b"), new("b", "a")]);
        Assert.Equal(
            "The graph has a cycle: a -> b -> a.", Assert.Throws<NonAcyclicGraphException>(() => graph.AcyclicGroups()).Message);
    }

    // Twenty thousand unions of neighbours with residual edges around them; the limit is far above what a linear-time union needs
    // and far below what searching the whole graph for each would take.
    [Fact]
    public void Chains_of_twenty_thousand_fuse_in_seconds()
    {
        const int Count = 20_000;
        var graph = new BidirectionalGraph<int, Edge<int>>();
        for (int v = 1; v < Count; v++)
        {
            graph.AddVerticesAndEdge(new Edge<int>(v - 1, v));
            if (v % 4 == 0)
                graph.AddEdge(new Edge<int>(v - 4, v));
        }

        var watch = Stopwatch.StartNew();
        AcyclicGroups<int> groups = graph.AcyclicGroups();
        for (int v = 1; v < Count; v++)
        {
            if (v % 8 != 0)
                Assert.True(groups.TryUnite(v - 1, v));
        }

        Assert.Equal(Count / 8, groups.Count);
        Assert.Equal(Count / 8, groups.Groups().Length);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"took {watch.Elapsed}");
    }
}
