using System.Globalization;
using System.Text;

using Lucid.Tensors;

namespace Lucid.Model.Text;

/// <summary>
/// Writes a graph as text that <see cref="GraphParser"/> reads back to an equal graph; <c>spec/graph-text.md</c> describes the form.
/// The data of larger constants stands beside the text, under the constants' names.
/// </summary>
public static class GraphPrinter
{
    /// <summary>First line of every text; the number is the form's version.</summary>
    internal const string Header = "lucid-graph 1";

    private const int MostInlineElements = 8;

    /// <summary>The text. Lines end in a line feed.</summary>
    public static string Print(Graph graph)
    {
        StringBuilder text = new();
        text.Append(Header).Append('\n').Append("graph ").Append(Quoted(graph.Name)).Append('\n');
        foreach (Guard guard in graph.Guards)
            text.Append("guard ").Append(guard.Condition).Append(' ').Append(Quoted(guard.Message)).Append(Place(guard.Span)).Append('\n');

        // Values in the order of their ids, so that reading gives the same ids again.
        GraphUses uses = new(graph);
        foreach (Value value in graph.Values)
        {
            if (graph.Constants.TryGetValue(value.Id, out HostTensor? data)) text.Append("const ").Append(Declaration(value)).Append(" = ").Append(Constant(value, data)).Append('\n');
            else if (uses.ProducerOf(value.Id) is not { } node) text.Append("input ").Append(Declaration(value)).Append('\n');
            else if (value.Id == node.Outputs[0]) text.Append(NodeLine(graph, node)).Append('\n');
        }

        foreach (GraphOutput output in graph.Outputs)
            text.Append("output ").Append(Quoted(output.Name)).Append(" = ").Append(Reference(graph[output.Value].Name)).Append('\n');
        return text.ToString();
    }

    /// <summary>The constants whose data does not stand in the text, by name, in the order of the text.</summary>
    public static OrderedDictionary<string, HostTensor> Tensors(Graph graph)
    {
        OrderedDictionary<string, HostTensor> tensors = new(StringComparer.Ordinal);
        foreach (Value value in graph.Values)
        {
            if (graph.Constants.TryGetValue(value.Id, out HostTensor? data) && !IsInline(data)) tensors.Add(value.Name, data);
        }

        return tensors;
    }

    /// <summary>A node as its line in the text, as error messages and dumps show it.</summary>
    public static string NodeLine(Graph graph, Node node)
    {
        string outputs = string.Join(", ", node.Outputs.Select(output => Declaration(graph[output])));
        IEnumerable<string> operands = node.Inputs.Select(input => Reference(graph[input].Name));
        IEnumerable<string> attributes = node.Op.Attributes.Where(attribute => !attribute.Value.Equals(attribute.Default))
            .Select(attribute => $"{attribute.Name}={AttributeText.Of(attribute.Value)}");
        string name = node.Name == graph[node.Outputs[0]].Name ? string.Empty : " node " + Quoted(node.Name);
        return $"{outputs} = {node.Op.Name}({string.Join(", ", operands.Concat(attributes))}){name}{Place(node.Span)}";
    }

    internal static bool IsBareNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/';

    private static string Declaration(Value value) => $"{Reference(value.Name)}: {value.Type}";

    private static string Reference(string name) => "%" + (name.Length > 0 && name.All(IsBareNameCharacter) ? name : Quoted(name));

    private static string Constant(Value value, HostTensor data)
    {
        if (!IsInline(data)) return "tensor " + Quoted(value.Name);
        IEnumerable<string> elements = data.Element.IsFloat()
            ? data.ToDoubles().Select(AttributeText.Of)
            : data.ToInt64s().Select(element => element.ToString(CultureInfo.InvariantCulture));
        return "{" + string.Join(", ", elements) + "}";
    }

    // A NaN has bits that decimal digits do not carry, and a U64 may exceed the int64 that integers are written through.
    private static bool IsInline(HostTensor data) => data.Shape.ElementCount <= MostInlineElements
        && (data.Element.IsFloat() ? !data.ToDoubles().Any(double.IsNaN) : data.Element != ElementType.U64);

    private static string Place(SourceSpan span)
    {
        if (string.IsNullOrEmpty(span.File) && span.Line == 0) return string.Empty;
        return span.Line == 0
            ? $" at {Quoted(span.File)}"
            : string.Create(CultureInfo.InvariantCulture, $" at {Quoted(span.File)}:{span.Line}:{span.Column}");
    }

    private static string Quoted(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029') quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
