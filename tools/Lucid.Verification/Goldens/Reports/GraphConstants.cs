using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Verification.Goldens.Reports;

/// <summary>A graph with other constants.</summary>
internal static class GraphConstants
{
    /// <summary>The same graph, constants replaced by name.</summary>
    public static Graph Replace(Graph graph, IReadOnlyDictionary<string, HostTensor> constants)
    {
        GraphBuilder builder = new(graph.Name);
        foreach (Guard guard in graph.Guards) builder.AddGuard(guard);
        ValueId[] copies = new ValueId[graph.Values.Length];
        foreach (ValueId id in graph.Inputs) copies[id.Index] = builder.AddInput(graph[id].Name, graph.TypeOf(id));
        foreach (Value value in graph.Values.Where(value => graph.Constants.ContainsKey(value.Id)))
            copies[value.Id.Index] = builder.AddConstant(value.Name, constants.GetValueOrDefault(value.Name, graph.Constants[value.Id]));
        foreach (Node node in graph.Nodes)
        {
            var outputs = builder.AddNode(node.Op, [.. node.Inputs.Select(id => copies[id.Index])], node.Name, node.Span, [.. node.Outputs.Select(id => graph[id].Name)]);
            for (int i = 0; i < node.Outputs.Count; i++) copies[node.Outputs[i].Index] = outputs!.Value[i];
        }

        foreach (GraphOutput output in graph.Outputs) builder.AddOutput(output.Name, copies[output.Value.Index]);
        return builder.Build();
    }
}
