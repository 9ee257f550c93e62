using Lucid.Model;

namespace Lucid.Verification.Models;

/// <summary>Gives inner values of a graph out under their own names.</summary>
public static class GraphOutputNames
{
    /// <summary>The same graph with the values named as further outputs, in the order given; a name that is an output already is not added again.</summary>
    /// <exception cref="ModelException">No value has that name.</exception>
    public static Graph Add(Graph graph, IEnumerable<string> names)
    {
        HashSet<string> present = [.. graph.Outputs.Select(output => output.Name)];
        string[] added = [.. names.Distinct(StringComparer.Ordinal).Where(name => !present.Contains(name))];
        if (added.Length == 0) return graph;
        Dictionary<string, ValueId> known = graph.Values.ToDictionary(value => value.Name, value => value.Id, StringComparer.Ordinal);
        DiagnosticBag unknown = [];
        foreach (string name in added.Where(name => !known.ContainsKey(name)))
            unknown.Add(DiagnosticDescriptors.ValueUnknown.At(SourceSpan.None, name, NearestNames.Hint(name, known.Keys)));
        if (unknown.HasErrors) throw new ModelException([.. unknown]);

        GraphBuilder builder = new(graph.Name);
        foreach (Guard guard in graph.Guards) builder.AddGuard(guard);
        // In the order of the values, which is that of their making: names stay what they are.
        ValueId[] copies = new ValueId[graph.Values.Length];
        HashSet<ValueId> inputs = [.. graph.Inputs];
        foreach (ValueId id in graph.Inputs) copies[id.Index] = builder.AddInput(graph[id].Name, graph.TypeOf(id));
        foreach (Value value in graph.Values.Where(value => graph.Constants.ContainsKey(value.Id)))
            copies[value.Id.Index] = builder.AddConstant(value.Name, graph.Constants[value.Id]);
        foreach (Node node in graph.Nodes)
        {
            var outputs = builder.AddNode(node.Op, [.. node.Inputs.Select(id => copies[id.Index])], node.Name, node.Span, [.. node.Outputs.Select(id => graph[id].Name)]);
            for (int i = 0; i < node.Outputs.Count; i++) copies[node.Outputs[i].Index] = outputs!.Value[i];
        }

        foreach (GraphOutput output in graph.Outputs) builder.AddOutput(output.Name, copies[output.Value.Index]);
        foreach (string name in added) builder.AddOutput(name, copies[known[name].Index]);
        return builder.Build();
    }
}
