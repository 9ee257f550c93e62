using Lucid.Import.Onnx.Proto;
using Lucid.Model;

namespace Lucid.Import.Onnx;

/// <summary>The checks of ONNX's own checker that protect an import, in one list.</summary>
internal static class ModelChecks
{
    // Version 10 came with opset 21; later ones add types that are refused by name where they occur.
    private const long NewestIrVersion = 13;

    /// <summary>The version of ai.onnx, or null after an error.</summary>
    public static int? Opset(ModelProto proto, SourceSpan span, DiagnosticBag diagnostics)
    {
        if (proto.Graph is null)
        {
            diagnostics.Add(ImportDiagnostics.NoGraph.At(span));
            return null;
        }

        if (proto.IrVersion < 3) diagnostics.Add(ImportDiagnostics.IrVersionRefused.At(span, proto.HasIrVersion ? proto.IrVersion : "missing"));
        else if (proto.IrVersion > NewestIrVersion) diagnostics.Add(ImportDiagnostics.IrVersionUnknown.At(span, proto.IrVersion, NewestIrVersion));

        foreach (var twice in proto.OpsetImport.GroupBy(import => DomainOf(import.Domain)).Where(group => group.Count() > 1))
            diagnostics.Add(ImportDiagnostics.DuplicateName.At(span, twice.Key.Length == 0 ? "ai.onnx" : twice.Key, $"opset {twice.First().Version}", $"opset {twice.Last().Version}"));

        OperatorSetIdProto? own = proto.OpsetImport.FirstOrDefault(import => DomainOf(import.Domain).Length == 0);
        if (own is null) diagnostics.Add(ImportDiagnostics.NoOpset.At(span, OnnxModel.FirstOpset, OnnxModel.LastOpset));
        else if (own.Version is < OnnxModel.OldestOpset or > OnnxModel.LastOpset)
            diagnostics.Add(ImportDiagnostics.OpsetRefused.At(span, own.Version, OnnxModel.FirstOpset, OnnxModel.LastOpset));
        return diagnostics.HasErrors ? null : (int)own!.Version;
    }

    /// <summary>Every value is defined once (static single assignment) and whatever needs a name has one.</summary>
    public static bool Names(GraphProto graph, IReadOnlyList<OnnxNode> nodes, SourceSpan span, DiagnosticBag diagnostics)
    {
        Dictionary<string, string> definitions = new(StringComparer.Ordinal);
        HashSet<string> inputs = new(StringComparer.Ordinal);
        foreach (ValueInfoProto input in graph.Input)
        {
            if (Named(input.Name, "an input") && !inputs.Add(input.Name)) Twice(input.Name, "an input", "an input", span);
        }

        // An initializer may stand for the input of its name, as its default.
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (Named(tensor.Name, "an initializer")) Define(tensor.Name, "an initializer", span);
        }

        foreach (SparseTensorProto sparse in graph.SparseInitializer)
            diagnostics.Add(ImportDiagnostics.UnsupportedValue.At(span, $"initializer '{sparse.Values?.Name}'", "sparse", "; store it as a dense tensor"));
        foreach (string input in inputs) definitions.TryAdd(input, "an input");
        foreach (OnnxNode node in nodes)
        {
            foreach (string output in node.Outputs)
            {
                if (output.Length > 0) Define(output, $"an output of node '{node.Name}'", node.Span);
            }
        }

        HashSet<string> outputs = new(StringComparer.Ordinal);
        foreach (ValueInfoProto output in graph.Output)
        {
            if (Named(output.Name, "an output") && !outputs.Add(output.Name)) Twice(output.Name, "an output", "an output", span);
        }

        return !diagnostics.HasErrors;

        void Define(string name, string what, SourceSpan at)
        {
            if (!definitions.TryAdd(name, what)) Twice(name, definitions[name], what, at);
        }

        void Twice(string name, string first, string second, SourceSpan at) => diagnostics.Add(ImportDiagnostics.DuplicateName.At(at, name, first, second));

        bool Named(string name, string what)
        {
            if (name.Length == 0) diagnostics.Add(ImportDiagnostics.NameMissing.At(span, what));
            return name.Length > 0;
        }
    }

    /// <summary>A domain with both spellings of the default one made empty.</summary>
    public static string DomainOf(string domain) => domain == "ai.onnx" ? string.Empty : domain;
}
