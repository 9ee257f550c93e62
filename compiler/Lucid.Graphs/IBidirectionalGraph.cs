using System.Diagnostics.CodeAnalysis;

namespace Lucid.Graphs;

/// <summary>
/// What can be asked of a directed graph. Everything is enumerated in insertion order: vertices as they were added, the edges
/// of a vertex as they were added to it, <see cref="Edges"/> by source vertex. Asking about a vertex that is not in the graph
/// throws <see cref="VertexNotFoundException"/>.
/// </summary>
public interface IBidirectionalGraph<TVertex, TEdge>
    where TVertex : notnull
    where TEdge : IEdge<TVertex>
{
    bool IsDirected { get; }

    bool AllowParallelEdges { get; }

    bool IsVerticesEmpty { get; }

    int VertexCount { get; }

    IEnumerable<TVertex> Vertices { get; }

    bool IsEdgesEmpty { get; }

    int EdgeCount { get; }

    IEnumerable<TEdge> Edges { get; }

    bool ContainsVertex(TVertex vertex);

    bool ContainsEdge(TEdge edge);

    bool ContainsEdge(TVertex source, TVertex target);

    bool TryGetEdge(TVertex source, TVertex target, [MaybeNullWhen(false)] out TEdge edge);

    bool IsOutEdgesEmpty(TVertex vertex);

    int OutDegree(TVertex vertex);

    IEnumerable<TEdge> OutEdges(TVertex vertex);

    TEdge OutEdge(TVertex vertex, int index);

    bool TryGetOutEdges(TVertex vertex, [MaybeNullWhen(false)] out IEnumerable<TEdge> edges);

    bool IsInEdgesEmpty(TVertex vertex);

    int InDegree(TVertex vertex);

    IEnumerable<TEdge> InEdges(TVertex vertex);

    TEdge InEdge(TVertex vertex, int index);

    bool TryGetInEdges(TVertex vertex, [MaybeNullWhen(false)] out IEnumerable<TEdge> edges);

    int Degree(TVertex vertex);
}
