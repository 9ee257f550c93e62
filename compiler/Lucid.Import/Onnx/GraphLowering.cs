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
    private readonly HashSet<string> _used = [.. model.Nodes.SelectMany(node => node.Inputs), .. model.Graph.Output.Select(output => output.Name)];

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
        if (!CheckOperators()) return;
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
    private bool CheckOperators()
    {
        const int NamesShown = 5;
        List<IGrouping<string, OnnxNode>> refused = [.. model.Nodes.Where(node => OperatorTable.Find(node) is null).GroupBy(node => node.QualifiedOpType)
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
