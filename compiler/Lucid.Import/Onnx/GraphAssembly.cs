using System.Globalization;

using Lucid.Import.Onnx.Symbolic;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx;

/// <summary>Puts what the outputs need into the graph: inputs, ops in order, and the constants they read. Names of the model are kept.</summary>
internal sealed class GraphAssembly
{
    private readonly OnnxModel _model;
    private readonly GraphBuilder _builder;
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _nodeNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _repeats = new(StringComparer.Ordinal);

    public GraphAssembly(OnnxModel model, string name)
    {
        (_model, _builder) = (model, new GraphBuilder(name));
        // What the importer puts between gets names that the model does not use.
        _names = [.. model.Graph.Input.Select(input => input.Name), .. model.Graph.Initializer.Select(tensor => tensor.Name), .. model.Nodes.SelectMany(node => node.Outputs)];
    }

    /// <summary>Errors of the ops' rules.</summary>
    public DiagnosticBag Diagnostics => _builder.Diagnostics;

    public ImportedValue AddInput(string name, TensorType type) => ImportedValue.Input(name, type, _builder.AddInput(name, type));

    /// <exception cref="ModelException">An op refused its operands.</exception>
    public Graph Build(GraphLowering lowering, IEnumerable<string> outputs)
    {
        string[] wanted = [.. outputs];
        HashSet<PendingNode> needed = Needed(wanted.Select(name => lowering.Values[name]));
        foreach (PendingNode node in lowering.Pending)
        {
            if (needed.Contains(node)) Add(node);
        }

        foreach (string output in wanted)
        {
            ImportedValue value = lowering.Values[output];
            _builder.AddOutput(output, Materialise(value, output, new SourceSpan($"{_model.Source}: output '{output}'")));
        }

        foreach (Guard guard in lowering.Guards) _builder.AddGuard(guard);
        return _builder.Build();
    }

    private static HashSet<PendingNode> Needed(IEnumerable<ImportedValue> outputs)
    {
        HashSet<PendingNode> needed = new(ReferenceEqualityComparer.Instance);
        Stack<PendingNode> open = new();
        foreach (ImportedValue output in outputs) Visit(output);
        while (open.TryPop(out PendingNode? node))
        {
            foreach (ImportedValue operand in node.Operands) Visit(operand);
        }

        return needed;

        void Visit(ImportedValue value)
        {
            if (value.Producer is { } producer && needed.Add(producer)) open.Push(producer);
        }
    }

    private void Add(PendingNode node)
    {
        bool named = node.Results.Any(result => result.Name is not null);
        string name = named ? node.Source.Name : $"{node.Source.Name}/{node.Op.Name}";
        ValueId[] operands = [.. node.Operands.Select(operand => Materialise(operand, node.Source.Name, node.Source.Span))];
        string[] outputs = [.. node.Results.Select(result => result.Name ?? Free(_names, name))];
        name = Free(_nodeNames, name);
        if (_builder.AddNode(node.Op, operands, name, node.Source.Span, outputs) is not { } results) throw new ModelException([.. _builder.Diagnostics]);
        for (int i = 0; i < results.Count; i++) node.Results[i].Id = results[i];
    }

    private ValueId Materialise(ImportedValue value, string user, SourceSpan span)
    {
        if (value.Id is { } known) return known;
        if (value.ToHost() is { } constant)
        {
            ValueId id = _builder.AddConstant(value.Name ?? Free(_names, $"{user}/constant"), constant);
            value.Id = id;
            return id;
        }

        return (value.Id = Sizes(value, value.Symbols!, user, span)).Value;
    }

    /// <summary>Sizes as data: integers that follow from symbols, brought to the shape and the element type of the value; a ratio is divided there.</summary>
    private ValueId Sizes(ImportedValue value, SymbolicTensor symbols, string user, SourceSpan span)
    {
        string name = value.Name ?? $"{user}/sizes";
        List<Op> steps = [];
        if (symbols.Shape.Rank != 1) steps.Add(new Reshape(new SymbolicShape(symbols.Shape)));
        if (symbols.Element != ElementType.I64) steps.Add(new Cast(symbols.Element));
        bool whole = symbols.Elements.All(element => element.Denominator.Equals(IntExpr.One));
        ValueId numerators = Computed(symbols.Elements.Select(element => element.Numerator), whole ? name : $"{name}/numerators");
        if (whole) return numerators;
        ValueId denominators = Computed(symbols.Elements.Select(element => element.Denominator), $"{name}/denominators");
        return Node(Pointwise.Of(PointwiseKind.Div), [numerators, denominators], name);

        ValueId Computed(IEnumerable<IntExpr> elements, string result)
        {
            ValueId id = Node(new ShapeValues(elements.ToValueList()), [], steps.Count == 0 ? result : $"{result}/values");
            for (int i = 0; i < steps.Count; i++) id = Node(steps[i], [id], i == steps.Count - 1 ? result : $"{result}/shaped");
            return id;
        }

        ValueId Node(Op op, ValueId[] operands, string result) =>
            _builder.AddNode(op, operands, Free(_nodeNames, $"{user}/{op.Name}"), span, [result == value.Name ? result : Free(_names, result)]) is { } results
                ? results[0]
                : throw new ModelException([.. _builder.Diagnostics]);
    }

    /// <summary>A name that is not taken yet; counting goes on where it stopped for the same name.</summary>
    private string Free(HashSet<string> taken, string wanted)
    {
        string name = wanted;
        int next = _repeats.GetValueOrDefault(wanted, 2);
        while (!taken.Add(name)) name = string.Create(CultureInfo.InvariantCulture, $"{wanted}_{next++}");
        _repeats[wanted] = next;
        return name;
    }
}
