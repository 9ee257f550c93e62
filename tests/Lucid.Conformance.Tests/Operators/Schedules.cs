using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Runs a package once for each schedule that a kernel offers.</summary>
internal static class Schedules
{
    /// <summary>Every candidate of an order class that the device takes gives the bits of the first, which is the one a session chooses.</summary>
    public static void CheckSameBits(VulkanDevice device, ModelPackage package, IReadOnlyDictionary<string, HostTensor> inputs, string orderClass)
    {
        IReadOnlyDictionary<string, HostTensor> expected = DeviceRun.Run(device, package, inputs);
        string[] variants = [.. package.Program.Main.SelectMany(kernel => kernel.Candidates).Where(candidate => candidate.OrderClass == orderClass)
            .Select(candidate => candidate.Variant).Distinct()];
        int compared = 0;
        foreach (string variant in variants)
        {
            SessionOptions only = new()
            {
                CandidateFilter = (kernel, offered) => offered.OrderClass != orderClass || offered.Variant == variant || kernel.Candidates.All(other => other.Variant != variant),
            };
            using CompiledModel model = CompiledModel.FromPackage(package);
            IReadOnlyDictionary<string, HostTensor> got;
            try
            {
                using Session session = model.CreateSession(device, only);
                got = DeviceRun.Run(session, inputs);
            }
            catch (DeviceLimitException)
            {
                // Not for this device.
                continue;
            }

            foreach ((string name, HostTensor tensor) in expected) TensorAssert.BitwiseEqual(tensor, got[name], $"{name} of '{variant}'");
            compared++;
        }

        Assert.True(compared > 1, $"{compared} of {variants.Length} schedules ran");
    }
}
