using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Lucid.Graphs;

/// <summary>
/// A mutable directed graph that knows the edges out of and into each vertex. Vertices are told apart by their own equality,
/// edges by theirs (<see cref="Edge{TVertex}"/>: by reference). Self-edges are allowed, parallel edges by default.
/// </summary>
[DebuggerDisplay("VertexCount = {VertexCount}, EdgeCount = {EdgeCount}")]
public class BidirectionalGraph<TVertex, TEdge> : IBidirectionalGraph<TVertex, TEdge>
    where TVertex : notnull
    where TEdge : IEdge<TVertex>
{
    // A dictionary keeps insertion order only until something is removed, so the order stands in a linked list of its own.
    private readonly Dictionary<TVertex, Incidence> _incidences;
    private readonly LinkedList<TVertex> _order = [];

    public BidirectionalGraph()
        : this(allowParallelEdges: true)
    {
    }

    public BidirectionalGraph(bool allowParallelEdges)
        : this(allowParallelEdges, capacity: 0)
    {
    }

    public BidirectionalGraph(bool allowParallelEdges, int capacity)
    {
        AllowParallelEdges = allowParallelEdges;
        _incidences = new Dictionary<TVertex, Incidence>(Math.Max(capacity, 0));
    }

    public bool IsDirected => true;

    public bool AllowParallelEdges { get; }

    public bool IsVerticesEmpty => VertexCount == 0;

    public int VertexCount => _incidences.Count;

    public IEnumerable<TVertex> Vertices => _order;

    public bool IsEdgesEmpty => EdgeCount == 0;

    public int EdgeCount { get; private set; }

    public IEnumerable<TEdge> Edges => _order.SelectMany(vertex => _incidences[vertex].Out);

    public bool ContainsVertex(TVertex vertex) => _incidences.ContainsKey(vertex);

    public bool ContainsEdge(TEdge edge) => _incidences.TryGetValue(edge.Source, out Incidence? source) && source.Out.Contains(edge);

    public bool ContainsEdge(TVertex source, TVertex target) => TryGetEdge(source, target, out _);

    public bool TryGetEdge(TVertex source, TVertex target, [MaybeNullWhen(false)] out TEdge edge)
    {
        edge = default;
        if (!_incidences.TryGetValue(source, out Incidence? incidence))
            return false;
        int index = incidence.Out.FindIndex(candidate => EqualityComparer<TVertex>.Default.Equals(candidate.Target, target));
        if (index < 0)
            return false;
        edge = incidence.Out[index];
        return true;
    }

    public bool IsOutEdgesEmpty(TVertex vertex) => Of(vertex).Out.Count == 0;

    public int OutDegree(TVertex vertex) => Of(vertex).Out.Count;

    public IEnumerable<TEdge> OutEdges(TVertex vertex) => Of(vertex).Out.AsReadOnly();

    public TEdge OutEdge(TVertex vertex, int index) => Of(vertex).Out[index];

    public bool TryGetOutEdges(TVertex vertex, [MaybeNullWhen(false)] out IEnumerable<TEdge> edges)
    {
        edges = _incidences.TryGetValue(vertex, out Incidence? incidence) ? incidence.Out.AsReadOnly() : null;
        return edges is not null;
    }

    public bool IsInEdgesEmpty(TVertex vertex) => Of(vertex).In.Count == 0;

    public int InDegree(TVertex vertex) => Of(vertex).In.Count;

    public IEnumerable<TEdge> InEdges(TVertex vertex) => Of(vertex).In.AsReadOnly();

    public TEdge InEdge(TVertex vertex, int index) => Of(vertex).In[index];

    public bool TryGetInEdges(TVertex vertex, [MaybeNullWhen(false)] out IEnumerable<TEdge> edges)
    {
        edges = _incidences.TryGetValue(vertex, out Incidence? incidence) ? incidence.In.AsReadOnly() : null;
        return edges is not null;
    }

    public int Degree(TVertex vertex) => Of(vertex) is var incidence ? incidence.Out.Count + incidence.In.Count : 0;

    /// <summary>False when the vertex is there already.</summary>
    public bool AddVertex(TVertex vertex)
    {
        if (_incidences.ContainsKey(vertex))
            return false;
        _incidences.Add(vertex, new Incidence(_order.AddLast(vertex)));
        return true;
    }

    /// <summary>The number of vertices that were not there yet.</summary>
    public int AddVertexRange(IEnumerable<TVertex> vertices) => vertices.Count(AddVertex);

    /// <summary>Between vertices of the graph; false when parallel edges are not allowed and there is one.</summary>
    public bool AddEdge(TEdge edge)
    {
        Incidence source = Of(edge.Source), target = Of(edge.Target);
        if (!AllowParallelEdges && ContainsEdge(edge.Source, edge.Target))
            return false;
        source.Out.Add(edge);
        target.In.Add(edge);
        EdgeCount++;
        return true;
    }

    /// <summary>The number of edges added.</summary>
    public int AddEdgeRange(IEnumerable<TEdge> edges) => edges.Count(AddEdge);

    /// <summary>Adds the edge's ends where they are missing, the source first, then the edge.</summary>
    public bool AddVerticesAndEdge(TEdge edge)
    {
        AddVertex(edge.Source);
        AddVertex(edge.Target);
        return AddEdge(edge);
    }

    /// <summary>The number of edges added.</summary>
    public int AddVerticesAndEdgeRange(IEnumerable<TEdge> edges) => edges.Count(AddVerticesAndEdge);

    /// <summary>With all its edges; false when it is not there.</summary>
    public bool RemoveVertex(TVertex vertex)
    {
        if (!_incidences.ContainsKey(vertex))
            return false;
        ClearEdges(vertex);
        _incidences.Remove(vertex, out Incidence? incidence);
        _order.Remove(incidence!.Place);
        return true;
    }

    /// <summary>The number of vertices removed.</summary>
    public int RemoveVertexIf(Func<TVertex, bool> predicate) => _order.Where(predicate).ToList().Count(RemoveVertex);

    /// <summary>False when it is not there.</summary>
    public bool RemoveEdge(TEdge edge)
    {
        if (!_incidences.TryGetValue(edge.Source, out Incidence? source) || !source.Out.Remove(edge))
            return false;
        _incidences[edge.Target].In.Remove(edge);
        EdgeCount--;
        return true;
    }

    /// <summary>The number of edges removed.</summary>
    public int RemoveEdgeIf(Func<TEdge, bool> predicate) => Edges.Where(predicate).ToList().Count(RemoveEdge);

    public void ClearOutEdges(TVertex vertex)
    {
        foreach (TEdge edge in Of(vertex).Out.ToArray())
            RemoveEdge(edge);
    }

    public void ClearInEdges(TVertex vertex)
    {
        foreach (TEdge edge in Of(vertex).In.ToArray())
            RemoveEdge(edge);
    }

    public void ClearEdges(TVertex vertex)
    {
        ClearOutEdges(vertex);
        ClearInEdges(vertex);
    }

    public void Clear()
    {
        _incidences.Clear();
        _order.Clear();
        EdgeCount = 0;
    }

    /// <summary>The same vertices and edges in the same order, free to change on its own.</summary>
    public BidirectionalGraph<TVertex, TEdge> Clone()
    {
        var clone = new BidirectionalGraph<TVertex, TEdge>(AllowParallelEdges, VertexCount);
        clone.AddVertexRange(_order);
        foreach (TVertex vertex in _order)
        {
            clone._incidences[vertex].Out.AddRange(_incidences[vertex].Out);
            clone._incidences[vertex].In.AddRange(_incidences[vertex].In);
        }

        clone.EdgeCount = EdgeCount;
        return clone;
    }

    private Incidence Of(TVertex vertex) => _incidences.TryGetValue(vertex, out Incidence? incidence)
        ? incidence
        : throw new VertexNotFoundException($"The graph has no vertex {vertex}.");

    private sealed class Incidence(LinkedListNode<TVertex> place)
    {
        public LinkedListNode<TVertex> Place { get; } = place;

        public List<TEdge> Out { get; } = [];

        public List<TEdge> In { get; } = [];
    }
}
