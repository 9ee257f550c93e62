using System.Globalization;

using Google.Protobuf.Collections;

using Lucid.Import.Onnx.Proto;
using Lucid.Model;

namespace Lucid.Import.Onnx;

/// <summary>
/// Replaces uses of the model's own functions by their nodes. Inner names become <c>node/name</c>, parameters the names of the operands;
/// an attribute of the body that refers to one of the use takes its value, the function's default, or is left out. The graphs of an If are expanded beside it,
/// with inner names <c>node/attribute/name</c>; which one is taken shows when its condition is known.
/// </summary>
internal sealed class FunctionExpansion
{
    private const int MaxDepth = 32;
    // Nodes and uses of functions, a long name counting more: a few functions that use each other twice grow without limit.
    private const long MaxCost = 250_000;

    private readonly ModelProto _model;
    private readonly string _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> _functions = [];
    private readonly Dictionary<string, int> _opsets;
    private readonly HashSet<string> _prefixes = [];
    private List<OnnxNode> _nodes = [];
    private long _cost;
    private bool _full;

    public FunctionExpansion(ModelProto model, string source, int opset, DiagnosticBag diagnostics)
    {
        (_model, _source, _diagnostics) = (model, source, diagnostics);
        _opsets = Opsets(model.OpsetImport);
        _opsets[string.Empty] = opset;
        foreach (FunctionProto function in model.Functions)
        {
            if (!_functions.TryAdd((ModelChecks.DomainOf(function.Domain), function.Name, function.Overload), function))
                diagnostics.Add(ImportDiagnostics.DuplicateName.At(new(source), function.Name, "a function", "a function"));
        }
    }

    /// <summary>The nodes of the graph, none of which is a function any more.</summary>
    public List<OnnxNode> Expand()
    {
        Body(_model.Graph.Node, new Scope(string.Empty, _opsets, [], [], 0));
        return _nodes;
    }

    /// <summary>How the names and attributes of a body are to be read.</summary>
    private sealed record Scope(
        string Prefix, Dictionary<string, int> Opsets, Dictionary<string, string> Names, Dictionary<string, AttributeProto> Attributes, int Depth)
    {
        /// <summary>The scope around a branch, and the names that are the branch's own; a function sees nothing outside.</summary>
        public (Scope Outside, HashSet<string> Own)? Around { get; init; }

        public string Name(string inner) =>
            inner.Length == 0 ? inner
            : Names.TryGetValue(inner, out string? outer) ? outer
            : Around is { } around && !around.Own.Contains(inner) ? around.Outside.Name(inner)
            : Prefix + inner;
    }

    private void Body(RepeatedField<NodeProto> nodes, Scope scope)
    {
        for (int i = 0; i < nodes.Count && !_full; i++)
        {
            NodeProto proto = nodes[i];
            OnnxNode node = Node(proto, i, scope);
            _cost += 1 + (scope.Prefix.Length / 256);
            if (_cost > MaxCost)
            {
                _full = true;
                _diagnostics.Add(ImportDiagnostics.FunctionRefused.At(node.Span, node.QualifiedOpType, $"more than {MaxCost} nodes after expansion"));
                return;
            }

            if (_functions.TryGetValue((node.Domain, node.OpType, proto.Overload), out FunctionProto? function)) Call(function, node, scope);
            else _nodes.Add(node);
        }
    }

    private void Call(FunctionProto function, OnnxNode use, Scope scope)
    {
        string name = use.QualifiedOpType;
        if (scope.Depth >= MaxDepth)
        {
            _full = true;
            Refuse($"functions use each other more than {MaxDepth} deep");
            return;
        }

        if (use.Inputs.Length > function.Input.Count || use.Outputs.Length > function.Output.Count)
        {
            Refuse($"used with {use.Inputs.Length} operands and {use.Outputs.Length} outputs, it has {function.Input.Count} and {function.Output.Count}");
            return;
        }

        Dictionary<string, AttributeProto> attributes = new(StringComparer.Ordinal);
        foreach (AttributeProto attribute in function.AttributeProto) attributes[attribute.Name] = attribute;
        foreach ((string key, AttributeProto value) in use.Attributes) attributes[key] = value;
        foreach (string required in function.Attribute.Where(required => !attributes.ContainsKey(required)))
            _diagnostics.Add(ImportDiagnostics.AttributeMissing.At(use.Span, required));

        Dictionary<string, string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < function.Input.Count; i++) names[function.Input[i]] = i < use.Inputs.Length ? use.Inputs[i] : string.Empty;
        string prefix = use.Name + "/";
        for (int i = 0; i < function.Output.Count; i++)
        {
            string inner = function.Output[i];
            bool wanted = i < use.Outputs.Length && use.Outputs[i].Length > 0;
            if (!wanted) continue;
            // An output that is an operand handed through, or is given out twice, needs a node of its own.
            if (names.TryAdd(inner, use.Outputs[i])) continue;
            _nodes.Add(new OnnxNode($"{prefix}{inner}", "Identity", string.Empty, OnnxModel.LastOpset, [names[inner]], [use.Outputs[i]],
                new Dictionary<string, AttributeProto>(), use.Span));
        }

        Dictionary<string, int> opsets = Opsets(function.OpsetImport);
        opsets.TryAdd(string.Empty, _opsets[string.Empty]);
        if (opsets[string.Empty] is < OnnxModel.OldestOpset or > OnnxModel.LastOpset)
        {
            _diagnostics.Add(ImportDiagnostics.OpsetRefused.At(use.Span, opsets[string.Empty], OnnxModel.FirstOpset, OnnxModel.LastOpset));
            return;
        }

        Body(function.Node, new Scope(prefix, opsets, names, attributes, scope.Depth + 1));

        void Refuse(string why) => _diagnostics.Add(ImportDiagnostics.FunctionRefused.At(use.Span, name, why));
    }

    private OnnxNode Node(NodeProto proto, int index, Scope scope)
    {
        string name = scope.Prefix + (proto.Name.Length > 0 ? proto.Name : string.Create(CultureInfo.InvariantCulture, $"{proto.OpType}_{index}"));
        string domain = ModelChecks.DomainOf(proto.Domain);
        SourceSpan span = new($"{_source}: node '{name}' ({(domain.Length == 0 ? proto.OpType : $"{domain}.{proto.OpType}")})");
        Dictionary<string, AttributeProto> attributes = new(StringComparer.Ordinal);
        foreach (AttributeProto attribute in proto.Attribute)
        {
            AttributeProto value = attribute;
            if (attribute.RefAttrName.Length > 0)
            {
                if (!scope.Attributes.TryGetValue(attribute.RefAttrName, out AttributeProto? given)) continue;
                value = given;
            }

            if (!attributes.TryAdd(attribute.Name, value))
                _diagnostics.Add(ImportDiagnostics.DuplicateName.At(span, attribute.Name, "an attribute", "an attribute"));
        }

        OnnxNode node = new(name, proto.OpType, domain, scope.Opsets.GetValueOrDefault(domain), [.. proto.Input.Select(scope.Name)],
            [.. proto.Output.Select(scope.Name)], attributes, span);
        return domain.Length == 0 && proto.OpType == "If" ? node with { Branches = Branches(node, scope) } : node;
    }

    private SortedDictionary<string, OnnxBranch> Branches(OnnxNode node, Scope scope)
    {
        SortedDictionary<string, OnnxBranch> branches = new(StringComparer.Ordinal);
        foreach ((string key, AttributeProto attribute) in node.Attributes.Where(attribute => attribute.Value.G is not null).OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            if (scope.Depth >= MaxDepth)
            {
                _full = true;
                _diagnostics.Add(ImportDiagnostics.FunctionRefused.At(node.Span, node.OpType, $"branches within each other more than {MaxDepth} deep"));
                break;
            }

            // Names of nodes need not be unique.
            string prefix = $"{node.Name}/{key}/";
            for (int i = 2; !_prefixes.Add(prefix); i++) prefix = string.Create(CultureInfo.InvariantCulture, $"{node.Name}/{key}_{i}/");
            GraphProto graph = attribute.G;
            HashSet<string> own = [.. graph.Initializer.Select(tensor => tensor.Name), .. graph.Node.SelectMany(inner => inner.Output)];
            Scope inside = new(prefix, scope.Opsets, [], scope.Attributes, scope.Depth + 1) { Around = (scope, own) };
            List<OnnxNode> outside = _nodes, nodes = [];
            _nodes = nodes;
            Body(graph.Node, inside);
            _nodes = outside;
            Dictionary<string, TensorProto> initializers = new(StringComparer.Ordinal);
            foreach (TensorProto tensor in graph.Initializer) initializers[inside.Name(tensor.Name)] = tensor;
            branches.Add(key, new OnnxBranch(nodes, initializers, [.. graph.Output.Select(output => inside.Name(output.Name))]));
        }

        return branches;
    }

    private static Dictionary<string, int> Opsets(RepeatedField<OperatorSetIdProto> imports)
    {
        Dictionary<string, int> opsets = new(StringComparer.Ordinal);
        foreach (OperatorSetIdProto import in imports) opsets[ModelChecks.DomainOf(import.Domain)] = (int)Math.Clamp(import.Version, 0, int.MaxValue);
        return opsets;
    }
}
