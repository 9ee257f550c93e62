using Lucid.Model;

namespace Lucid.Compiler;

/// <summary>A pass over the graph: a pure function under a name.</summary>
/// <param name="Name">How it is called in options and reports.</param>
/// <param name="Run">Graph to graph; the very same graph where nothing changes. What it rewrites among linear layers it notes with the cost.</param>
/// <param name="IsNeeded">Whether lowering relies on it, so that it cannot be left out.</param>
internal sealed record GraphPass(string Name, Func<Graph, RewriteLog, Graph> Run, bool IsNeeded = false)
{
    /// <summary>A pass that does no algebra on linear layers, so that there is nothing to note.</summary>
    public GraphPass(string name, Func<Graph, Graph> run, bool isNeeded = false)
        : this(name, (graph, _) => run(graph), isNeeded)
    {
    }
}
