using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>The graph as it travels in the package: text whose constants are tensors of the package.</summary>
internal static class StoredGraph
{
    /// <summary>Prints the graph; constants that no kernel reads but that are too large for the text are stored too.</summary>
    public static string Print(Graph graph, SortedDictionary<string, HostTensor> stored)
    {
        foreach ((string name, HostTensor data) in GraphPrinter.Tensors(graph)) stored.TryAdd(name, data);
        return GraphPrinter.Print(graph);
    }
}
