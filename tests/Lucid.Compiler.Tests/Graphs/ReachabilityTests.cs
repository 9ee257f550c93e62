using Lucid.Graphs;
using Lucid.Graphs.Algorithms;
using Lucid.Graphs.Analysis;
using Xunit;

namespace Lucid.Compiler.Tests.Graphs;

public sealed class ReachabilityTests
{
    [Fact]
    public void Order_queries_agree_with_the_closure()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            BidirectionalGraph<int, Edge<int>> graph = RandomGraph.Make(new Random(seed), 14, cyclic: seed % 2 == 0);
            bool[,] reaches = RandomGraph.Closure(graph);
            Reachability<int> reachability = graph.Reachability();
            string label = $"seed {seed}";
            foreach (int a in graph.Vertices)
            {
                Assert.True(graph.Vertices.Where(b => reaches[a, b]).SequenceEqual(reachability.Descendants(a)), label);
                Assert.True(graph.Vertices.Where(b => reaches[b, a]).SequenceEqual(reachability.Ancestors(a)), label);
                foreach (int b in graph.Vertices)
                {
                    Assert.True(reaches[a, b] == reachability.Reaches(a, b), label);
                    Assert.True((a != b && !reaches[a, b] && !reaches[b, a]) == reachability.AreIndependent(a, b), label);
                }
            }
        }
    }

    [Fact]
    public void A_set_is_convex_when_contracting_it_makes_no_cycle()
    {
        int convex = 0, other = 0;
        for (int seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            BidirectionalGraph<int, Edge<int>> graph = RandomGraph.Make(random, 12, cyclic: false);
            HashSet<int> set = [.. graph.Vertices.Where(_ => random.Next(3) == 0)];
            int[] classOf = [.. Enumerable.Range(0, graph.VertexCount).Select(v => set.Contains(v) ? set.Min() : v)];
            bool expected = RandomGraph.Contract(graph, classOf).IsDirectedAcyclicGraph();
            Assert.True(expected == graph.IsConvex(set), $"seed {seed}");
            Assert.True(expected == graph.Reachability().IsConvex(set), $"seed {seed}");
            _ = expected ? convex++ : other++;
        }

        Assert.True(convex > 100 && other > 100, $"{convex} convex sets and {other} others say little");
    }

    [Fact]
    public void An_unknown_vertex_is_named()
    {
        var graph = new BidirectionalGraph<int, Edge<int>>();
        graph.AddVertex(1);
        Assert.Throws<VertexNotFoundException>(() => graph.Reachability().Reaches(1, 2));
        Assert.Throws<VertexNotFoundException>(() => graph.IsConvex([2]));
    }
}
