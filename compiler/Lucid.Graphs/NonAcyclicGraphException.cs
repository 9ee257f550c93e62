namespace Lucid.Graphs;

/// <summary>An algorithm for acyclic graphs met a cycle; the message names one.</summary>
public sealed class NonAcyclicGraphException(string message) : Exception(message);
