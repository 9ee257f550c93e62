using Lucid.Graphs;
using Lucid.Graphs.Algorithms;
using Lucid.Graphs.Analysis;
using Xunit;

namespace Lucid.Compiler.Tests.Graphs;

public sealed class DominatorTreeTests
{
    [Fact]
    public void The_join_of_a_diamond_is_dominated_by_its_fork()
    {
        var graph = new BidirectionalGraph<string, Edge<string>>();
        graph.AddVerticesAndEdgeRange([new("in", "fork"), new("fork", "l"), new("fork", "r"), new("l", "join"), new("r", "join")]);
        DominatorTree<string> dominators = graph.Dominators();
        Assert.True(dominators.TryGetImmediateDominator("join", out string? immediate));
        Assert.Equal("fork", immediate);
        Assert.Equal(["join", "fork", "in"], dominators.DominatorsOf("join"));
        Assert.False(dominators.TryGetImmediateDominator("in", out _));
        Assert.True(dominators.TryGetCommonDominator("l", "r", out string? common));
        Assert.Equal("fork", common);
        Assert.True(graph.PostDominators().TryGetImmediateDominator("fork", out string? after));
        Assert.Equal("join", after);
    }

    [Fact]
    public void Two_entries_share_no_dominator()
    {
        var graph = new BidirectionalGraph<string, Edge<string>>();
        graph.AddVerticesAndEdgeRange([new("a", "join"), new("b", "join")]);
        DominatorTree<string> dominators = graph.Dominators();
        Assert.False(dominators.TryGetImmediateDominator("join", out _));
        Assert.True(dominators.IsReached("join"));
        Assert.False(dominators.TryGetCommonDominator("a", "b", out _));
        Assert.False(graph.Dominators("a").IsReached("b"));
    }

    // a dominates b when b is reached from the entries, and no longer is when a is taken away.
    [Fact]
    public void Dominators_and_post_dominators_agree_with_the_definition()
    {
        for (int seed = 0; seed < 600; seed++)
        {
            var random = new Random(seed);
            BidirectionalGraph<int, Edge<int>> graph = RandomGraph.Make(random, 12, cyclic: seed % 2 == 0);
            int[] vertices = [.. graph.Vertices];
            bool single = random.Next(2) == 0;
            int entry = vertices[random.Next(vertices.Length)];
            var reversed = new BidirectionalGraph<int, Edge<int>>();
            reversed.AddVertexRange(vertices);
            reversed.AddEdgeRange(graph.Edges.Select(edge => new Edge<int>(edge.Target, edge.Source)));

            Compare(graph, single ? graph.Dominators(entry) : graph.Dominators(), single ? [entry] : graph.Roots(), $"seed {seed}");
            Compare(reversed, single ? graph.PostDominators(entry) : graph.PostDominators(), single ? [entry] : graph.Sinks(), $"seed {seed}, post");
        }
    }

    private static void Compare(BidirectionalGraph<int, Edge<int>> graph, DominatorTree<int> dominators, IEnumerable<int> entries, string label)
    {
        int[] roots = [.. entries];
        bool[] reached = Reached(-1);
        bool[][] reachedWithout = [.. Enumerable.Range(0, graph.VertexCount).Select(Reached)];
        foreach (int b in graph.Vertices)
        {
            Assert.True(reached[b] == dominators.IsReached(b), label);
            foreach (int a in graph.Vertices)
            {
                bool expected = a == b || (reached[a] && reached[b] && !reachedWithout[a][b]);
                Assert.True(expected == dominators.Dominates(a, b), $"{label}: does {a} dominate {b}?");
            }

            int[] strict = [.. graph.Vertices.Where(a => a != b && dominators.Dominates(a, b))];
            bool found = dominators.TryGetImmediateDominator(b, out int immediate);
            Assert.True(found == (strict.Length > 0), label);
            Assert.True(!found || strict.All(a => dominators.Dominates(a, immediate)), label);
        }

        bool[] Reached(int without)
        {
            bool[,] reaches = RandomGraph.Closure(graph, without);
            return
            [
                .. Enumerable.Range(0, graph.VertexCount)
                    .Select(v => v != without && roots.Any(root => root != without && (root == v || reaches[root, v]))),
            ];
        }
    }
}
