using System.Collections.Concurrent;
using System.Text;

using Lucid.Compiler;
using Lucid.Compiler.Strict;
using Lucid.Import;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Safetensors;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Strict;

/// <summary>
/// The golden models' outputs as hashes, <c>tests/golden/strict-hashes.txt</c>: a change of the compiler that moves a bit is seen, and every driver must give
/// what the file says.
/// </summary>
public sealed class StrictHashTests
{
    private const string GoldenName = "strict-hashes";
    private static readonly CompileOptions Options = new() { Numerics = NumericsMode.Strict };

    private static IEnumerable<string> Models =>
        Directory.EnumerateDirectories(RepositoryRoot.Combine("tests/golden/models")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    public static TheoryData<string, string> ModelsOfDrivers()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (string model in Models) data.Add(driver, model);
        }

        return data;
    }

    [Fact]
    public void The_contract_gives_each_golden_model_the_hashes_of_the_file()
    {
        ConcurrentDictionary<string, string> lines = [];
        Parallel.ForEach(Models, model =>
        {
            Graph graph = ModelCompiler.Optimize(GraphOf(model), Options, new PassLog());
            lines[model] = Lines(model, StrictEvaluator.Run(graph, InputsOf(model)).Outputs);
        });
        Golden.Match(GoldenName, string.Concat(lines.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)));
    }

    [Theory]
    [MemberData(nameof(ModelsOfDrivers))]
    public void Every_driver_gives_the_hashes_of_the_file(string driver, string model)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        string got = Lines(model, DeviceRun.Run(device.Device, ModelCompiler.Compile(GraphOf(model), Options), InputsOf(model)));
        string[] golden = File.ReadAllLines(RepositoryRoot.Combine($"tests/golden/{GoldenName}.txt"));
        Assert.Equal(golden.Where(line => line.StartsWith(model + " ", StringComparison.Ordinal)), got.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The packaged graph is what the bits follow from: it, too, gives them.</summary>
    [Fact]
    public void The_graph_in_the_package_has_the_same_bits()
    {
        ModelPackage package = ModelCompiler.Compile(GraphOf("dcgan64"), Options);
        Graph packaged = Lucid.Model.Text.GraphParser.Parse(package.GraphText!, package.Constants, "dcgan64");
        string[] golden = File.ReadAllLines(RepositoryRoot.Combine($"tests/golden/{GoldenName}.txt"));
        Assert.Equal(golden.Where(line => line.StartsWith("dcgan64 ", StringComparison.Ordinal)),
            Lines("dcgan64", StrictEvaluator.Run(packaged, InputsOf("dcgan64")).Outputs).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Bits that one driver gives prove nothing.</summary>
    [Fact]
    public void Where_all_is_checked_two_drivers_are_compared()
    {
        bool required = Resources.Full || Environment.GetEnvironmentVariable("CI") == "true";
        Assert.True(!required || DeviceMatrix.All.Count >= 2, $"only {string.Join(", ", DeviceMatrix.All)} here; tests/setup-swiftshader.sh fetches a second driver");
    }

    private static Graph GraphOf(string model) => OnnxImporter.Import(RepositoryRoot.Combine($"tests/golden/models/{model}/model.onnx"));

    private static Dictionary<string, HostTensor> InputsOf(string model)
    {
        using SafetensorsFile data = SafetensorsFile.Open(RepositoryRoot.Combine($"tests/golden/models/{model}/io.safetensors"));
        Dictionary<string, HostTensor> inputs = [];
        foreach (string name in data.Names.Where(name => name.StartsWith("input.", StringComparison.Ordinal)))
        {
            data.TryGet(name, out HostTensor? tensor);
            // The file is closed before the tensor is read.
            inputs[name["input.".Length..]] = new HostTensor(tensor!.Element, tensor.Shape, tensor.Bytes.ToArray());
        }

        return inputs;
    }

    private static string Lines(string model, IEnumerable<KeyValuePair<string, HostTensor>> outputs)
    {
        StringBuilder text = new();
        foreach ((string name, HostTensor tensor) in outputs.OrderBy(pair => pair.Key, StringComparer.Ordinal)) text.Append(model).Append(' ').Append(name).Append(' ').Append(StrictResult.Hash(tensor)).Append('\n');
        return text.ToString();
    }
}
