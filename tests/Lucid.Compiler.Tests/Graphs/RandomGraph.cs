using Lucid.Graphs;

namespace Lucid.Compiler.Tests.Graphs;

/// <summary>Random graphs, and the slow obvious answers that the analyses are compared with.</summary>
internal static class RandomGraph
{
    /// <summary>Vertices 0..n-1 inserted in a random order; edges follow a hidden random order unless cycles are wanted.</summary>
    public static BidirectionalGraph<int, Edge<int>> Make(Random random, int mostVertices, bool cyclic)
    {
        int n = random.Next(1, mostVertices + 1);
        int[] hidden = [.. Enumerable.Range(0, n)], inserted = [.. hidden];
        random.Shuffle(hidden);
        random.Shuffle(inserted);
        var graph = new BidirectionalGraph<int, Edge<int>>();
        graph.AddVertexRange(inserted);
        int edges = random.Next(0, 2 * n + 1);
        for (int i = 0; i < edges; i++)
        {
            int a = random.Next(n), b = random.Next(n);
            if (cyclic)
                graph.AddEdge(new Edge<int>(hidden[a], hidden[b]));
            else if (a != b)
                graph.AddEdge(new Edge<int>(hidden[Math.Min(a, b)], hidden[Math.Max(a, b)]));
        }

        return graph;
    }

    /// <summary>reaches[a, b]: a path of at least one edge, avoiding one vertex where asked; Warshall's algorithm.</summary>
    public static bool[,] Closure(IBidirectionalGraph<int, Edge<int>> graph, int without = -1)
    {
        int n = graph.VertexCount;
        var reaches = new bool[n, n];
        foreach (Edge<int> edge in graph.Edges)
            reaches[edge.Source, edge.Target] |= edge.Source != without && edge.Target != without;
        for (int k = 0; k < n; k++)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                    reaches[i, j] |= reaches[i, k] && reaches[k, j];
            }
        }

        return reaches;
    }

    /// <summary>The graph with each class contracted to its smallest vertex and edges inside a class dropped.</summary>
    public static BidirectionalGraph<int, Edge<int>> Contract(IBidirectionalGraph<int, Edge<int>> graph, int[] classOf)
    {
        var contracted = new BidirectionalGraph<int, Edge<int>>();
        contracted.AddVertexRange(graph.Vertices);
        foreach (Edge<int> edge in graph.Edges)
        {
            if (classOf[edge.Source] != classOf[edge.Target])
                contracted.AddEdge(new Edge<int>(classOf[edge.Source], classOf[edge.Target]));
        }

        return contracted;
    }
}
