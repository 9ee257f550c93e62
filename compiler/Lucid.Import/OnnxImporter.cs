using Lucid.Import.Onnx;
using Lucid.Import.Onnx.Proto;
using Lucid.Import.Weights;
using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Import;

/// <summary>
/// ONNX → <see cref="Graph"/>. A file is read within bounds, checked, its functions expanded and its nodes ordered; then every node becomes
/// ops, computed at once where all it needs are constants or sizes, so that what exporters write to handle dynamic axes leaves no trace but
/// expressions in the attributes.
/// </summary>
public static class OnnxImporter
{
    /// <summary>Imports a file; external data are read from its folder.</summary>
    /// <exception cref="OnnxFormatException">The file is damaged or no ONNX model.</exception>
    /// <exception cref="ModelException">The model cannot be imported; all reasons at once.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Graph Import(string path, ImportOptions? options = null)
    {
        string source = Path.GetFileName(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        return Import(OnnxFile.ReadAll(stream, source), source, new ExternalData(folder, source), options ?? new ImportOptions());
    }

    /// <summary>Imports a model from a stream; it has no external data.</summary>
    /// <param name="stream">The model.</param>
    /// <param name="source">Its name for messages and for the graph.</param>
    /// <param name="options">What to do with it.</param>
    /// <exception cref="OnnxFormatException">The data are damaged or no ONNX model.</exception>
    /// <exception cref="ModelException">The model cannot be imported; all reasons at once.</exception>
    public static Graph Import(Stream stream, string source = "model.onnx", ImportOptions? options = null) =>
        Import(OnnxFile.ReadAll(stream, source), source, null, options ?? new ImportOptions());

    /// <summary>A file's inputs and outputs, without importing it: an import may need the data of inputs, which are found by name.</summary>
    /// <exception cref="OnnxFormatException">The file is damaged or no ONNX model.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ModelSignature ReadSignature(string path)
    {
        string source = Path.GetFileName(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        GraphProto graph = OnnxFile.ReadModel(OnnxFile.ReadAll(stream, source), source).Graph ?? new GraphProto();
        HashSet<string> initializers = [.. graph.Initializer.Select(tensor => tensor.Name)];
        return new(graph.Input.Where(input => !initializers.Contains(input.Name)).Select(Declared).ToValueList(), graph.Output.Select(Declared).ToValueList());

        static DeclaredPort Declared(ValueInfoProto value) => new(value.Name, value.Type?.TensorType is { } tensor ? OnnxTypes.Element(tensor.ElemType) : null);
    }

    private static Graph Import(byte[] bytes, string source, ExternalData? external, ImportOptions options)
    {
        if (PickleFile.Refuse(source, bytes) is { } pickle) throw new ModelException([pickle]);
        DiagnosticBag diagnostics = [];
        ModelProto proto = OnnxFile.ReadModel(bytes, source);
        OnnxModel? model = OnnxModel.From(proto, source, options.ExtraOutputs, diagnostics);
        if (model is null) throw new ModelException([.. diagnostics]);

        IReadOnlyDictionary<string, HostTensor> weights = options.Weights is null ? new Dictionary<string, HostTensor>()
            : WeightReplacement.Match(model, options.Weights, options.WeightsPrefix, options.InitialWeightSeed, diagnostics);

        // Which inputs a size is read from shows only where the size is needed; each round learns at least one more.
        SortedSet<string> known = new(StringComparer.Ordinal);
        while (true)
        {
            DiagnosticBag found = [.. diagnostics];
            GraphAssembly assembly = new(model, Path.GetFileNameWithoutExtension(source));
            GraphConstants constants = new(source, external);
            GraphLowering lowering = new(model, constants, weights, found);
            lowering.Run(Inputs(model, constants, assembly, options, known, found));
            if (!found.HasErrors) GraphOutputs.Check(model, lowering.Values, found);
            if (found.HasErrors)
            {
                string[] learned = [.. lowering.InputsWanted.Where(name => options.InputValues.ContainsKey(name) && !known.Contains(name))];
                if (learned.Length == 0) throw new ModelException([.. found]);
                known.UnionWith(learned);
                continue;
            }

            Graph graph = assembly.Build(lowering, GraphOutputs.Names(model, options.ExtraOutputs));
            AddNotes(constants, source, found);
            foreach (Diagnostic diagnostic in found.Concat(assembly.Diagnostics)) options.Report?.Invoke(diagnostic);
            return graph;
        }
    }

    private static List<ImportedValue> Inputs(
        OnnxModel model, GraphConstants constants, GraphAssembly assembly, ImportOptions options, SortedSet<string> known, DiagnosticBag diagnostics)
    {
        Dictionary<string, Shape> shapes = new(options.Shapes, StringComparer.Ordinal);
        foreach (string name in known) shapes[name] = options.InputValues[name].Shape;
        List<ImportedValue> inputs = [];
        foreach ((string name, TensorType type) in new GraphInputs(model, constants, shapes, diagnostics).Read())
        {
            if (!known.Contains(name)) inputs.Add(assembly.AddInput(name, type));
            else if (options.InputValues[name] is { } data && data.Element.IsFloat() == type.Element.IsFloat()) inputs.Add(ImportedValue.Constant(data.ConvertTo(type.Element), name));
            else diagnostics.Add(ImportDiagnostics.InputValueRefused.At(new SourceSpan(model.Source), name, options.InputValues[name], type));
        }

        return inputs;
    }

    private static void AddNotes(GraphConstants constants, string source, DiagnosticBag diagnostics)
    {
        const int Shown = 5;
        foreach ((ElementType element, List<string> names) in constants.Converted)
        {
            string[] distinct = [.. names.Distinct(StringComparer.Ordinal)];
            string list = string.Join(", ", distinct.Take(Shown).Select(name => $"'{name}'")) + (distinct.Length > Shown ? ", …" : string.Empty);
            diagnostics.Add(ImportDiagnostics.FloatsConverted.At(new SourceSpan(source), distinct.Length == 1 ? "a value" : $"{distinct.Length} values", element.Text(), list));
        }
    }
}
