using System.Collections.Immutable;

using Lucid.Compiler;
using Lucid.Import;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Verification.Models;

/// <summary>
/// A model as a user names it: a file of any kind that Lucid reads, or a graph. Every verb begins with one. It has a graph and a compiled
/// package; whichever the file is not, it is made of the other when it is first asked for.
/// </summary>
public sealed class ModelSource : IDisposable
{
    private readonly Func<IReadOnlyList<string>, Graph> _graphWith;
    private readonly CompileOptions _compile;
    private readonly OpenPackage? _file;
    private Lazy<ModelSignature>? _signature;
    private Func<IReadOnlyDictionary<string, HostTensor>, ModelSource>? _withInputs;
    private Graph? _graph;
    private ModelPackage? _package;

    private ModelSource(string path, Func<IReadOnlyList<string>, Graph> graphWith, CompileOptions compile, OpenPackage? file = null)
    {
        (Path, _graphWith, _compile, _file) = (path, graphWith, compile, file);
        _package = file?.Package;
    }

    /// <summary>The file; a graph's name where there is none.</summary>
    public string Path { get; }

    /// <summary>Whether the file is a package.</summary>
    public bool IsCompiled => _file is not null;

    /// <summary>Whether <see cref="Graph"/> can be had: a package may have been stripped of it.</summary>
    public bool HasGraph => _file is null || _file.Package.GraphText is not null;

    /// <summary>The model as a graph; of a package, the graph that was compiled, after folding.</summary>
    /// <exception cref="ModelFileException">The file is a package without its graph.</exception>
    public Graph Graph => _graph ??= _graphWith([]);

    /// <summary>The model compiled.</summary>
    /// <exception cref="ModelException">The model uses what cannot be compiled.</exception>
    public ModelPackage Package => _package ??= ModelCompiler.Compile(Graph, _compile);

    /// <summary>The graph that the package's kernels compute, after folding.</summary>
    /// <exception cref="ModelFileException">The file is a package without its graph.</exception>
    public Graph CompiledGraph => Package.GraphText is { } text ? GraphParser.Parse(text, Package.Constants, Path) : throw Stripped(Path);

    /// <summary>How the model is compiled.</summary>
    public CompileOptions CompileOptions => _compile;

    /// <summary>The inputs in order.</summary>
    public ImmutableArray<ModelPort> Inputs => _file is null
        ? [.. Graph.Inputs.Select(id => new ModelPort(Graph[id].Name, Graph.TypeOf(id)))]
        : [.. _file.Package.Program.Inputs.Select(input => new ModelPort(input.Name, input.Type))];

    /// <summary>The outputs in order.</summary>
    public ImmutableArray<ModelPort> Outputs => _file is null
        ? [.. Graph.Outputs.Select(output => new ModelPort(output.Name, Graph.TypeOf(output.Value)))]
        : [.. _file.Package.Program.ModelOutputs.Select(output => new ModelPort(output.Name, output.Type))];

    /// <summary>
    /// Whether the model reads sizes or positions from the data of inputs, so that it is nothing before <see cref="WithInputValues"/> has been called:
    /// until then only <see cref="InputNames"/> and <see cref="OutputNames"/> are known.
    /// </summary>
    public bool AwaitsInputs => _withInputs is not null;

    /// <summary>What the file calls its inputs, in order: those of <see cref="Inputs"/>, and those that became part of the model.</summary>
    public ImmutableArray<string> InputNames => [.. DeclaredInputs.Select(port => port.Name)];

    /// <summary>What the file calls its outputs, in order.</summary>
    public ImmutableArray<string> OutputNames => [.. DeclaredOutputs.Select(port => port.Name)];

    /// <summary>The inputs as the file declares them.</summary>
    public ImmutableArray<DeclaredPort> DeclaredInputs => Signature is { } signature ? [.. signature.Inputs] : [.. Inputs.Select(Declared)];

    /// <summary>The outputs as the file declares them.</summary>
    public ImmutableArray<DeclaredPort> DeclaredOutputs => Signature is { } signature ? [.. signature.Outputs] : [.. Outputs.Select(Declared)];

    /// <summary>Names of all values, where the graph can be had.</summary>
    public IEnumerable<string> ValueNames => HasGraph ? Graph.Values.Select(value => value.Name) : [];

    /// <summary>Whether values are stored as half (<c>--precision f16</c>).</summary>
    public bool IsHalf => _package?.Program.Precision == ElementType.F16;

    /// <summary>A model in memory.</summary>
    public static ModelSource Of(Graph graph, CompileOptions? compile = null) => new(graph.Name, names => GraphOutputNames.Add(graph, names), compile ?? new CompileOptions());

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFileException">No such file, or of a kind that Lucid does not read, or already compiled and so beyond what is asked.</exception>
    public static ModelSource Load(string path, ModelLoadOptions? options = null)
    {
        options ??= new ModelLoadOptions();
        if (Directory.Exists(path)) throw new ModelFileException(path, "is a folder, expected a model");
        if (!File.Exists(path)) throw new ModelFileException(path, "no such file");
        string kind = System.IO.Path.GetExtension(path).ToLowerInvariant();
        if (kind is not (".lucid" or ".onnx" or ".lvk")) StateFile.RefusePickle(path);
        return kind switch
        {
            ".lucid" => LoadSource(path, options),
            ".onnx" => LoadOnnx(path, options),
            ".lvk" => LoadPackage(path, options),
            _ => throw new ModelFileException(path, $"'{kind}' is no kind of model; expected .lucid, .onnx or .lvk"),
        };
    }

    /// <summary>As <see cref="Load"/>; a model that reads sizes from the data of inputs waits for them (<see cref="AwaitsInputs"/>) instead of being refused.</summary>
    /// <exception cref="ModelFileException">As <see cref="Load"/>.</exception>
    public static ModelSource LoadForInputs(string path, ModelLoadOptions? options = null)
    {
        options ??= new ModelLoadOptions();
        try
        {
            return Load(path, options);
        }
        catch (ModelException fault) when (fault.Diagnostics.Any(diagnostic => diagnostic.Id == ImportDiagnostics.OperandIsInput.Id))
        {
            Lazy<ModelSignature> signature = new(() => OnnxImporter.ReadSignature(path));
            return new ModelSource(path, _ => throw fault, options.Compile)
            {
                _signature = signature,
                _withInputs = values =>
                {
                    ModelSource source = Load(path, options with { InputValues = values });
                    source._signature = signature;
                    return source;
                },
            };
        }
    }

    /// <summary>The model for these data of its inputs, if it has been waiting for them; else this one.</summary>
    /// <exception cref="ModelException">The data do not suit the model.</exception>
    public ModelSource WithInputValues(IReadOnlyDictionary<string, HostTensor> values) => _withInputs is { } make ? make(values) : this;

    /// <summary>The same model with inner values as further outputs.</summary>
    /// <exception cref="ModelException">A name is not known.</exception>
    /// <exception cref="ModelFileException">The file is a package without its graph.</exception>
    public ModelSource WithOutputs(IReadOnlyList<string> names)
    {
        if (names.Count == 0) return this;
        Graph graph = _graphWith(names);
        return new ModelSource(Path, more => _graphWith([.. names, .. more]), _compile) { _graph = graph };
    }

    /// <summary>Closes the file of a package.</summary>
    public void Dispose() => _file?.Dispose();

    private ModelSignature? Signature => _signature?.Value;

    private static DeclaredPort Declared(ModelPort port) => new(port.Name, port.Type.Element);

    private static ModelSource LoadSource(string path, ModelLoadOptions options)
    {
        Graph graph = SourceModel.Build(SourceModel.Read(path), path, options);
        return new ModelSource(path, names => GraphOutputNames.Add(graph, names), options.Compile) { _graph = graph };
    }

    private static ModelSource LoadOnnx(string path, ModelLoadOptions options)
    {
        Dictionary<string, HostTensor>? weights = options.WeightsFile is { } file ? StateFile.Load(file) : null;
        ModelSource source = new(path, names => OnnxImporter.Import(path, new ImportOptions
        {
            Shapes = options.Shapes,
            InputValues = options.InputValues,
            Weights = weights,
            WeightsPrefix = options.WeightsPrefix,
            InitialWeightSeed = options.InitialWeightSeed,
            ExtraOutputs = names,
            Report = names.Count == 0 ? options.Report : null,
        }), options.Compile) { _signature = new(() => OnnxImporter.ReadSignature(path)) };
        Graph graph = source.Graph; // at once: a model that does not import has nothing to offer later either
        if (Checkerboard.Summary(graph, System.IO.Path.GetFileName(path)) is { } uneven) options.Report?.Invoke(uneven);
        return source;
    }

    private static ModelSource LoadPackage(string path, ModelLoadOptions options)
    {
        if (options.WeightsFile is not null) throw new ModelFileException(path, "is compiled, its weights are in it; give --weights when the model is compiled");
        OpenPackage file = PackageReader.Open(path);
        try
        {
            file.VerifyDigests();
            return new ModelSource(path, names => GraphOutputNames.Add(GraphOf(file), names), options.Compile, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Graph GraphOf(OpenPackage file) => file.Package.GraphText is { } text
        ? GraphParser.Parse(text, file.Package.Constants, file.FileName)
        : throw Stripped(file.FileName);

    private static ModelFileException Stripped(string path) =>
        new(path, "was compiled with --strip and carries no graph, which is needed for this; compile the model again without --strip");
}
