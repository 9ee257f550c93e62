using Lucid.Import.Onnx;
using Lucid.Import.Onnx.Proto;
using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Import.Weights;

/// <summary>Matches a state dict with a model's float initializers by name. Everything must match, as when torch loads one strictly.</summary>
internal static class WeightReplacement
{
    /// <summary>Replacements by initializer; what is missing, surplus or wrongly shaped is reported, all of it.</summary>
    public static IReadOnlyDictionary<string, HostTensor> Match(
        OnnxModel model, IReadOnlyDictionary<string, HostTensor> given, string prefix, long? initialSeed, DiagnosticBag diagnostics)
    {
        SourceSpan span = new(model.Source);
        HashSet<string> transposed = [.. model.Nodes.Where(node => node.OpType == "ConvTranspose" && node.Inputs.Length > 1).Select(node => node.Inputs[1])];
        Dictionary<string, HostTensor> own = given.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value, StringComparer.Ordinal);
        IReadOnlyDictionary<string, HostTensor> state = StateDictionary.Unwrap(own, transposed.Contains, span, diagnostics);

        HashSet<string> used = [.. model.Nodes.SelectMany(node => node.Inputs)];
        Dictionary<string, HostTensor> replacements = new(StringComparer.Ordinal);
        List<string> kept = [];
        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            bool parameter = used.Contains(tensor.Name) && OnnxTypes.Element(tensor.DataType)?.IsFloat() == true;
            if (state.TryGetValue(tensor.Name, out HostTensor? data)) Replace(tensor, data);
            else if (!parameter) continue;
            else if (IsExporterName(tensor.Name)) kept.Add(tensor.Name);
            else if (initialSeed is { } seed) replacements.Add(tensor.Name, InitialWeights.Make(model, tensor, seed));
            else diagnostics.Add(ImportDiagnostics.WeightMissing.At(span, tensor.Name, $"[{string.Join(",", tensor.Dims)}]", NameHint.For(tensor.Name, state.Keys)));
        }

        string[] names = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        HashSet<string> known = [.. names];
        foreach ((string name, HostTensor tensor) in state)
        {
            if (!known.Contains(name)) diagnostics.Add(ImportDiagnostics.WeightSurplus.At(span, prefix + name, tensor, NameHint.For(name, names)));
        }

        if (kept.Count > 0) diagnostics.Add(ImportDiagnostics.WeightKept.At(span, string.Join(", ", kept.Select(name => $"'{name}'"))));
        return replacements;

        void Replace(TensorProto tensor, HostTensor data)
        {
            (ElementType element, Shape shape) = TensorData.TypeOf(tensor, model.Source, $"initializer '{tensor.Name}'");
            // The exporter adds axes of 1 to slopes that must broadcast along channels.
            bool fits = Proper(shape).SequenceEqual(Proper(data.Shape)) && element.IsFloat() == data.Element.IsFloat();
            if (fits) replacements.Add(tensor.Name, data.Reshape(shape));
            else diagnostics.Add(ImportDiagnostics.WeightShape.At(span, tensor.Name, data, element.Text() + shape));
        }
    }

    private static IEnumerable<long> Proper(Shape shape) => shape.Extents.Where(extent => extent != 1);

    /// <summary>Names that exporters make up for constants they computed: <c>onnx::Conv_12</c>, <c>123</c>, <c>val_7</c>.</summary>
    private static bool IsExporterName(string name) =>
        name.StartsWith("onnx::", StringComparison.Ordinal) || name.All(char.IsAsciiDigit)
        || (name.LastIndexOf('_') is > 0 and int at && name[..at].TrimStart('_') == "val" && name[(at + 1)..].All(char.IsAsciiDigit));
}
