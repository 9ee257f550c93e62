namespace Lucid.Graphs.Analysis;

/// <summary>
/// A graph frozen into numbers: vertices by insertion order, successors and predecessors as slices of flat arrays. What the
/// analyses run on, so that a dictionary is asked once a vertex and once an edge and never inside a loop.
/// </summary>
internal sealed class NumberedGraph<TVertex>
    where TVertex : notnull
{
    private readonly Dictionary<TVertex, int> _numbers;
    private readonly int[] _firstOut;
    private readonly int[] _targets;
    private readonly int[] _firstIn;
    private readonly int[] _sources;

    private NumberedGraph(TVertex[] vertices, Dictionary<TVertex, int> numbers, int[] firstOut, int[] targets, int[] firstIn, int[] sources)
    {
        Vertices = vertices;
        _numbers = numbers;
        (_firstOut, _targets) = (firstOut, targets);
        (_firstIn, _sources) = (firstIn, sources);
    }

    public TVertex[] Vertices { get; }

    public int Count => Vertices.Length;

    public static NumberedGraph<TVertex> Of<TEdge>(IBidirectionalGraph<TVertex, TEdge> graph)
        where TEdge : IEdge<TVertex>
    {
        TVertex[] vertices = [.. graph.Vertices];
        var numbers = new Dictionary<TVertex, int>(vertices.Length);
        for (int v = 0; v < vertices.Length; v++)
            numbers.Add(vertices[v], v);

        int[] firstOut = new int[vertices.Length + 1], firstIn = new int[vertices.Length + 1];
        int[] targets = new int[graph.EdgeCount], sources = new int[graph.EdgeCount];
        int outCount = 0, inCount = 0;
        for (int v = 0; v < vertices.Length; v++)
        {
            foreach (TEdge edge in graph.OutEdges(vertices[v]))
                targets[outCount++] = numbers[edge.Target];
            foreach (TEdge edge in graph.InEdges(vertices[v]))
                sources[inCount++] = numbers[edge.Source];
            (firstOut[v + 1], firstIn[v + 1]) = (outCount, inCount);
        }

        return new NumberedGraph<TVertex>(vertices, numbers, firstOut, targets, firstIn, sources);
    }

    public int NumberOf(TVertex vertex) => _numbers.TryGetValue(vertex, out int number)
        ? number
        : throw new VertexNotFoundException($"The graph has no vertex {vertex}.");

    public ReadOnlySpan<int> Successors(int vertex) => _targets.AsSpan(_firstOut[vertex].._firstOut[vertex + 1]);

    public ReadOnlySpan<int> Predecessors(int vertex) => _sources.AsSpan(_firstIn[vertex].._firstIn[vertex + 1]);

    /// <summary>The same graph with every edge turned round; shares the arrays.</summary>
    public NumberedGraph<TVertex> Reversed() => new(Vertices, _numbers, _firstIn, _sources, _firstOut, _targets);
}
