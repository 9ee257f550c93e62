using Lucid.Model;

namespace Lucid.Import.Onnx;

/// <summary>Which nodes are needed, and in which order. The file's own order is kept where it is one; ONNX demands it, not every writer obeys.</summary>
internal static class NodeOrder
{
    // A hint looks through all names; a file with thousands of faults gets it for the first ones.
    private const int HintsShown = 20;

    /// <summary>The nodes that the wanted values depend on, in the order given.</summary>
    public static List<OnnxNode> Needed(IReadOnlyList<OnnxNode> nodes, IEnumerable<string> wanted)
    {
        Dictionary<string, OnnxNode> producers = Producers(nodes);
        HashSet<OnnxNode> needed = new(ReferenceEqualityComparer.Instance);
        Stack<string> open = new(wanted);
        while (open.TryPop(out string? name))
        {
            if (!producers.TryGetValue(name, out OnnxNode? node) || !needed.Add(node)) continue;
            foreach (string input in node.Reads) open.Push(input);
        }

        return [.. nodes.Where(needed.Contains)];
    }

    /// <summary>The nodes so that operands come first; undefined operands and cycles are reported.</summary>
    public static List<OnnxNode> Sort(IReadOnlyList<OnnxNode> nodes, IEnumerable<string> known, SourceSpan span, DiagnosticBag diagnostics)
    {
        Dictionary<string, OnnxNode> producers = Producers(nodes);
        HashSet<string> outside = new(known, StringComparer.Ordinal);
        Dictionary<OnnxNode, int> place = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < nodes.Count; i++) place.Add(nodes[i], i);
        int[] missing = new int[nodes.Count];
        List<int>[] users = [.. nodes.Select(_ => new List<int>())];
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string input in nodes[i].Reads.Where(input => input.Length > 0).Distinct(StringComparer.Ordinal))
            {
                if (producers.TryGetValue(input, out OnnxNode? producer))
                {
                    missing[i]++;
                    users[place[producer]].Add(i);
                }
                else if (!outside.Contains(input))
                {
                    string hint = diagnostics.Count < HintsShown ? NameHint.For(input, [.. outside, .. producers.Keys]) : string.Empty;
                    diagnostics.Add(ImportDiagnostics.UndefinedValue.At(nodes[i].Span, input, hint));
                }
            }
        }

        // Kahn's algorithm; of the nodes that are ready, the first in the file goes first.
        PriorityQueue<int, int> ready = new();
        for (int i = 0; i < nodes.Count; i++)
        {
            if (missing[i] == 0) ready.Enqueue(i, i);
        }

        List<OnnxNode> ordered = [];
        while (ready.TryDequeue(out int next, out _))
        {
            ordered.Add(nodes[next]);
            foreach (int user in users[next])
            {
                if (--missing[user] == 0) ready.Enqueue(user, user);
            }
        }

        if (ordered.Count < nodes.Count) diagnostics.Add(ImportDiagnostics.Cycle.At(span, CycleText(nodes, producers, missing)));
        return ordered;
    }

    /// <summary>One cycle: from a node that was never ready, to an operand's node that was not, until one comes again.</summary>
    private static string CycleText(IReadOnlyList<OnnxNode> nodes, Dictionary<string, OnnxNode> producers, int[] missing)
    {
        HashSet<OnnxNode> stuck = new(Enumerable.Range(0, nodes.Count).Where(i => missing[i] > 0).Select(i => nodes[i]), ReferenceEqualityComparer.Instance);
        List<OnnxNode> path = [];
        Dictionary<OnnxNode, int> steps = new(ReferenceEqualityComparer.Instance);
        OnnxNode at = nodes.First(stuck.Contains);
        while (steps.TryAdd(at, path.Count))
        {
            path.Add(at);
            at = at.Reads.Select(input => producers.GetValueOrDefault(input)).First(node => node is not null && stuck.Contains(node))!;
        }

        const int Shown = 8;
        List<OnnxNode> cycle = [.. path.Skip(steps[at]).Reverse()];
        return string.Join(" → ", cycle.Take(Shown).Select(node => $"'{node.Name}'")) + (cycle.Count > Shown ? " → …" : string.Empty);
    }

    private static Dictionary<string, OnnxNode> Producers(IReadOnlyList<OnnxNode> nodes)
    {
        Dictionary<string, OnnxNode> producers = new(StringComparer.Ordinal);
        foreach (OnnxNode node in nodes)
        {
            foreach (string output in node.Outputs.Where(output => output.Length > 0)) producers.TryAdd(output, node);
        }

        return producers;
    }
}
