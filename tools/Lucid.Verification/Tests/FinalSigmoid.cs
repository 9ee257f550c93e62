using Lucid.Model;
using Lucid.Model.Ops;

namespace Lucid.Verification.Tests;

/// <summary>Finds what goes into the sigmoid that a model ends with.</summary>
internal static class FinalSigmoid
{
    /// <summary>The name of the value whose sigmoid an output is, reordered or reshaped at most; null where it is something else.</summary>
    public static string? LogitOf(Graph graph, string output)
    {
        if (graph.Outputs.FirstOrDefault(candidate => candidate.Name == output) is not { } found) return null;
        GraphUses uses = new(graph);
        for (Node? node = uses.ProducerOf(found.Value); node is not null; node = uses.ProducerOf(node.Inputs[0]))
        {
            if (node.Op is Pointwise { Kind: PointwiseKind.Sigmoid }) return graph[node.Inputs[0]].Name;
            if (node.Op is not (Transpose or Reshape)) return null;
        }

        return null;
    }
}
