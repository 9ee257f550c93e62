namespace Lucid.Graphs;

/// <summary>A vertex that an operation names is not in the graph.</summary>
public sealed class VertexNotFoundException(string message) : Exception(message);
