using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>A kernel's candidates of another order class than the first's, which no session takes unasked, beside what the device chooses.</summary>
internal static class ForcedCandidates
{
    private const string FirstClass = "taps-4";

    /// <summary>The output <c>y</c> of the model with each such candidate that the device has the features for; each is run twice, with the same bits.</summary>
    /// <param name="driver">A driver of <see cref="DeviceMatrix"/>.</param>
    /// <param name="package">The model; its kernel <c>layer…</c> is the one forced.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="orderClass">The other class.</param>
    /// <param name="forms">In which forms each candidate is run.</param>
    public static List<(string Variant, HostTensor Got, HostTensor Expected)> Run(
        string driver, ModelPackage package, IReadOnlyDictionary<string, HostTensor> inputs, string orderClass, Func<KernelCandidate, IEnumerable<KernelCandidate>> forms)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        ProgramKernel layer = package.Program.Main.Single(kernel => kernel.Name.StartsWith("layer", StringComparison.Ordinal));
        KernelCandidate[] others = [.. layer.Candidates.Where(candidate => candidate.OrderClass == FirstClass)];
        HostTensor expected = DeviceRun.Run(device.Device, With(others), inputs)["y"];
        List<(string Variant, HostTensor Got, HostTensor Expected)> outputs = [];
        foreach (KernelCandidate candidate in layer.Candidates.Where(candidate => candidate.OrderClass == orderClass && candidate.Features.All(device.Device.Features.Contains)).SelectMany(forms))
        {
            // One that runs everywhere must stand behind it.
            using CompiledModel model = CompiledModel.FromPackage(With([candidate with { Requires = [] }, .. others]));
            using Session session = model.CreateSession(device.Device);
            outputs.Add((candidate.Variant, DeviceRun.Run(session, inputs)["y"], expected));
            Assert.Equal(orderClass, DeviceRun.Report(session, inputs).Kernels.Single(kernel => kernel.Name == layer.Name).OrderClass);
        }

        Assert.NotEmpty(outputs);
        return outputs;

        ModelPackage With(IEnumerable<KernelCandidate> candidates)
        {
            ProgramKernel only = layer with { Candidates = candidates.ToValueList() };
            return package with { Program = package.Program with { Main = package.Program.Main.Select(kernel => kernel.Name == layer.Name ? only : kernel).ToValueList() } };
        }
    }
}
