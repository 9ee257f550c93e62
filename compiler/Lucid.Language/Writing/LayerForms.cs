using System.Globalization;

using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Language.Writing;

/// <summary>Nodes that are a layer of torch.nn: their weights are constants of their own, called as a state dict calls them.</summary>
internal sealed class LayerForms
{
    private readonly Graph _graph;
    private readonly Dictionary<NodeId, string> _paths = [];
    private readonly HashSet<ValueId> _owned = [];

    public LayerForms(Graph graph)
    {
        _graph = graph;
        ILookup<ValueId, Node> users = graph.Nodes.SelectMany(node => node.Inputs.Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node);
        HashSet<ValueId> outputs = [.. graph.Outputs.Select(output => output.Value)];
        HashSet<string> paths = new(StringComparer.Ordinal);
        foreach (Node node in graph.Nodes)
        {
            if (PathOf(node) is not { } path || node.Inputs.Skip(1).Any(id => users[id].Count() != 1 || outputs.Contains(id))) continue;
            // up and up.0 cannot both be layers.
            if (paths.Any(other => other == path || other.StartsWith(path + ".", StringComparison.Ordinal) || path.StartsWith(other + ".", StringComparison.Ordinal))) continue;
            paths.Add(path);
            _paths.Add(node.Id, path);
            _owned.UnionWith(node.Inputs.Skip(1));
        }
    }

    /// <summary>Whether a constant is a weight of a layer, and needs no statement of its own.</summary>
    public bool IsOwned(ValueId constant) => _owned.Contains(constant);

    /// <summary>The layer and its name, or null for a node that is none.</summary>
    public (string Path, string Layer)? Of(Node node) => !_paths.TryGetValue(node.Id, out string? path) ? null : (path, node.Op switch
    {
        Conv conv => Convolution($"Conv{conv.Stride.Count}d", node, WeightOf(node)[0], conv.Stride, conv.PadsBegin, conv.PadsEnd, [], conv.Dilation, conv.Groups),
        ConvTranspose conv => Convolution($"ConvTranspose{conv.Stride.Count}d", node, WeightOf(node)[1] * conv.Groups, conv.Stride, conv.PadsBegin, conv.PadsEnd, conv.OutputPadding, conv.Dilation, conv.Groups),
        Linear => $"Linear({WeightOf(node)[0]}{(node.Inputs.Count == 2 ? ", bias=False" : "")}{Dtype(node)})",
        BatchNormalization norm => $"BatchNorm{Math.Max(1, _graph.TypeOf(node.Inputs[0]).Rank - 2)}d({Arguments([norm.Epsilon == 1e-5 ? "" : $"eps={AttributeText.Of(norm.Epsilon)}", Dtype(node).TrimStart(',', ' ')])})",
        _ => throw new System.Diagnostics.UnreachableException(node.Op.Name),
    });

    private Shape WeightOf(Node node) => _graph.TypeOf(node.Inputs[1]).Shape.ToShape();

    private string? PathOf(Node node)
    {
        string[] parts = node.Op switch
        {
            Conv or ConvTranspose or Linear => ["weight", "bias"],
            BatchNormalization => ["weight", "bias", "running_mean", "running_var"],
            _ => [],
        };
        if (node.Inputs.Count < 2 || node.Inputs.Count > parts.Length + 1 || (node.Op is BatchNormalization && node.Inputs.Count != 5)) return null;
        if (!node.Inputs.Skip(1).All(_graph.Constants.ContainsKey)) return null;
        string name = _graph[node.Inputs[1]].Name;
        if (!name.EndsWith(".weight", StringComparison.Ordinal)) return null;
        string path = name[..^".weight".Length];
        if (path.Split('.').Any(part => part.Length == 0)) return null;
        ElementType element = _graph.TypeOf(node.Inputs[1]).Element;
        for (int i = 1; i < node.Inputs.Count; i++)
        {
            Value value = _graph[node.Inputs[i]];
            if (value.Name != $"{path}.{parts[i - 1]}" || value.Type.Element != element || element is not (ElementType.F32 or ElementType.F16)) return null;
        }

        return IsPlain(node) ? path : null;
    }

    // What modules of torch.nn can say: no cropping, sizes that are numbers.
    private bool IsPlain(Node node)
    {
        int rank = _graph.TypeOf(node.Inputs[0]).Rank;
        bool Numbers(ValueList<IntExpr> list) => list.All(item => item.TryGetConstant(out long number) && number >= 0);
        bool Channels(int axis) => _graph.TypeOf(node.Inputs[0]).Shape[axis].IsConstant;
        return node.Op switch
        {
            Conv conv => Numbers(conv.PadsBegin) && Numbers(conv.PadsEnd) && rank is var r && r > conv.Stride.Count && Channels(rank - conv.Stride.Count - 1),
            ConvTranspose conv => Numbers(conv.PadsBegin) && Numbers(conv.PadsEnd) && Numbers(conv.OutputPadding) && Channels(rank - conv.Stride.Count - 1),
            Linear => Channels(rank - 1),
            BatchNormalization => rank is >= 2 and <= 5 && Channels(1),
            _ => false,
        };
    }

    private string Convolution(
        string layer, Node node, long channels, ValueList<long> stride, ValueList<IntExpr> begin, ValueList<IntExpr> end, ValueList<IntExpr> outputPadding, ValueList<long> dilation, long groups)
    {
        long[] kernel = [.. WeightOf(node).Extents.Skip(2)];
        long[] first = [.. begin.Select(pad => pad.ConstantValue)];
        long[] last = [.. end.Select(pad => pad.ConstantValue)];
        string padding = first.SequenceEqual(last)
            ? first.All(pad => pad == 0) ? "" : $"padding={Tuple(first)}"
            : $"padding=({string.Join(", ", first.Zip(last, (a, b) => $"({Number(a)}, {Number(b)})"))}{(first.Length == 1 ? "," : "")})";
        long[] added = [.. outputPadding.Select(pad => pad.ConstantValue)];
        return $"{layer}({Arguments(
        [
            Number(channels), Tuple(kernel), stride.All(s => s == 1) ? "" : $"stride={Tuple([.. stride])}", padding, added.All(pad => pad == 0) ? "" : $"output_padding={Tuple(added)}",
            dilation.All(d => d == 1) ? "" : $"dilation={Tuple([.. dilation])}", groups == 1 ? "" : $"groups={Number(groups)}", node.Inputs.Count == 2 ? "bias=False" : "", Dtype(node).TrimStart(',', ' '),
        ])})";
    }

    private string Dtype(Node node) => _graph.TypeOf(node.Inputs[1]).Element == ElementType.F16 ? ", dtype=f16" : "";

    private static string Arguments(IEnumerable<string> arguments) => string.Join(", ", arguments.Where(argument => argument.Length > 0));

    private static string Tuple(long[] numbers) => numbers.Distinct().Count() == 1 ? Number(numbers[0]) : $"({string.Join(", ", numbers.Select(Number))})";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
