using System.Text.Json;

using Lucid.Compiler;
using Lucid.Import;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Safetensors;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Xunit;

namespace Lucid.Conformance.Tests.Models;

/// <summary>Golden models from the ONNX file to the output, every data set, limits from their manifests.</summary>
public sealed class GoldenModelTests
{
    private static IEnumerable<string> Covered =>
        Directory.EnumerateDirectories(RepositoryRoot.Combine("tests/golden/models")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    public static TheoryData<string, string> ModelsOfDrivers()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (string model in Covered) data.Add(driver, model);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ModelsOfDrivers))]
    public void Runs_every_data_set_within_its_limit(string driver, string name) => RunDataSets(driver, name, ElementType.F32);

    [Theory]
    [MemberData(nameof(ModelsOfDrivers))]
    public void Stored_as_halves_runs_every_data_set_within_the_limit_of_halves(string driver, string name) => RunDataSets(driver, name, ElementType.F16);

    /// <summary>A chain of layers; skips through pools, sums and concatenations.</summary>
    [Theory]
    [InlineData("waifu2x_upconv7")]
    [InlineData("fcn8s")]
    [InlineData("unet128")]
    public void Halves_take_half_the_room(string name)
    {
        Graph graph = OnnxImporter.Import(RepositoryRoot.Combine($"tests/golden/models/{name}/model.onnx"));
        ModelPackage whole = ModelCompiler.Compile(graph);
        ModelPackage half = ModelCompiler.Compile(graph, new CompileOptions { Precision = ElementType.F16 });
        Assert.Equal(ElementType.F16, half.Program.Precision);
        Assert.InRange(Stored(half), Stored(whole) * 0.49, Stored(whole) * 0.55);
        Assert.InRange(Activations(half), Activations(whole) * 0.45, Activations(whole) * 0.65);

        static long Stored(ModelPackage package) => package.Constants.Values.Sum(tensor => (long)tensor.Bytes.Length);
        static double Activations(ModelPackage package) => package.Program.Buffers.Where(buffer => buffer.Kind == BufferKind.Activation)
            .Sum(buffer => buffer.ByteSize.Evaluate(buffer.ByteSize.Symbols().ToDictionary(symbol => symbol, _ => 64L)));
    }

    private static void RunDataSets(string driver, string name, ElementType precision)
    {
        string folder = RepositoryRoot.Combine($"tests/golden/models/{name}");
        ModelPackage package = ModelCompiler.Compile(OnnxImporter.Import(Path.Combine(folder, "model.onnx")), new CompileOptions { Precision = precision });
        using CompiledModel model = CompiledModel.FromPackage(package);
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = model.CreateSession(device.Device);
        string[] sets = Directory.GetFiles(folder, "io*.safetensors");
        Assert.NotEmpty(sets);
        foreach (string set in sets.Order(StringComparer.Ordinal))
        {
            using SafetensorsFile data = SafetensorsFile.Open(set);
            IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(session, Part(data, "input."));
            foreach ((string output, HostTensor reference) in Part(data, "output."))
                TensorAssert.Close(reference, got[output], LimitOf(folder, output, precision), $"{Path.GetFileName(set)}, {output}");
        }
    }

    [Theory]
    [InlineData("dcgan64")]
    [InlineData("fsrcnn_x3")]
    [InlineData("dbnet_head")]
    public void The_interpreter_agrees_with_the_golden_tensors(string name)
    {
        string folder = RepositoryRoot.Combine($"tests/golden/models/{name}");
        Graph graph = OnnxImporter.Import(Path.Combine(folder, "model.onnx"));
        using SafetensorsFile data = SafetensorsFile.Open(Path.Combine(folder, "io.safetensors"));
        ReferenceResult result = ReferenceInterpreter.Run(graph, Part(data, "input."));
        foreach ((string output, HostTensor reference) in Part(data, "output."))
            TensorAssert.Close(reference, result.Outputs[output].ToHost(), LimitOf(folder, output, ElementType.F32), output);
    }

    /// <summary>Epilogues and elementwise bodies are SPIR-V of our own: a judge that shares no code with them.</summary>
    [FactNeeding(Resource.SpirvTools)]
    public void Every_module_of_a_package_is_valid()
    {
        Dictionary<string, ReadOnlyMemory<byte>> modules = [];
        foreach (string name in Covered)
        {
            ModelPackage package = ModelCompiler.Compile(OnnxImporter.Import(RepositoryRoot.Combine($"tests/golden/models/{name}/model.onnx")));
            foreach ((string module, ReadOnlyMemory<byte> code) in package.Modules) modules[module] = code;
        }

        Assert.True(modules.Count > 20, $"{modules.Count} modules");
        Parallel.ForEach(modules, module => ShaderTools.AssertValid(module.Value, module.Key));
    }

    private static Dictionary<string, HostTensor> Part(SafetensorsFile data, string prefix) =>
        data.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(
            name => name[prefix.Length..], name => data.TryGet(name, out HostTensor? tensor) ? tensor! : throw new InvalidDataException(name));

    private static ComparisonLimit LimitOf(string folder, string output, ElementType precision)
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "model.json")));
        JsonElement outputs = manifest.RootElement.GetProperty("outputs");
        JsonElement record = outputs.ValueKind == JsonValueKind.Array
            ? outputs.EnumerateArray().Single(o => o.GetProperty("name").GetString() == output)
            : outputs.GetProperty(output);
        return ComparisonLimits.GoldenModel(halfStorage: precision == ElementType.F16, record.GetProperty("torch_f32_rel_err").GetDouble(), record.GetProperty("f16_weights_and_inputs_rel_err").GetDouble());
    }
}
