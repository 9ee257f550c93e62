using System.Text.Json;

using Lucid.Import;
using Lucid.Model;
using Lucid.Safetensors;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>The golden decoder models: inferred shapes, and values on the reference interpreter.</summary>
public sealed class GoldenModelTests
{
    private static string Folder => RepositoryRoot.Combine("tests/golden/models");

    public static TheoryData<string> Models => [.. Directory.EnumerateDirectories(Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_golden_model_gives_its_golden_outputs(string name)
    {
        string folder = Path.Combine(Folder, name);
        Graph graph = OnnxImporter.Import(Path.Combine(folder, "model.onnx"));
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "model.json")));
        foreach (string path in Directory.EnumerateFiles(folder, "io*.safetensors").Order(StringComparer.Ordinal))
        {
            Dictionary<string, HostTensor> tensors = SafetensorsFile.Load(path).ToDictionary();
            var inputs = tensors.Where(pair => pair.Key.StartsWith("input.", StringComparison.Ordinal)).ToDictionary(pair => pair.Key["input.".Length..], pair => pair.Value);
            ReferenceResult result = ReferenceInterpreter.Run(graph, inputs);
            foreach (JsonElement output in manifest.RootElement.GetProperty("outputs").EnumerateArray())
            {
                string outputName = output.GetProperty("name").GetString()!;
                Relative.Close(tensors["output." + outputName], result.Outputs[outputName], 1e-6, $"{Path.GetFileName(path)} {outputName}");
            }
        }
    }
}
