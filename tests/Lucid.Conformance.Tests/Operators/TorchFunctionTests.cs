using System.Text.Json;

using Lucid.Language;
using Lucid.Model;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Lines of the language on devices beside PyTorch's results in float64 (tests/golden/nn/functions.json). Without LUCID_FULL=1 every eighth of them.</summary>
public sealed class TorchFunctionTests
{
    [TheoryNeeding(Resource.Vulkan)]
    [MemberData(nameof(DeviceMatrix.Names), MemberType = typeof(DeviceMatrix))]
    public void A_line_computes_on_a_device_what_pytorch_computes(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        JsonElement[] cases = [.. JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Combine("tests/golden/nn/functions.json"))).RootElement.GetProperty("cases").EnumerateArray()];
        int compared = 0;
        for (int at = 0; at < cases.Length; at += Resources.Full ? 1 : 8)
        {
            string line = cases[at].GetProperty("line").GetString()!;
            (string Name, string Type)[] inputs = [.. cases[at].GetProperty("inputs").EnumerateObject().Select(input => (input.Name, input.Value.GetString()!))];
            Graph graph = LucidSource.Read($"model test({string.Join(", ", inputs.Select(input => $"{input.Name}: {input.Type}"))}) {{\noutput y = {line}\n}}\n", "test.lucid").Build(new LanguageOptions());
            Dictionary<string, HostTensor> data = inputs.Select((input, n) => (input.Name, Value: Made(graph.TypeOf(graph.Inputs[n]), n))).ToDictionary(input => input.Name, input => input.Value);
            HostTensor got = DeviceRun.Run(device.Device, graph, data)["y"];
            double[] expected = [.. cases[at].GetProperty("values").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!) : value.GetDouble())];
            double scale = expected.Where(double.IsFinite).Select(Math.Abs).Append(0).Max();
            double error = expected.Zip(got.ToDoubles()).Max(pair => double.IsFinite(pair.First) ? Math.Abs(pair.Second - pair.First) : pair.First.Equals(pair.Second) ? 0 : double.NaN);
            // The bound of the ops grid: relative to the output's largest element.
            Assert.True(error <= 1e-5 * scale, $"{line} on {driver}: error {error:G3}, largest {scale:G3}");
            compared++;
        }

        Assert.True(compared >= 13, $"only {compared} lines");
    }

    // As functions.py makes them.
    private static HostTensor Made(TensorType type, int n)
    {
        Shape shape = type.Shape.ToShape();
        return HostTensor.FromDoubles(type.Element, shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => type.Element switch
        {
            ElementType.I64 => ((3 * i) + n) % 5,
            ElementType.Bool => (i + n) % 3 != 0 ? 1 : 0,
            _ => (double)(float)(2 * Math.Sin((1.7 * i) + n + 0.3)),
        })]);
    }
}
