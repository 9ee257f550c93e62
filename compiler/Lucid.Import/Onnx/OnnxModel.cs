using Lucid.Import.Onnx.Proto;
using Lucid.Model;

namespace Lucid.Import.Onnx;

/// <summary>A checked model: nodes of one flat graph in an order in which every operand is defined before it is used.</summary>
/// <param name="Source">The file's name without folders.</param>
/// <param name="Opset">The version of ai.onnx.</param>
/// <param name="Graph">Its graph, for inputs, outputs and initializers.</param>
/// <param name="Nodes">What the wanted values need, in order.</param>
internal sealed record OnnxModel(string Source, int Opset, GraphProto Graph, IReadOnlyList<OnnxNode> Nodes)
{
    /// <summary>Supported versions of the ai.onnx operators.</summary>
    public const int FirstOpset = 6, LastOpset = 21;

    /// <summary>Files of these versions are read too, as far as their operators did not change up to <see cref="FirstOpset"/>.</summary>
    public const int OldestOpset = 1;

    /// <summary>Initializers by name.</summary>
    public IReadOnlyDictionary<string, TensorProto> Initializers { get; } = Graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);

    /// <summary>Inputs that the caller feeds: files of old versions list their initializers as inputs too.</summary>
    public IEnumerable<ValueInfoProto> Inputs => Graph.Input.Where(input => !Initializers.ContainsKey(input.Name));

    /// <summary>The model with all its checks done, or null after errors have been added.</summary>
    /// <param name="proto">The file.</param>
    /// <param name="source">Its name without folders.</param>
    /// <param name="extraOutputs">Inner values wanted beside the model's outputs.</param>
    /// <param name="diagnostics">What is wrong.</param>
    public static OnnxModel? From(ModelProto proto, string source, IReadOnlyList<string> extraOutputs, DiagnosticBag diagnostics)
    {
        SourceSpan span = new(source);
        if (ModelChecks.Opset(proto, span, diagnostics) is not { } opset) return null;
        List<OnnxNode> nodes = new FunctionExpansion(proto, source, opset, diagnostics).Expand();
        if (!ModelChecks.Names(proto.Graph, nodes, span, diagnostics)) return null;

        List<string> known = [.. proto.Graph.Input.Select(input => input.Name), .. proto.Graph.Initializer.Select(tensor => tensor.Name)];
        HashSet<string> defined = [.. known, .. nodes.SelectMany(node => node.Outputs)];
        foreach (string extra in extraOutputs)
        {
            if (!defined.Contains(extra))
                diagnostics.Add(ImportDiagnostics.UnknownExtraOutput.At(span, extra, NameHint.For(extra, defined.Where(name => name.Length > 0).Order(StringComparer.Ordinal))));
        }

        foreach (ValueInfoProto output in proto.Graph.Output)
        {
            if (!defined.Contains(output.Name)) diagnostics.Add(ImportDiagnostics.UndefinedValue.At(span, output.Name, ", but is an output of the model"));
        }

        List<OnnxNode> wanted = NodeOrder.Needed(nodes, [.. proto.Graph.Output.Select(output => output.Name), .. extraOutputs]);
        List<OnnxNode> ordered = NodeOrder.Sort(wanted, known, span, diagnostics);
        return diagnostics.HasErrors ? null : new OnnxModel(source, opset, proto.Graph, ordered);
    }
}
