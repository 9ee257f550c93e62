using System.Collections.Immutable;
using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>
/// Makes a <see cref="Graph"/>: values and nodes are added in order, types are inferred at once, and what is wrong is collected.
/// Frontends and passes build through it; <c>torch.nn</c>-shaped modules stand on top of it.
/// </summary>
public sealed class GraphBuilder(string name)
{
    private readonly ImmutableArray<Value>.Builder _values = ImmutableArray.CreateBuilder<Value>();
    private readonly ImmutableArray<ValueId>.Builder _inputs = ImmutableArray.CreateBuilder<ValueId>();
    private readonly ImmutableArray<GraphOutput>.Builder _outputs = ImmutableArray.CreateBuilder<GraphOutput>();
    private readonly ImmutableArray<Node>.Builder _nodes = ImmutableArray.CreateBuilder<Node>();
    private readonly ImmutableDictionary<ValueId, HostTensor>.Builder _constants = ImmutableDictionary.CreateBuilder<ValueId, HostTensor>();
    private readonly Dictionary<ValueId, Func<HostTensor?>> _deferred = [];
    private readonly List<Guard> _guards = [];
    private readonly HashSet<string> _valueNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _nodeNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _repeats = new(StringComparer.Ordinal);

    /// <summary>Where what is added next stands, for a frontend whose source is a text; null leaves it to each call.</summary>
    internal SourceSpan? Place { get; set; }

    /// <summary>What has been found so far.</summary>
    public DiagnosticBag Diagnostics { get; } = [];

    /// <summary>How many values have been added.</summary>
    internal int ValueCount => _values.Count;

    /// <summary>The type of a value added before.</summary>
    public TensorType TypeOf(ValueId id) => _values[id.Index].Type;

    /// <summary>The name of a value added before.</summary>
    public string NameOf(ValueId id) => _values[id.Index].Name;

    /// <summary>The data of a value if it is a constant.</summary>
    public HostTensor? ConstantOf(ValueId id) => _constants.GetValueOrDefault(id);

    /// <summary>Adds an input.</summary>
    public ValueId AddInput(string inputName, TensorType type)
    {
        ValueId id = AddValue(inputName, type);
        _inputs.Add(id);
        return id;
    }

    /// <summary>Adds a constant.</summary>
    public ValueId AddConstant(string constantName, HostTensor data)
    {
        ValueId id = AddValue(constantName, data.Type);
        _constants.Add(id, data);
        return id;
    }

    /// <summary>Adds a constant whose data is asked for when the graph is built; data that is still null then is an error.</summary>
    public ValueId AddConstant(string constantName, TensorType type, Func<HostTensor?> data)
    {
        ValueId id = AddValue(constantName, type);
        _deferred.Add(id, data);
        return id;
    }

    /// <summary>Adds a use of an op with one output, named as the node unless <paramref name="outputName"/> is given.</summary>
    /// <returns>The output, or null after an error has been added to <see cref="Diagnostics"/>.</returns>
    public ValueId? Add(Op op, ReadOnlySpan<ValueId> inputs, string? nodeName = null, SourceSpan span = default, string? outputName = null)
    {
        ValueList<ValueId>? outputs = AddNode(op, inputs, nodeName, span, outputName is null ? [] : [outputName]);
        return outputs?[0];
    }

    /// <summary>Adds a use of an op; outputs without a name in <paramref name="outputNames"/> are named after the node.</summary>
    /// <returns>The outputs, or null after an error has been added to <see cref="Diagnostics"/>.</returns>
    public ValueList<ValueId>? AddNode(Op op, ReadOnlySpan<ValueId> inputs, string? nodeName, SourceSpan span, ReadOnlySpan<string> outputNames)
    {
        span = Place ?? span;
        if (span.File is null) span = SourceSpan.None;
        ValueList<TensorType> types = ValueList.Create(inputs).Select(TypeOf).ToValueList();
        ValueList<TensorType>? outputTypes = new InferenceContext(op.Name, types, span, Diagnostics, _guards).Infer(op);
        if (outputTypes is null) return null;

        string unique = Unique(_nodeNames, nodeName ?? op.Name);
        _nodeNames.Add(unique);
        var outputs = ImmutableArray.CreateBuilder<ValueId>();
        for (int i = 0; i < outputTypes.Value.Count; i++)
        {
            string wanted = i < outputNames.Length ? outputNames[i]
                : i == 0 ? unique
                : string.Create(CultureInfo.InvariantCulture, $"{unique}.{i}");
            outputs.Add(AddValue(wanted, outputTypes.Value[i]));
        }

        ValueList<ValueId> outputList = new(outputs.ToImmutable());
        _nodes.Add(new Node(new NodeId(_nodes.Count), unique, op, ValueList.Create(inputs), outputList, span));
        return outputList;
    }

    /// <summary>Names a value as an output of the model.</summary>
    public void AddOutput(string outputName, ValueId value) => _outputs.Add(new GraphOutput(outputName, value));

    /// <summary>States a condition on the symbols.</summary>
    public void AddGuard(Guard guard) => _guards.Add(guard.Span.File is null ? guard with { Span = SourceSpan.None } : guard);

    /// <summary>Names a value, and the node that makes it; null leaves a name as it is. A name that is taken is counted on.</summary>
    internal void Rename(ValueId id, string? nodeName, string? valueName)
    {
        int at = _nodes.Count - 1;
        while (at >= 0 && !_nodes[at].Outputs.Contains(id)) at--;
        if (valueName is not null && NameOf(id) != valueName)
        {
            _valueNames.Remove(NameOf(id));
            string unique = Unique(_valueNames, valueName);
            _valueNames.Add(unique);
            _values[id.Index] = _values[id.Index] with { Name = unique };
        }

        if (nodeName is null || at < 0 || _nodes[at].Name == nodeName) return;
        _nodeNames.Remove(_nodes[at].Name);
        string uniqueNode = Unique(_nodeNames, nodeName);
        _nodeNames.Add(uniqueNode);
        _nodes[at] = _nodes[at] with { Name = uniqueNode };
    }

    /// <summary>The graph as far as it stands: not verified, and without data that is asked for later. For looking at, not for compiling.</summary>
    internal Graph Outline() => new(
        name, _values.ToImmutable(), _inputs.ToImmutable(), _outputs.ToImmutable(), _nodes.ToImmutable(), _constants.ToImmutable(), [.. _guards]);

    /// <summary>The graph, verified.</summary>
    /// <exception cref="ModelException">An error was collected; the exception carries all diagnostics.</exception>
    public Graph Build()
    {
        ImmutableDictionary<ValueId, HostTensor> constants = Diagnostics.HasErrors ? ImmutableDictionary<ValueId, HostTensor>.Empty : Constants();
        if (Diagnostics.HasErrors) throw new ModelException([.. Diagnostics]);
        // Two nodes may ask for one condition; the first says it.
        Graph graph = new(name, _values.ToImmutable(), _inputs.ToImmutable(), _outputs.ToImmutable(), _nodes.ToImmutable(),
            constants, [.. _guards.DistinctBy(guard => guard.Condition)]);
        ImmutableArray<Diagnostic> broken = GraphVerifier.Check(graph);
        return broken.IsEmpty ? graph : throw new ModelException([.. Diagnostics, .. broken]);
    }

    internal bool Require(IntExpr condition, SourceSpan span, string what, DiagnosticDescriptor descriptor, params ReadOnlySpan<object?> values) =>
        new InferenceContext(what, [], Place ?? span, Diagnostics, _guards).Require(condition, descriptor, values);

    private ImmutableDictionary<ValueId, HostTensor> Constants()
    {
        var constants = _constants.ToImmutable().ToBuilder();
        foreach ((ValueId id, Func<HostTensor?> data) in _deferred.OrderBy(constant => constant.Key))
        {
            if (data() is { } tensor) constants.Add(id, tensor);
            else Diagnostics.Add(DiagnosticDescriptors.ParameterWithoutData.At(SourceSpan.None, NameOf(id), TypeOf(id)));
        }

        return constants.ToImmutable();
    }

    private ValueId AddValue(string wanted, TensorType type)
    {
        string unique = Unique(_valueNames, wanted);
        _valueNames.Add(unique);
        ValueId id = new(_values.Count);
        _values.Add(new Value(id, unique, type));
        return id;
    }

    // Counting goes on where it stopped for the same name, or many of one name would take long; a name that was given back is found again.
    private string Unique(HashSet<string> taken, string wanted)
    {
        if (!taken.Contains(wanted)) return wanted;
        for (int i = _repeats.GetValueOrDefault(wanted, 2); ; i++)
        {
            string candidate = string.Create(CultureInfo.InvariantCulture, $"{wanted}_{i}");
            if (taken.Contains(candidate)) continue;
            _repeats[wanted] = i;
            return candidate;
        }
    }
}
