using System.Collections.Immutable;

namespace Lucid.Graphs.Analysis;

/// <summary>Orders and cycles of a graph, with answers that depend on insertion order alone.</summary>
public static class OrderExtensions
{
    /// <summary>
    /// Sources before targets; among vertices that are ready, always the one inserted first. So a graph whose vertices were
    /// inserted in a topological order keeps that order. A cycle is a <see cref="NonAcyclicGraphException"/> that names it.
    /// </summary>
    public static ImmutableArray<TVertex> StableTopologicalSort<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph)
        where TVertex : notnull
        where TEdge : IEdge<TVertex>
    {
        var numbered = NumberedGraph<TVertex>.Of(graph);
        int[] order = TopologicalOrder.Of(numbered);
        if (order.Length < numbered.Count)
            throw new NonAcyclicGraphException($"The graph has a cycle: {DescribeCycle(graph.FindCycle())}.");
        return [.. order.Select(v => numbered.Vertices[v])];
    }

    /// <summary>
    /// A shortest cycle through the first vertex, in insertion order, that lies on any: v0, v1, … with an edge from each to the
    /// next and from the last back to v0. Empty when the graph is acyclic.
    /// </summary>
    public static ImmutableArray<TVertex> FindCycle<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph)
        where TVertex : notnull
        where TEdge : IEdge<TVertex>
    {
        var numbered = NumberedGraph<TVertex>.Of(graph);
        int[] component = Components.Of(numbered, out int count);
        int[] sizes = new int[count];
        foreach (int number in component)
            sizes[number]++;
        for (int v = 0; v < numbered.Count; v++)
        {
            if (sizes[component[v]] > 1 || numbered.Successors(v).Contains(v))
                return [.. ShortestCycle(numbered, v).Select(member => numbered.Vertices[member])];
        }

        return [];
    }

    /// <summary>The components that hold a cycle (several vertices, or one with an edge to itself), each in insertion order.</summary>
    public static ImmutableArray<ImmutableArray<TVertex>> CyclicComponents<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph)
        where TVertex : notnull
        where TEdge : IEdge<TVertex>
    {
        var numbered = NumberedGraph<TVertex>.Of(graph);
        int[] component = Components.Of(numbered, out _);
        return
        [
            .. Enumerable.Range(0, numbered.Count)
                .GroupBy(v => component[v]) // in order of the first member
                .Where(members => members.Skip(1).Any() || numbered.Successors(members.First()).Contains(members.First()))
                .Select(members => members.Select(v => numbered.Vertices[v]).ToImmutableArray()),
        ];
    }

    /// <summary>A cycle as <c>a -> b -> a</c>.</summary>
    public static string DescribeCycle<TVertex>(ImmutableArray<TVertex> cycle)
        where TVertex : notnull => string.Join(" -> ", cycle.Concat(cycle.Take(1)));

    // Breadth-first from the vertex back to itself.
    private static List<int> ShortestCycle<TVertex>(NumberedGraph<TVertex> graph, int start)
        where TVertex : notnull
    {
        int[] cameFrom = new int[graph.Count];
        Array.Fill(cameFrom, -1);
        var queue = new Queue<int>([start]);
        while (cameFrom[start] < 0)
        {
            int vertex = queue.Dequeue();
            foreach (int target in graph.Successors(vertex))
            {
                if (cameFrom[target] >= 0)
                    continue;
                cameFrom[target] = vertex;
                queue.Enqueue(target);
            }
        }

        List<int> cycle = [start];
        for (int v = cameFrom[start]; v != start; v = cameFrom[v])
            cycle.Insert(1, v);
        return cycle;
    }
}
