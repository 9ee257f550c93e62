using System.Globalization;

using Lucid.Model;

namespace Lucid.Compiler.Tests.Import;

/// <summary>A graph in short lines, for reading what an import made of a model.</summary>
internal static class GraphSummary
{
    /// <summary>As <c>y:f32[N,4] = relu(x)</c>, a line a node, after inputs and before outputs and guards.</summary>
    public static string Of(Graph graph)
    {
        List<string> lines = [];
        foreach (ValueId id in graph.Inputs) lines.Add($"input {graph[id].Name}:{graph.TypeOf(id)}");
        foreach (Node node in graph.Nodes)
        {
            string operands = string.Join(", ", node.Inputs.Select(id => graph[id].Name));
            string attributes = string.Concat(node.Op.Attributes.Select(attribute =>
                $" {attribute.Name}={string.Format(CultureInfo.InvariantCulture, "{0}", attribute.Value)}"));
            lines.Add($"{string.Join(", ", node.Outputs.Select(id => $"{graph[id].Name}:{graph.TypeOf(id)}"))} = {node.Op.Name}({operands}){attributes}");
        }

        foreach (GraphOutput output in graph.Outputs) lines.Add($"output {output.Name} = {graph[output.Value].Name}:{graph.TypeOf(output.Value)}");
        foreach (Guard guard in graph.Guards) lines.Add($"guard {guard.Condition}");
        return string.Join("\n", lines);
    }

    /// <summary>The lines of the nodes only.</summary>
    public static string[] Nodes(Graph graph) => [.. Of(graph).Split('\n').Where(line => line.Contains(" = ", StringComparison.Ordinal) && !line.StartsWith("output ", StringComparison.Ordinal))];
}
