using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Verification.Goldens.Reports;

/// <summary>The part of a graph between values that are given and one that comes of them.</summary>
internal static class KernelSubgraph
{
    /// <summary>A graph whose inputs are the values given and whose output is the one wanted.</summary>
    /// <param name="graph">The whole.</param>
    /// <param name="wanted">The value that comes out.</param>
    /// <param name="given">Names of the values that go in. The whole's inputs go in too, since sizes are read from theirs.</param>
    /// <param name="constants">Constants that take the place of the graph's, by name.</param>
    public static Graph Of(Graph graph, ValueId wanted, IReadOnlySet<string> given, IReadOnlyDictionary<string, HostTensor> constants)
    {
        HashSet<ValueId> needed = [wanted];
        List<Node> nodes = [];
        foreach (Node node in graph.Nodes.Reverse())
        {
            if (!node.Outputs.Any(output => needed.Contains(output) && (output == wanted || !given.Contains(graph[output].Name)))) continue;
            nodes.Add(node);
            needed.UnionWith(node.Inputs);
        }

        nodes.Reverse();
        GraphBuilder builder = new(graph.Name);
        Dictionary<ValueId, ValueId> copies = [];
        // In the order of the values: names stay what they are.
        foreach (Value value in graph.Values)
        {
            if (graph.Inputs.Contains(value.Id)) copies[value.Id] = builder.AddInput(value.Name, value.Type);
            else if (!needed.Contains(value.Id) || value.Id == wanted) continue;
            else if (graph.Constants.TryGetValue(value.Id, out HostTensor? constant)) copies[value.Id] = builder.AddConstant(value.Name, constants.GetValueOrDefault(value.Name, constant));
            else if (given.Contains(value.Name)) copies[value.Id] = builder.AddInput(value.Name, value.Type);
        }

        foreach (Node node in nodes)
        {
            var outputs = builder.AddNode(node.Op, [.. node.Inputs.Select(id => copies[id])], node.Name, node.Span, [.. node.Outputs.Select(id => graph[id].Name)]);
            for (int i = 0; i < node.Outputs.Count; i++) copies.TryAdd(node.Outputs[i], outputs!.Value[i]);
        }

        builder.AddOutput(graph[wanted].Name, copies[wanted]);
        return builder.Build();
    }
}
