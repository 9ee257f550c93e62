using Lucid.Graphs.Analysis;

namespace Lucid.Graphs.Algorithms;

/// <summary>The algorithms that callers know by QuikGraph's names; the work is done in <see cref="Analysis"/>.</summary>
public static class AlgorithmExtensions
{
    /// <summary>
    /// Sources before targets; among vertices that are ready, the one inserted first. A cycle is a
    /// <see cref="NonAcyclicGraphException"/> that names it.
    /// </summary>
    public static IEnumerable<TVertex> TopologicalSort<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph)
        where TVertex : notnull
        where TEdge : IEdge<TVertex> => graph.StableTopologicalSort();

    public static bool IsDirectedAcyclicGraph<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph)
        where TVertex : notnull
        where TEdge : IEdge<TVertex> => graph.FindCycle().IsEmpty;

    /// <summary>The vertices without in-edges.</summary>
    public static IEnumerable<TVertex> Roots<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph)
        where TVertex : notnull
        where TEdge : IEdge<TVertex> => graph.Vertices.Where(graph.IsInEdgesEmpty);

    /// <summary>The vertices without out-edges.</summary>
    public static IEnumerable<TVertex> Sinks<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph)
        where TVertex : notnull
        where TEdge : IEdge<TVertex> => graph.Vertices.Where(graph.IsOutEdgesEmpty);

    /// <summary>
    /// Writes each vertex's component number and returns how many there are. Components are numbered against the edges: an edge
    /// from one to another leads to the smaller number.
    /// </summary>
    public static int StronglyConnectedComponents<TVertex, TEdge>(
        this IBidirectionalGraph<TVertex, TEdge> graph, IDictionary<TVertex, int> components)
        where TVertex : notnull
        where TEdge : IEdge<TVertex>
    {
        var numbered = NumberedGraph<TVertex>.Of(graph);
        int[] componentOf = Components.Of(numbered, out int count);
        components.Clear();
        for (int v = 0; v < numbered.Count; v++)
            components[numbered.Vertices[v]] = componentOf[v];
        return count;
    }
}
