using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

public sealed class SessionTests
{
    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void One_session_serves_any_size(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = SampleModels.Add().Model().CreateSession(device.Device);
        foreach (int count in new[] { 1, 63, 64, 65, 1000, 1 })
        {
            float[] x = Ramp(count, 1), y = Ramp(count, 0.5f);
            float[] z = session.Run(Named(("x", x), ("y", y)))["z"].ToFloats();
            Assert.Equal(x.Zip(y, (a, b) => a + b), z);
        }
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Activations_take_turns_in_the_arena(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = SampleModels.Chain().Model().CreateSession(device.Device);
        foreach (int count in new[] { 5, 4096, 17 })
        {
            float[] x = Ramp(count, 1);
            Assert.Equal(x.Select(value => 4 * value), session.Run(Named(("x", x)))["z"].ToFloats());
        }

        SessionReport report = session.Explain(new Shape(4096));
        Assert.Equal(0, report.HostOps);
        Assert.Equal(5, report.Dispatches);
        Assert.Equal(4, report.Barriers);
        Assert.Equal(2 * 4096 * 4, report.ArenaBytes);
        Assert.Equal(report.ArenaLowerBoundBytes, report.ArenaBytes);
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Constants_that_only_prepare_reads_are_freed(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver, new VulkanDeviceOptions());
        const int count = 1000;
        using Session session = SampleModels.Prepared(count).Model().CreateSession(device.Device);
        // p alone, at the blocks' granularity.
        Assert.Equal(4096, device.Device.AllocatedBytes);
        float[] z = session.Run(Named(("x", Ramp(count, 1))))["z"].ToFloats();
        Assert.Equal(Enumerable.Range(0, count).Select(i => i + (4f * i)), z);
    }

    internal static float[] Ramp(int count, float step) => [.. Enumerable.Range(0, count).Select(i => i * step)];

    internal static Dictionary<string, HostTensor> Named(params (string Name, float[] Values)[] tensors) =>
        tensors.ToDictionary(tensor => tensor.Name, tensor => HostTensor.Of(new Shape(tensor.Values.Length), tensor.Values));
}
