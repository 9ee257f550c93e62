using Lucid.Model;

namespace Lucid.Compiler;

/// <summary>A pass over the graph: a pure function under a name.</summary>
/// <param name="Name">How it is called in options and reports.</param>
/// <param name="Run">Graph to graph; the very same graph where nothing changes.</param>
/// <param name="IsNeeded">Whether lowering relies on it, so that it cannot be left out.</param>
internal sealed record GraphPass(string Name, Func<Graph, Graph> Run, bool IsNeeded = false);
