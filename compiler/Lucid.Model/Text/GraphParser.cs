using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Model.Text;

/// <summary>Reads what <see cref="GraphPrinter"/> writes. Whatever the text, it ends in a verified graph or in a <see cref="GraphFormatException"/>.</summary>
public sealed class GraphParser
{
    private const int MaxLength = 1 << 24;
    private const int MaxRank = 32;
    private const int MaxOutputs = 256;
    private const int MaxInlineElements = 64;

    private readonly GraphTextCursor _cursor;
    private readonly IReadOnlyDictionary<string, HostTensor> _tensors;
    private readonly GraphBuilder _builder;
    private readonly Dictionary<string, ValueId> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _nodeNames = new(StringComparer.Ordinal);

    private GraphParser(GraphTextCursor cursor, IReadOnlyDictionary<string, HostTensor> tensors)
    {
        (_cursor, _tensors) = (cursor, tensors);
        cursor.Expect(GraphPrinter.Header);
        cursor.Expect("graph");
        _builder = new GraphBuilder(cursor.String());
    }

    /// <summary>The graph that a text describes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tensors">Data of the constants that the text refers to by name.</param>
    /// <param name="sourceName">What error messages call the text.</param>
    /// <exception cref="GraphFormatException">The text is no graph, or a tensor is missing or of another type.</exception>
    public static Graph Parse(string text, IReadOnlyDictionary<string, HostTensor> tensors, string sourceName = "graph")
    {
        SourceSpan start = new(sourceName, 1, 1);
        if (text.Length > MaxLength)
            throw new GraphFormatException(start, string.Create(CultureInfo.InvariantCulture, $"a text of {text.Length} characters is longer than {MaxLength}"));
        GraphParser parser = new(new GraphTextCursor(text, sourceName), tensors);
        while (!parser._cursor.AtEnd) parser.Statement();
        SourceSpan end = parser._cursor.Place;
        try
        {
            return parser._builder.Build();
        }
        catch (ModelException error)
        {
            throw new GraphFormatException(end, error.Message, error);
        }
    }

    private void Statement()
    {
        SourceSpan place = _cursor.Place;
        try
        {
            if (_cursor.Take("guard")) Guard();
            else if (_cursor.Take("input")) Input();
            else if (_cursor.Take("const")) Constant();
            else if (_cursor.Take("output")) Output();
            else Node();
        }
        catch (Exception error) when (error is FormatException or OverflowException or ShapeEvaluationException)
        {
            throw new GraphFormatException(place, error.Message, error);
        }
    }

    private void Guard()
    {
        IntExpr condition = IntExpr.Parse(_cursor.Until("\"", "a condition"));
        _builder.AddGuard(new Guard(condition, _cursor.String(), Span()));
    }

    private void Input()
    {
        (string name, TensorType type) = Declaration();
        _values.Add(name, _builder.AddInput(name, type));
    }

    private void Constant()
    {
        (string name, TensorType type) = Declaration();
        _cursor.Expect("=");
        _values.Add(name, _builder.AddConstant(name, _cursor.Take("tensor") ? Stored(type) : Inline(type)));
    }

    private HostTensor Stored(TensorType type)
    {
        SourceSpan place = _cursor.Place;
        string tensorName = _cursor.String();
        if (!_tensors.TryGetValue(tensorName, out HostTensor? data))
            throw new GraphFormatException(place, $"tensor '{tensorName}' is not there{NearestNames.Hint(tensorName, _tensors.Keys)}");
        return data.Type == type ? data : throw new GraphFormatException(place, $"tensor '{tensorName}' is {data}, expected {type}");
    }

    private HostTensor Inline(TensorType type)
    {
        SourceSpan place = _cursor.Place;
        _cursor.Expect("{");
        if (!type.Shape.IsConstant) throw new GraphFormatException(place, $"a constant cannot be {type}: its extents are no numbers");
        Shape shape = type.Shape.ToShape();
        if (shape.ElementCount > MaxInlineElements) throw new GraphFormatException(place, $"{type} is too large to stand in the text");
        List<AttributeText> elements = [];
        while (!_cursor.Take("}"))
        {
            if (elements.Count > 0) _cursor.Expect(",");
            if (elements.Count == MaxInlineElements) throw _cursor.Error($"more elements than {type} has");
            elements.Add(new AttributeText(_cursor.Until(",}", "a number")));
        }

        if (elements.Count != shape.ElementCount)
            throw new GraphFormatException(place, string.Create(CultureInfo.InvariantCulture, $"{type} takes {shape.ElementCount} elements, found {elements.Count}"));
        return type.Element.IsFloat()
            ? HostTensor.FromDoubles(type.Element, shape, [.. elements.Select(element => element.ToDouble())])
            : HostTensor.FromInt64s(type.Element, shape, [.. elements.Select(element => element.ToLong())]);
    }

    private void Output()
    {
        string name = _cursor.String();
        _cursor.Expect("=");
        _builder.AddOutput(name, Reference());
    }

    private void Node()
    {
        SourceSpan place = _cursor.Place;
        List<(string Name, TensorType Type)> outputs = [];
        do outputs.Add(Declaration(outputs));
        while (_cursor.Take(",") && outputs.Count < MaxOutputs);
        _cursor.Expect("=");

        string opName = _cursor.Word("an op");
        _cursor.Expect("(");
        (List<ValueId> operands, List<OpAttribute> attributes) = Arguments();
        string nodeName = _cursor.Take("node") ? _cursor.String() : outputs[0].Name;
        if (!_nodeNames.Add(nodeName)) throw new GraphFormatException(place, $"two nodes are named '{nodeName}'");
        SourceSpan span = Span();

        Op op = OpCatalogue.Create(opName, attributes);
        ValueList<ValueId> values = _builder.AddNode(op, [.. operands], nodeName, span, [.. outputs.Select(output => output.Name)])
            ?? throw new GraphFormatException(place, _builder.Diagnostics[^1].Message);
        if (values.Count != outputs.Count)
            throw new GraphFormatException(place, string.Create(CultureInfo.InvariantCulture, $"{opName} gives {values.Count} values, {outputs.Count} are declared"));
        for (int i = 0; i < values.Count; i++)
        {
            if (_builder.TypeOf(values[i]) != outputs[i].Type)
                throw new GraphFormatException(place, $"{opName} gives {_builder.TypeOf(values[i])}, %{outputs[i].Name} is declared {outputs[i].Type}");
            _values.Add(outputs[i].Name, values[i]);
        }
    }

    private (List<ValueId> Operands, List<OpAttribute> Attributes) Arguments()
    {
        List<ValueId> operands = [];
        List<OpAttribute> attributes = [];
        while (!_cursor.Take(")"))
        {
            if (operands.Count + attributes.Count > 0) _cursor.Expect(",");
            // Operands first: an attribute has a name.
            if (attributes.Count == 0 && _cursor.IsNext('%'))
            {
                operands.Add(Reference());
                continue;
            }

            string name = _cursor.Word("an operand or an attribute");
            _cursor.Expect("=");
            attributes.Add(new OpAttribute(name, new AttributeText(_cursor.Until(",)", "a value"))));
        }

        return (operands, attributes);
    }

    private (string Name, TensorType Type) Declaration(List<(string Name, TensorType Type)>? beside = null)
    {
        SourceSpan place = _cursor.Place;
        string name = _cursor.Reference();
        if (name.Length == 0) throw new GraphFormatException(place, "a value has an empty name");
        if (_values.ContainsKey(name) || (beside?.Any(other => other.Name == name) ?? false))
            throw new GraphFormatException(place, $"two values are named '{name}'");
        _cursor.Expect(":");
        place = _cursor.Place;
        string elementName = _cursor.Word("an element type");
        if (!ElementTypes.TryParse(elementName, out ElementType element) || element.Text() != elementName)
            throw new GraphFormatException(place, $"'{elementName}' is no element type");
        _cursor.Expect("[");
        List<IntExpr> extents = [];
        while (!_cursor.Take("]"))
        {
            if (extents.Count > 0) _cursor.Expect(",");
            if (extents.Count == MaxRank) throw _cursor.Error(string.Create(CultureInfo.InvariantCulture, $"more than {MaxRank} axes"));
            extents.Add(IntExpr.Parse(_cursor.Until(",]", "an extent")));
        }

        return (name, new TensorType(element, new SymbolicShape([.. extents])));
    }

    private ValueId Reference()
    {
        SourceSpan place = _cursor.Place;
        string name = _cursor.Reference();
        return _values.TryGetValue(name, out ValueId id)
            ? id
            : throw new GraphFormatException(place, $"value '{name}' is not known here{NearestNames.Hint(name, _values.Keys)}");
    }

    private SourceSpan Span()
    {
        if (!_cursor.Take("at")) return SourceSpan.None;
        string file = _cursor.String();
        if (!_cursor.Take(":")) return new SourceSpan(file);
        int line = _cursor.Number();
        _cursor.Expect(":");
        return new SourceSpan(file, line, _cursor.Number());
    }
}
