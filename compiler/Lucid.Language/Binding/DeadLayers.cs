using Lucid.Model;

namespace Lucid.Language.Binding;

/// <summary>Layers whose weights reach no output.</summary>
internal static class DeadLayers
{
    public static void Report(BindingContext context)
    {
        Graph graph = context.Model.Outline();
        Dictionary<ValueId, Node> producers = [];
        foreach (Node node in graph.Nodes)
        {
            foreach (ValueId output in node.Outputs) producers.Add(output, node);
        }

        HashSet<ValueId> alive = [];
        Stack<ValueId> open = new(graph.Outputs.Select(output => output.Value));
        while (open.TryPop(out ValueId id))
        {
            if (!alive.Add(id) || !producers.TryGetValue(id, out Node? node)) continue;
            foreach (ValueId input in node.Inputs) open.Push(input);
        }

        HashSet<string> names = [.. alive.Select(id => graph[id].Name)];
        foreach ((LayerValue layer, Model.Nn.Module module) in context.Layers)
        {
            if (!module.Parameters.Any(parameter => names.Contains(parameter.FullName))) context.Report(LanguageDiagnostics.LayerDead, layer.Span, module.FullName);
        }
    }
}
