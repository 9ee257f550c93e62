using BenchmarkDotNet.Attributes;

using Lucid.Compiler;
using Lucid.Import;
using Lucid.Model;
using Lucid.Packaging;

namespace Lucid.Benchmarks.Host;

/// <summary>What the host does with a model before a device sees it.</summary>
/// <remarks>Public and not sealed: BenchmarkDotNet derives from it.</remarks>
public class ModelCosts
{
    private Graph? _graph;
    private ModelPackage? _package;
    private byte[] _bytes = [];

    /// <summary>The models' files; set before BenchmarkDotNet makes instances.</summary>
    internal static IReadOnlyDictionary<string, string> Files { get; set; } = new Dictionary<string, string>();

    /// <summary>Names of the models.</summary>
    public static IEnumerable<string> Names => Files.Keys;

    /// <summary>The model at hand.</summary>
    [ParamsSource(nameof(Names))]
    public string Model { get; set; } = "";

    /// <summary>Makes what a step begins with.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _graph = OnnxImporter.Import(Files[Model]);
        _package = ModelCompiler.Compile(_graph);
        _bytes = Written();
    }

    /// <summary>ONNX to graph.</summary>
    [Benchmark(Description = "import ONNX")]
    public object Import() => OnnxImporter.Import(Files[Model]);

    /// <summary>Graph to package: passes, fusion, kernels, memory plan.</summary>
    [Benchmark(Description = "compile")]
    public object Compile() => ModelCompiler.Compile(_graph!);

    /// <summary>Package to bytes.</summary>
    [Benchmark(Description = "write package")]
    public object Write() => Written();

    /// <summary>Bytes to package, all rules checked.</summary>
    [Benchmark(Description = "read package")]
    public int Read()
    {
        using OpenPackage open = PackageReader.Parse(_bytes);
        return open.Package.Modules.Count;
    }

    private byte[] Written()
    {
        using MemoryStream stream = new();
        PackageWriter.Write(stream, _package!);
        return stream.ToArray();
    }
}
