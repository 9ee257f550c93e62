namespace Lucid.Graphs;

/// <summary>A directed edge.</summary>
public interface IEdge<out TVertex>
{
    TVertex Source { get; }

    TVertex Target { get; }
}
