namespace Lucid.Graphs;

/// <summary>The plain directed edge. Compares by reference: two edges between the same vertices are two edges.</summary>
public class Edge<TVertex>(TVertex source, TVertex target) : IEdge<TVertex>
{
    public TVertex Source { get; } = source;

    public TVertex Target { get; } = target;

    public override string ToString() => $"{Source} -> {Target}";
}
