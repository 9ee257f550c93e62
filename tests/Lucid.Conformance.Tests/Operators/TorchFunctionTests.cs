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
        int compared = 0;
        for (int at = 0; at < TorchLine.All.Count; at += Resources.Full ? 1 : 8)
        {
            TorchLine golden = TorchLine.All[at];
            Graph graph = LucidSource.Read(golden.Source, "test.lucid").Build(new LanguageOptions());
            Dictionary<string, HostTensor> data = golden.Inputs.Select((input, n) => (input.Name, Value: TorchLine.Input(graph.TypeOf(graph.Inputs[n]), n))).ToDictionary(input => input.Name, input => input.Value);
            HostTensor got = DeviceRun.Run(device.Device, graph, data)["y"];
            double scale = golden.Values.Where(double.IsFinite).Select(Math.Abs).Append(0).Max();
            double error = golden.Values.Zip(got.ToDoubles()).Max(pair => double.IsFinite(pair.First) ? Math.Abs(pair.Second - pair.First) : pair.First.Equals(pair.Second) ? 0 : double.NaN);
            // The bound of the ops grid: relative to the output's largest element.
            Assert.True(error <= 1e-5 * scale, $"{golden.Line} on {driver}: error {error:G3}, largest {scale:G3}");
            compared++;
        }

        Assert.True(compared >= 13, $"only {compared} lines");
    }
}
