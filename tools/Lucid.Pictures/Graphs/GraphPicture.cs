using System.Collections.Immutable;

using Lucid.Model;
using Lucid.Packaging;
using Lucid.Pictures.Drawing;
using Lucid.Tensors;

namespace Lucid.Pictures.Graphs;

/// <summary>A model's graph as boxes and the values between them: its nodes, or its kernels with the nodes that each computes.</summary>
/// <param name="Title">The model.</param>
/// <param name="Summary">What it has in all.</param>
/// <param name="Boxes">In topological order.</param>
/// <param name="Links">The values.</param>
public sealed record GraphPicture(string Title, string Summary, ImmutableArray<PictureBox> Boxes, ImmutableArray<PictureLink> Links)
{
    /// <summary>The graph as it was read: a box for each node.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="sizes">Values of its symbols, for counting arithmetic.</param>
    public static GraphPicture OfNodes(Graph graph, IReadOnlyDictionary<string, long> sizes)
    {
        var facts = new NodeFacts(graph, sizes);
        var groups = graph.Nodes.Select(node => new Group(PictureBoxKind.Node, node.Name, NodeFacts.Text(facts.Weights(node), facts.Flops(node)), [node])).ToList();
        return Draw(graph, facts, groups, $"{Number(groups.Count, "node")}", sizes);
    }

    /// <summary>The graph as it is computed: a box for each kernel, and one for each node that no kernel computes.</summary>
    /// <param name="graph">The graph that was compiled.</param>
    /// <param name="program">Its kernels.</param>
    /// <param name="sizes">Values of its symbols, for counting arithmetic and bytes.</param>
    public static GraphPicture OfKernels(Graph graph, LoweredProgram program, IReadOnlyDictionary<string, long> sizes)
    {
        var facts = new NodeFacts(graph, sizes);
        List<Group> groups = [];
        HashSet<NodeId> taken = [];
        foreach ((string name, HashSet<string> nodes, double bytes) in KernelGroups(program, sizes))
        {
            ImmutableArray<Node> members = [.. graph.Nodes.Where(node => nodes.Contains(node.Name))];
            if (members.Length == 0) continue;
            taken.UnionWith(members.Select(node => node.Id));
            string[] words = [NodeFacts.Text(members.Sum(facts.Weights), members.Sum(facts.Flops)), bytes > 0 ? $"{Quantity.Bytes((long)bytes)} moved" : ""];
            groups.Add(new Group(PictureBoxKind.Kernel, name, string.Join(" · ", words.Where(word => word.Length > 0)), members));
        }

        groups.AddRange(graph.Nodes.Where(node => !taken.Contains(node.Id)).Select(node => new Group(PictureBoxKind.Node, node.Name, "no kernel", [node])));
        int extra = program.Main.Count(kernel => kernel.Nodes.Count == 0);
        string count = $"{Number(program.Main.Count, "kernel")} for {Number(graph.Nodes.Length, "node")}" + (extra == 0 ? "" : $" (not shown: {extra} that only rearrange{(extra == 1 ? "s" : "")} data)");
        // Where its last node stands, whatever reads the group stands below: it has one result.
        return Draw(graph, facts, [.. groups.OrderBy(group => group.Nodes[^1].Id.Index)], count, sizes);
    }

    // Kernels that compute parts of the same node are one group.
    private static List<(string Name, HashSet<string> Nodes, double Bytes)> KernelGroups(LoweredProgram program, IReadOnlyDictionary<string, long> sizes)
    {
        List<(string Name, HashSet<string> Nodes, double Bytes)> groups = [];
        foreach (ProgramKernel kernel in program.Main.Where(kernel => kernel.Nodes.Count > 0))
        {
            var touched = groups.Where(group => group.Nodes.Overlaps(kernel.Nodes)).ToList();
            groups.RemoveAll(touched.Contains);
            string name = touched.Count == 0 ? kernel.Name : $"{touched[0].Name} + {kernel.Name}";
            groups.Add((name, [.. touched.SelectMany(group => group.Nodes), .. kernel.Nodes], touched.Sum(group => group.Bytes) + Evaluate(kernel.BytesMoved, sizes)));
        }

        return groups;
    }

    private static double Evaluate(IntExpr bytes, IReadOnlyDictionary<string, long> sizes)
    {
        try
        {
            return bytes.Evaluate(sizes);
        }
        catch (ShapeEvaluationException)
        {
            return 0;
        }
    }

    private static GraphPicture Draw(Graph graph, NodeFacts facts, List<Group> groups, string count, IReadOnlyDictionary<string, long> sizes)
    {
        var boxes = ImmutableArray.CreateBuilder<PictureBox>();
        var source = new Dictionary<ValueId, (int Box, int Node)>();
        foreach (ValueId input in graph.Inputs)
        {
            source[input] = (boxes.Count, 0);
            boxes.Add(new PictureBox(PictureBoxKind.Input, graph[input].Name, NodeFacts.Type(graph.TypeOf(input)), []));
        }

        int firstGroup = boxes.Count;
        foreach (Group group in groups)
        {
            for (int i = 0; i < group.Nodes.Length; i++)
            {
                foreach (ValueId output in group.Nodes[i].Outputs) source[output] = (boxes.Count, i);
            }

            boxes.Add(new PictureBox(group.Kind, group.Name, group.Facts, [.. group.Nodes.Select(node => Describe(graph, facts, node))]));
        }

        var links = new LinkList(graph, source);
        for (int i = 0; i < groups.Count; i++)
        {
            for (int node = 0; node < groups[i].Nodes.Length; node++)
            {
                foreach (ValueId input in groups[i].Nodes[node].Inputs.Distinct()) links.Add(input, firstGroup + i, node);
            }
        }

        foreach (GraphOutput output in graph.Outputs)
        {
            links.Add(output.Value, boxes.Count, 0);
            boxes.Add(new PictureBox(PictureBoxKind.Output, output.Name, NodeFacts.Type(graph.TypeOf(output.Value)), []));
        }

        string total = NodeFacts.Text(graph.Constants.Values.Sum(data => data.Shape.ElementCount), groups.SelectMany(group => group.Nodes).Sum(facts.Flops));
        string at = sizes.Count == 0 ? "" : $"; arithmetic at {string.Join(", ", sizes.OrderBy(size => size.Key, StringComparer.Ordinal).Select(size => $"{size.Key}={size.Value}"))}";
        return new GraphPicture(graph.Name, $"{count} · {total}{at}", boxes.ToImmutable(), links.ToImmutable());
    }

    private static PictureNode Describe(Graph graph, NodeFacts facts, Node node) => new(
        node.Name, node.Op.Name, OpFamilies.Of(node.Op), facts.Attributes(node), NodeFacts.Text(facts.Weights(node), facts.Flops(node)),
        string.Join(", ", node.Outputs.Select(output => NodeFacts.Type(graph.TypeOf(output)))));

    private static string Number(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private sealed record Group(PictureBoxKind Kind, string Name, string Facts, ImmutableArray<Node> Nodes);

    // A box that reads a value several times is reached by one link. Constants are no links: they count as weights.
    private sealed class LinkList(Graph graph, Dictionary<ValueId, (int Box, int Node)> source)
    {
        private readonly ImmutableArray<PictureLink>.Builder _links = ImmutableArray.CreateBuilder<PictureLink>();
        private readonly HashSet<(ValueId Value, int Box)> _seen = [];
        private readonly Dictionary<ValueId, int> _ports = [];
        private readonly Dictionary<int, int> _portCounts = [];

        public void Add(ValueId value, int box, int node)
        {
            if (!source.TryGetValue(value, out (int Box, int Node) from) || from.Box == box || !_seen.Add((value, box))) return;
            if (!_ports.TryGetValue(value, out int port)) _ports[value] = port = _portCounts[from.Box] = _portCounts.GetValueOrDefault(from.Box, -1) + 1;
            _links.Add(new PictureLink(from.Box, from.Node, port, box, node, graph[value].Name, NodeFacts.Type(graph.TypeOf(value))));
        }

        public ImmutableArray<PictureLink> ToImmutable() => _links.ToImmutable();
    }
}
