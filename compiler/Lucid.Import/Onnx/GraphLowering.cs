using Lucid.Import.Onnx.Operators;
using Lucid.Import.Onnx.Proto;
using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Import.Onnx;

/// <summary>Lowers the nodes of a checked model in order. A node that fails is reported and what depends on it is passed over in silence.</summary>
internal sealed class GraphLowering(OnnxModel model, GraphConstants constants, IReadOnlyDictionary<string, HostTensor> weights, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, ImportedValue> _values = new(StringComparer.Ordinal);
    private readonly Emitter _emitter = new(diagnostics);
    private readonly HashSet<string> _used = [.. model.Nodes.SelectMany(node => node.Reads), .. model.Graph.Output.Select(output => output.Name)];

    /// <summary>Every value by its name; those of failed nodes are missing.</summary>
    public IReadOnlyDictionary<string, ImportedValue> Values => _values;

    /// <summary>Ops that are left to run, in order.</summary>
    public IReadOnlyList<PendingNode> Pending => _emitter.Pending;

    /// <summary>Conditions that the importer found itself.</summary>
    public IReadOnlyList<Guard> Guards => _emitter.Guards;

    /// <summary>Inputs whose data would have been needed.</summary>
    public IReadOnlySet<string> InputsWanted => _emitter.InputsWanted;

    public void Run(IEnumerable<ImportedValue> inputs)
    {
        if (!CheckOperators(model.Nodes)) return;
        foreach (ImportedValue input in inputs) _values[input.Name!] = input;
        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            // The type of an initializer that nothing uses does not matter.
            if (OnnxTypes.Element(tensor.DataType) is null && !_used.Contains(tensor.Name)) continue;
            _values[tensor.Name] = constants.Read(tensor, $"initializer '{tensor.Name}'", tensor.Name, weights.GetValueOrDefault(tensor.Name));
        }

        foreach (OnnxNode node in model.Nodes) Lower(node);
    }

    /// <summary>One error for all nodes that cannot be imported, with what can.</summary>
    private bool CheckOperators(IEnumerable<OnnxNode> nodes)
    {
        const int NamesShown = 5;
        List<IGrouping<string, OnnxNode>> refused = [.. nodes.Where(node => node.Branches.Count == 0 && OperatorTable.Find(node) is null).GroupBy(node => node.QualifiedOpType)
            .OrderBy(group => group.Key, StringComparer.Ordinal)];
        if (refused.Count == 0) return true;
        string lines = string.Concat(refused.Select(group =>
        {
            string names = string.Join(", ", group.Take(NamesShown).Select(node => $"'{node.Name}'")) + (group.Count() > NamesShown ? ", …" : string.Empty);
            return $"\n  {group.Key} ×{group.Count()}{Remark(group.First())}: {names}";
        }));
        diagnostics.Add(ImportDiagnostics.UnsupportedOperators.At(new SourceSpan(model.Source),
            refused.Count == 1 ? "an operator is" : $"{refused.Count} operators are", lines, model.Opset, string.Join(", ", OperatorTable.Names(model.Opset))));
        return false;
    }

    private static string Remark(OnnxNode node)
    {
        if (node.Domain.Length > 0 || OperatorTable.Find(node.OpType) is not { } entry) return string.Empty;
        return node.Opset < entry.Since ? $" (supported since opset {entry.Since})" : $" (exists until opset {entry.Until})";
    }

    private void Lower(OnnxNode node)
    {
        if (node.Branches.Count > 0)
        {
            LowerIf(node);
            return;
        }

        OnnxOperator entry = OperatorTable.Find(node)!;
        ImportedValue?[] operands = new ImportedValue?[node.Inputs.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            if (node.Inputs[i].Length == 0) continue;
            if (!_values.TryGetValue(node.Inputs[i], out operands[i])) return;
        }

        try
        {
            Check(node, entry);
            NodeLowering lowering = new(node, operands, _emitter, constants, diagnostics);
            entry.Lower(lowering);
            Keep(node, entry, lowering.Outputs);
        }
        catch (NodeFailedException)
        {
            // Reported where it was thrown.
        }
        catch (Exception error) when (error is OverflowException or ShapeEvaluationException)
        {
            diagnostics.Add(ImportDiagnostics.SizeRefused.At(node.Span, error is OverflowException ? "it exceeds 64 bits" : error.Message));
        }
    }

    /// <summary>The nodes of the branch that a known condition takes, in the place of the If; the other branch is not looked at.</summary>
    private void LowerIf(OnnxNode node)
    {
        if (node.Inputs is not [{ Length: > 0 } name])
        {
            diagnostics.Add(ImportDiagnostics.IfRefused.At(node.Span, $"{node.Inputs.Length} operands, expected a condition"));
            return;
        }

        if (!_values.TryGetValue(name, out ImportedValue? condition)) return;
        if (condition.Type.Element != ElementType.Bool || condition.ToReference(1) is not { Shape.ElementCount: 1 } known)
        {
            diagnostics.Add(ImportDiagnostics.IfRefused.At(node.Span,
                $"the condition '{name}' ({condition.Type}) is not known before the model runs, and a compiled model has no branches; fix the sizes that it follows from (--shape), or export the branch that is taken"));
            return;
        }

        string taken = known.Integers[0] != 0 ? "then_branch" : "else_branch";
        if (!node.Branches.TryGetValue(taken, out OnnxBranch? branch) || branch.Outputs.Length != node.Outputs.Length)
        {
            diagnostics.Add(ImportDiagnostics.IfRefused.At(node.Span, branch is null ? $"it has no {taken}" : $"{taken} has {branch.Outputs.Length} outputs, expected {node.Outputs.Length}"));
            return;
        }

        int faults = diagnostics.Count;
        List<OnnxNode> ordered = NodeOrder.Sort(NodeOrder.Needed(branch.Nodes, branch.Outputs), [.. branch.Initializers.Keys, .. branch.Captures], node.Span, diagnostics);
        if (diagnostics.Count > faults || !CheckOperators(ordered)) return;
        _used.UnionWith(ordered.SelectMany(inner => inner.Reads).Concat(branch.Outputs));
        foreach ((string key, TensorProto tensor) in branch.Initializers) _values[key] = constants.Read(tensor, $"initializer '{key}'", key, weights.GetValueOrDefault(key));
        foreach (OnnxNode inner in ordered) Lower(inner);
        for (int i = 0; i < branch.Outputs.Length; i++)
        {
            if (node.Outputs[i].Length == 0 || !_values.TryGetValue(branch.Outputs[i], out ImportedValue? value)) continue;
            if (value.Producer is not null && value.Name == branch.Outputs[i]) value.Name = node.Outputs[i];
            _values[node.Outputs[i]] = value;
        }
    }

    private void Check(OnnxNode node, OnnxOperator entry)
    {
        foreach (string name in node.Attributes.Keys.Where(name => !entry.HasAttribute(name, node.Opset)).Order(StringComparer.Ordinal))
            Fail(ImportDiagnostics.AttributeUnknown.At(node.Span, name, node.OpType, node.Opset));
        if (node.Inputs.Length > entry.MaxOperands) Fail(ImportDiagnostics.OperandCount.At(node.Span, node.Inputs.Length, entry.MaxOperands));
        if (node.Outputs.Length == 0) Fail(ImportDiagnostics.NameMissing.At(node.Span, "an output"));

        void Fail(Diagnostic diagnostic)
        {
            diagnostics.Add(diagnostic);
            throw new NodeFailedException();
        }
    }

    private void Keep(OnnxNode node, OnnxOperator entry, IReadOnlyList<ImportedValue?> outputs)
    {
        for (int i = 0; i < outputs.Count; i++)
        {
            string name = node.Outputs[i];
            if (name.Length == 0) continue;
            if (outputs[i] is { } value)
            {
                value.Name ??= name;
                _values[name] = value;
            }
            else if (_used.Contains(name))
            {
                int supported = outputs.TakeWhile(output => output is not null).Count();
                diagnostics.Add(ImportDiagnostics.OutputUnsupported.At(node.Span, i, name,
                    supported == 1 ? $"the first output of {entry.Name} is" : $"the first {supported} outputs of {entry.Name} are"));
            }
        }
    }
}
