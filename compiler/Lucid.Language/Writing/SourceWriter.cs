using System.Globalization;
using System.Text;

using Lucid.Language.Formatting;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Language.Writing;

/// <summary>
/// Graph → source and weights, from which the same graph comes again: the same nodes, names, constants and conditions. Nodes whose weights
/// are called as a state dict calls them are layers; what torch has no name for is an op of the namespace <c>onnx</c>.
/// </summary>
public sealed class SourceWriter
{
    private const int MostInlineElements = 8;

    private readonly Graph _graph;
    private readonly SourceNames _names;
    private readonly LayerForms _layers;
    private readonly StringBuilder _text = new();
    private readonly OrderedDictionary<string, HostTensor> _weights = new(StringComparer.Ordinal);

    private readonly HashSet<Node> _written = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ValueId, int> _uses;

    private SourceWriter(Graph graph)
    {
        (_graph, _names, _layers) = (graph, new SourceNames(graph), new LayerForms(graph));
        _uses = graph.Values.ToDictionary(value => value.Id, _ => 0);
        foreach (ValueId id in graph.Nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs.Select(output => output.Value))) _uses[id]++;
    }

    /// <summary>Writes a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="weightsFile">The name of the weights file as the source shall name it.</param>
    /// <param name="comment">The first line, without its sign; null for none.</param>
    public static WrittenSource Write(Graph graph, string weightsFile, string? comment = null) => new SourceWriter(graph).Run(weightsFile, comment);

    private WrittenSource Run(string weightsFile, string? comment)
    {
        StringBuilder head = new();
        if (comment is not null) head.Append("# ").Append(comment.ReplaceLineEndings(" ")).Append('\n');
        IEnumerable<string> inputs = _graph.Inputs.Select(id => $"{_names[id]}: {Type(_graph.TypeOf(id), SourceNames.Declared)}");
        _text.Append("model ").Append(SourceNames.Quoted(_graph.Name) == _graph.Name ? _graph.Name : SourceNames.Escaped(_graph.Name)).Append('(').AppendJoin(", ", inputs).Append(") {\n");
        foreach (Guard guard in _graph.Guards)
            _text.Append("require ").Append(_names.Expression(guard.Condition)).Append(", ").Append(SourceNames.Escaped(guard.Message)).Append(Origin(guard.Span)).Append('\n');

        foreach (Value value in _graph.Values)
        {
            if (_graph.Constants.TryGetValue(value.Id, out HostTensor? data)) Constant(value, data);
        }

        foreach (Node node in _graph.Nodes)
        {
            if (!_written.Contains(node)) Statement(node);
        }

        foreach (GraphOutput output in _graph.Outputs)
        {
            string name = SourceNames.Quoted(output.Name);
            _text.Append("output ").Append(name).Append(_names[output.Value] == name ? "\n" : $" = {_names[output.Value]}\n");
        }

        _text.Append("}\n");
        if (_weights.Count > 0) head.Append("weights ").Append(SourceNames.Escaped(weightsFile)).Append("\n\n");
        return new WrittenSource(SourceFormatter.Format(head.Append(_text).ToString(), "converted.lucid"), _weights);
    }

    private void Constant(Value value, HostTensor data)
    {
        if (_layers.IsOwned(value.Id) || !IsInline(data))
        {
            _weights.Add(value.Name, data);
            if (!_layers.IsOwned(value.Id)) _text.Append("weight ").Append(_names[value.Id]).Append(": ").Append(Type(value.Type, extent => extent.ToString())).Append('\n');
            return;
        }

        string[] elements = data.Element.IsFloat() ? [.. data.ToDoubles().Select(element => Number(element, data.Element))]
            : [.. data.ToInt64s().Select(element => element.ToString(CultureInfo.InvariantCulture))];
        string list = data.Shape.Rank == 0 ? elements[0] : $"[{string.Join(", ", elements)}]";
        _text.Append("const ").Append(_names[value.Id]).Append(": ").Append(Type(value.Type, extent => extent.ToString())).Append(" = ").Append(list).Append('\n');
    }

    // A NaN has bits that decimal digits do not carry, and a U64 may exceed the numbers of the language.
    private static bool IsInline(HostTensor data) => data.Shape.ElementCount <= MostInlineElements
        && (data.Element.IsFloat() ? !data.ToDoubles().Any(double.IsNaN) : data.Element != ElementType.U64 && !data.ToInt64s().Contains(long.MinValue));

    /// <summary>A node; those that only pass its value on, one to the next, are stages of one chain.</summary>
    private void Statement(Node node)
    {
        List<Node> chain = [node];
        while (IsStage(node) && Next(chain[^1]) is { } next) chain.Add(next);
        _written.UnionWith(chain);
        Node last = chain[^1];
        _text.AppendJoin(", ", last.Outputs.Select(output => _names[output])).Append(" = ");
        if (IsStage(node)) _text.Append(_names[node.Inputs[0]]);
        foreach (Node stage in chain)
        {
            if (chain.Count > 1 && IsStage(stage)) _text.Append('\n');
            string? path = null;
            if (_layers.Of(stage) is var (layerPath, layer))
            {
                path = layerPath;
                _text.Append(" -> ").Append(SourceNames.Label(path)).Append(": ").Append(layer);
            }
            else
            {
                _text.Append(IsStage(stage) ? $" -> {Call(stage, skip: 1)}" : Call(stage, skip: 0));
            }

            Origin(stage, path, isLast: stage == last);
        }

        _text.Append('\n');
    }

    /// <summary>What the graph calls the node and its value, where that is not what the language would call them.</summary>
    private void Origin(Node node, string? path, bool isLast)
    {
        ValueId first = node.Outputs[0];
        string value = _graph[first].Name;
        // The variable names the value; the node is called as its layer, else as the variable.
        bool variable = isLast && (node.Outputs.Count > 1 || _names.IsOwn(_graph, first));
        string? own = path ?? (variable ? value : null);
        // A variable of another name would name the value after itself.
        bool silent = variable || (value == node.Name && !isLast);
        if (own == node.Name && silent) return;
        _text.Append(" as ").Append(SourceNames.Escaped(node.Name));
        if (!silent) _text.Append(": ").Append(SourceNames.Escaped(value));
    }

    /// <summary>The node directly after another that is the only one to use its value, and could stand after an arrow.</summary>
    private Node? Next(Node node)
    {
        int index = node.Id.Index + 1;
        if (node.Outputs.Count > 1 || index >= _graph.Nodes.Length || _uses[node.Output] != 1) return null;
        Node next = _graph.Nodes[index];
        return IsStage(next) && next.Inputs[0] == node.Output ? next : null;
    }

    private static bool IsStage(Node node) => node.Inputs.Count > 0 && node.Op is not (Pointwise { Kind: PointwiseKind.Add or PointwiseKind.Sub or PointwiseKind.Mul or PointwiseKind.Div } or Concat);

    private string Call(Node node, int skip)
    {
        string[] operands = [.. node.Inputs.Skip(skip).Select(input => _names[input])];
        if (node.Op is Pointwise pointwise)
        {
            string? sign = pointwise.Kind switch
            {
                PointwiseKind.Add => "+",
                PointwiseKind.Sub => "-",
                PointwiseKind.Mul => "*",
                PointwiseKind.Div => "/",
                _ => null,
            };
            if (sign is not null) return $"{operands[0]} {sign} {operands[1]}";
            if (pointwise.Kind is PointwiseKind.Relu or PointwiseKind.Sigmoid or PointwiseKind.Tanh or PointwiseKind.Silu or PointwiseKind.Exp or PointwiseKind.Log or PointwiseKind.Sqrt or PointwiseKind.Abs)
                return $"{pointwise.Name}({string.Join(", ", operands)})";
        }

        if (node.Op is Concat concat) return $"cat([{string.Join(", ", operands)}], dim={concat.Attributes.Single().Value})";
        IEnumerable<string> attributes = node.Op.Attributes.Where(attribute => !attribute.Value.Equals(attribute.Default)).Select(attribute => $"{attribute.Name}={Attribute(attribute.Value)}");
        return $"onnx.{node.Op.Name}({string.Join(", ", operands.Concat(attributes))})";
    }

    private string Attribute(object value) => value switch
    {
        bool truth => truth ? "True" : "False",
        string word => SourceNames.Escaped(word),
        IntExpr expression => _names.Expression(expression),
        ValueList<IntExpr> list => $"[{string.Join(", ", list.Select(_names.Expression))}]",
        ValueList<long> list => $"[{string.Join(", ", list)}]",
        ValueList<double> list => $"[{string.Join(", ", list.Select(Real))}]",
        double real => Real(real),
        _ => AttributeText.Of(value),
    };

    private static string Type(TensorType type, Func<IntExpr, string> extent) => $"{type.Element.Text()}[{string.Join(", ", type.Shape.Extents.Select(extent))}]";

    private static string Origin(SourceSpan span)
    {
        string file = $" at {SourceNames.Escaped(span.File ?? string.Empty)}";
        return span.Line == 0 ? file : span.Column == 0 ? string.Create(CultureInfo.InvariantCulture, $"{file}:{span.Line}") : string.Create(CultureInfo.InvariantCulture, $"{file}:{span.Line}:{span.Column}");
    }

    // A whole number has no sign at zero.
    private static string Real(double value) => value == 0 && double.IsNegative(value) ? "-0.0" : AttributeText.Of(value);

    // The shortest digits from which the same element comes.
    private static string Number(double value, ElementType element)
    {
        if (value == 0) return Real(value);
        if (element == ElementType.F32 && float.IsFinite((float)value))
        {
            string brief = ((float)value).ToString("R", CultureInfo.InvariantCulture);
            if ((float)double.Parse(brief, CultureInfo.InvariantCulture) == (float)value) return brief;
        }

        return Real(value);
    }
}
