using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Verification.Layers;

/// <summary>Evaluates a value in float64 from the nearest values before it that the device has stored.</summary>
internal sealed class LocalReference(
    Graph graph, IReadOnlyDictionary<string, HostTensor> inputs, IReadOnlyDictionary<ValueId, HostTensor> stored, IReadOnlyDictionary<string, long> symbols)
{
    private readonly GraphUses _uses = new(graph);

    /// <summary>The value, and the nodes evaluated on the way to it, in order.</summary>
    public (ReferenceTensor Value, List<EvaluatedNode> Nodes) Of(ValueId id)
    {
        List<EvaluatedNode> nodes = [];
        Dictionary<ValueId, ReferenceTensor> known = [];
        // Producers first, without recursion: chains may be long.
        Stack<ValueId> open = new([id]);
        while (open.TryPeek(out ValueId next))
        {
            if (known.ContainsKey(next))
            {
                open.Pop();
                continue;
            }

            if (next != id && Given(next) is { } given)
            {
                known.Add(next, given);
                continue;
            }

            Node node = _uses.ProducerOf(next)!;
            ValueId[] missing = [.. node.Inputs.Where(input => !known.ContainsKey(input)).Distinct()];
            foreach (ValueId input in missing) open.Push(input);
            if (missing.Length > 0) continue;
            ReferenceTensor[] operands = [.. node.Inputs.Select(input => known[input])];
            ReferenceTensor[] results = node.Op.Evaluate(new EvaluationContext(operands, symbols));
            for (int i = 0; i < results.Length; i++) known.TryAdd(node.Outputs[i], results[i]);
            nodes.Add(new EvaluatedNode(node, operands, results[0], symbols));
        }

        return (known[id], nodes);
    }

    private ReferenceTensor? Given(ValueId id) =>
        stored.TryGetValue(id, out HostTensor? device) ? ReferenceTensor.From(device)
        : graph.Constants.TryGetValue(id, out HostTensor? constant) ? ReferenceTensor.From(constant)
        : _uses.ProducerOf(id) is null ? ReferenceTensor.From(inputs[graph[id].Name])
        : null;
}
