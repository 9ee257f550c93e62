using System.Globalization;
using System.Text;

using Lucid.Import.Onnx.Proto;
using Lucid.Model;

using AttributeType = Lucid.Import.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace Lucid.Import.Onnx;

/// <summary>Typed access to the attributes of a node; an attribute of another type than asked for ends the node's lowering.</summary>
internal sealed class NodeAttributes(OnnxNode node, DiagnosticBag diagnostics)
{
    public bool Has(string name) => node.Attributes.ContainsKey(name);

    public long? Int(string name) => Find(name, AttributeType.Int)?.I;

    public long Int(string name, long absent) => Int(name) ?? absent;

    public bool Flag(string name, bool absent) => Int(name) is { } value ? value != 0 : absent;

    public double? Float(string name) => Find(name, AttributeType.Float)?.F;

    public double Float(string name, double absent) => Float(name) ?? absent;

    public long[]? Ints(string name) => Find(name, AttributeType.Ints)?.Ints.ToArray();

    public double[]? Floats(string name) => Find(name, AttributeType.Floats)?.Floats.Select(value => (double)value).ToArray();

    public TensorProto? Tensor(string name) => Find(name, AttributeType.Tensor)?.T;

    public string Text(string name, string absent)
    {
        if (Find(name, AttributeType.String) is not { } attribute) return absent;
        return Encoding.UTF8.GetString(attribute.S.Span);
    }

    /// <summary>A text that must be one of a few.</summary>
    public T Choice<T>(string name, string absent, params ReadOnlySpan<(string Text, T Value)> choices)
    {
        string text = Text(name, absent);
        foreach ((string candidate, T value) in choices)
        {
            if (candidate == text) return value;
        }

        throw Refuse(name, $"'{text}'", string.Join(" or ", choices.ToArray().Select(choice => choice.Text)));
    }

    public AttributeProto? Find(string name, AttributeType expected)
    {
        if (!node.Attributes.TryGetValue(name, out AttributeProto? attribute)) return null;
        // Files of the first IR versions leave the type out.
        AttributeType found = attribute.Type == AttributeType.Undefined ? Guess(attribute) : attribute.Type;
        bool empty = found == AttributeType.Undefined && expected is AttributeType.Ints or AttributeType.Floats or AttributeType.Strings;
        if (found == expected || empty) return attribute;
        diagnostics.Add(ImportDiagnostics.AttributeTypeMismatch.At(node.Span, name, Name(found), Name(expected)));
        throw new NodeFailedException();
    }

    public NodeFailedException Missing(string name)
    {
        diagnostics.Add(ImportDiagnostics.AttributeMissing.At(node.Span, name));
        return new NodeFailedException();
    }

    public NodeFailedException Refuse(string name, object found, string expected)
    {
        diagnostics.Add(ImportDiagnostics.AttributeRefused.At(node.Span, name, found, expected));
        return new NodeFailedException();
    }

    private static string Name(AttributeType type) => type.ToString().ToUpper(CultureInfo.InvariantCulture);

    private static AttributeType Guess(AttributeProto attribute) => attribute switch
    {
        { HasF: true } => AttributeType.Float,
        { HasI: true } => AttributeType.Int,
        { HasS: true } => AttributeType.String,
        { T: not null } => AttributeType.Tensor,
        { G: not null } => AttributeType.Graph,
        { Floats.Count: > 0 } => AttributeType.Floats,
        { Ints.Count: > 0 } => AttributeType.Ints,
        { Strings.Count: > 0 } => AttributeType.Strings,
        _ => AttributeType.Undefined,
    };
}
