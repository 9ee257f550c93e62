using Lucid.Compiler;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Every schedule of a linear layer sums in one order: whichever candidate runs, the bits are the same.</summary>
public sealed class LinearScheduleTests
{
    // Large enough for every tile, with edges that no tile divides.
    private static readonly string[] Chosen = [.. ConvTransposeCase.All.Where(test => !test.NonFinite)
        .Where(test => test.Record.GetProperty("archetype").GetString() == "large" || test.Record.GetProperty("groups").GetInt64() > 1)
        .OrderBy(test => test.Id, StringComparer.Ordinal).Where((_, i) => i % 6 == 0).Select(test => test.Id)];

    public static TheoryData<string, string> CasesOfDrivers()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (string id in Chosen) data.Add(driver, id);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(CasesOfDrivers))]
    public void Every_candidate_that_fits_the_device_gives_the_same_bits(string driver, string id)
    {
        (Graph graph, Dictionary<string, HostTensor> inputs) = ConvTransposeCase.Of(id).Build(weightsAsInputs: false);
        ModelPackage package = ModelCompiler.Compile(graph);
        using TestDevice device = DeviceMatrix.Use(driver);
        HostTensor expected = DeviceRun.Run(device.Device, package, inputs)["y"];
        ProgramKernel linear = package.Program.Main.Single(kernel => kernel.Candidates[0].OrderClass == "taps-4");
        int compared = 0;
        foreach (KernelCandidate candidate in linear.Candidates)
        {
            SessionOptions only = new() { CandidateFilter = (kernel, offered) => kernel.Name != linear.Name || offered == candidate };
            if (!TryRun(device.Device, package, only, inputs, out HostTensor? got)) continue;
            TensorAssert.BitwiseEqual(expected, got!, candidate.Variant);
            compared++;
        }

        Assert.True(compared > 0, "no candidate ran");
    }

    /// <summary>A candidate whose tile is larger than the layer, or that the device lacks a limit for, is not run.</summary>
    private static bool TryRun(VulkanDevice device, ModelPackage package, SessionOptions options, Dictionary<string, HostTensor> inputs, out HostTensor? output)
    {
        try
        {
            using CompiledModel model = CompiledModel.FromPackage(package);
            using Session session = model.CreateSession(device, options);
            output = DeviceRun.Run(session, inputs)["y"];
            return true;
        }
        catch (DeviceLimitException)
        {
            output = null;
            return false;
        }
    }
}
