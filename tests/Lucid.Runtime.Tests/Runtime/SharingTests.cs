using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>Threads, sessions, limits and cancellation on one device.</summary>
public sealed class SharingTests
{
    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Threads_take_turns_in_a_session_and_sessions_share_a_device(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        using CompiledModel add = SampleModels.Add().Model(), chain = SampleModels.Chain().Model();
        using Session shared = add.CreateSession(device.Device);
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            using Session own = chain.CreateSession(device.Device, new SessionOptions { MaxCachedShapes = 2 });
            for (int round = 0; round < 25; round++)
            {
                int count = 1 + (((thread * 7) + (round * 13)) % 5 * 100);
                float[] x = SessionTests.Ramp(count, thread + 1);
                Assert.Equal(x.Select(value => 2 * value), shared.Run(SessionTests.Named(("x", x), ("y", x)))["z"].ToFloats());
                Assert.Equal(x.Select(value => 4 * value), own.Run(SessionTests.Named(("x", x)))["z"].ToFloats());
            }
        });
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Shapes_beyond_the_cache_are_recorded_again_and_nothing_leaks(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver, new VulkanDeviceOptions());
        using (Session session = SampleModels.Chain().Model().CreateSession(device.Device, new SessionOptions { MaxCachedShapes = 3 }))
        {
            session.Run(SessionTests.Named(("x", SessionTests.Ramp(900, 1))));
            for (int round = 0; round < 3; round++)
            {
                foreach (int count in new[] { 100, 900, 300, 500, 700 })
                {
                    float[] x = SessionTests.Ramp(count, 1);
                    Assert.Equal(x.Select(value => 4 * value), session.Run(SessionTests.Named(("x", x)))["z"].ToFloats());
                    long bytes = device.Device.AllocatedBytes;
                    session.Run(SessionTests.Named(("x", x)));
                    Assert.Equal(bytes, device.Device.AllocatedBytes);
                }
            }
        }

        Assert.Equal(0, device.Device.AllocatedBytes);
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void The_memory_limit_refuses_before_allocating_and_leaves_the_session_usable(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver, new VulkanDeviceOptions { MemoryLimit = 100_000 });
        using Session session = SampleModels.Add().Model().CreateSession(device.Device);
        float[] small = SessionTests.Ramp(1000, 1), large = SessionTests.Ramp(10_000, 1);
        session.Run(SessionTests.Named(("x", small), ("y", small)));
        long before = device.Device.AllocatedBytes;
        MemoryLimitException refused = Assert.Throws<MemoryLimitException>(() => session.Run(SessionTests.Named(("x", large), ("y", large))));
        Assert.StartsWith("add for x [10000], y [10000] needs 120,576 bytes of device memory; available are 9", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("bytes of the limit of 100,000 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, device.Device.AllocatedBytes);
        Assert.True(device.Device.PeakAllocatedBytes <= 100_000);
        Assert.Equal(small.Select(value => 2 * value), session.Run(SessionTests.Named(("x", small), ("y", small)))["z"].ToFloats());
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Constants_beyond_the_memory_limit_are_refused_when_the_session_is_made(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver, new VulkanDeviceOptions { MemoryLimit = 10_000 });
        MemoryLimitException refused = Assert.Throws<MemoryLimitException>(() => SampleModels.Prepared(1000).Model().CreateSession(device.Device));
        Assert.Equal("loading prepared needs 12,288 bytes of device memory; available are 10,000 bytes of the limit of 10,000 bytes", refused.Message);
        Assert.Equal(0, device.Device.AllocatedBytes);
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public async Task A_cancelled_run_leaves_session_and_device_usable(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session slow = Slow().CreateSession(device.Device);
        Dictionary<string, HostTensor> inputs = SessionTests.Named(("x", SessionTests.Ramp(1, 1)));
        float expected = (await slow.RunAsync(inputs))["z"].ToFloats()[0];

        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow.RunAsync(inputs, cancelled.Token));

        using CancellationTokenSource later = new();
        Task<IReadOnlyDictionary<string, HostTensor>> running = slow.RunAsync(inputs, later.Token);
        Task<IReadOnlyDictionary<string, HostTensor>> waiting = slow.RunAsync(inputs, later.Token);
        // Not on the pool, whose threads other tests may hold.
        new Thread(() =>
        {
            Thread.Sleep(5);
            later.Cancel();
        }).Start();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.Equal(expected, slow.Run(inputs)["z"].ToFloats()[0]);
        Assert.Equal(expected, (await slow.RunAsync(inputs))["z"].ToFloats()[0]);
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void A_session_may_be_disposed_while_a_run_is_abandoned(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        using CancellationTokenSource cancel = new(TimeSpan.FromMilliseconds(5));
        Session slow = Slow().CreateSession(device.Device);
        Task running = slow.RunAsync(SessionTests.Named(("x", SessionTests.Ramp(1, 1))), cancel.Token);
        slow.Dispose();
        Assert.ThrowsAny<Exception>(() => running.GetAwaiter().GetResult());
        Assert.Throws<ObjectDisposedException>(() => slow.Warm(new Shape(1)));
        slow.Dispose();
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void An_engines_device_is_used_and_not_destroyed(string driver)
    {
        using TestDevice engine = DeviceMatrix.Use(driver);
        AdoptedDevice handles = new()
        {
            Instance = engine.Device.Instance.Handle.Handle,
            PhysicalDevice = engine.Device.Logical.Physical.Handle,
            Device = engine.Device.Logical.Handle.Handle,
            Queue = engine.Device.Logical.Queue.Handle,
            QueueFamilyIndex = engine.Device.Logical.Plan.QueueFamily,
            QueueLock = engine.Device.Logical.QueueLock,
        };
        float[] x = SessionTests.Ramp(100, 1);
        using (VulkanDevice adopted = VulkanDevice.Adopt(handles, new VulkanDeviceOptions { CacheDirectory = "" }))
        {
            // Features that the engine did not enable are not there; properties are.
            Assert.DoesNotContain(DeviceFeatureNames.Float16, adopted.Features);
            Assert.Contains(DeviceFeatureNames.CpuDevice, adopted.Features);
            using Session session = SampleModels.Add().Model().CreateSession(adopted);
            Assert.Equal(x.Select(value => 2 * value), session.Run(SessionTests.Named(("x", x), ("y", x)))["z"].ToFloats());
        }

        using Session own = SampleModels.Add().Model().CreateSession(engine.Device);
        Assert.Equal(x.Select(value => 2 * value), own.Run(SessionTests.Named(("x", x), ("y", x)))["z"].ToFloats());
    }

    /// <summary>
    /// Takes some tenths of a second on a software driver: many workgroups, because llvmpipe ends all loops of an invocation after
    /// 65,535 rounds together.
    /// </summary>
    private static CompiledModel Slow()
    {
        const string source = """
            layout(local_size_x = 64) in;
            layout(set = 0, binding = 1) readonly buffer X { float values[]; } x;
            layout(set = 0, binding = 2) buffer Z { float values[]; } z;
            void main() {
                float sum = x.values[0] + float(gl_GlobalInvocationID.x);
                for (uint i = 0; i < parameter(0); i++) sum = fract(sum * 1.37 + 0.11);
                if (gl_GlobalInvocationID.x == 0) z.values[0] = sum;
                else if (sum > 2.0) z.values[0] = 0.0;
            }
            """;
        ProgramSketch sketch = new("slow");
        int x = sketch.Input("x", new(IntExpr.Symbol("n"))), z = sketch.Output("z", new(IntExpr.One));
        return sketch.Kernel("spin", source, [ProgramSketch.Read(1, x, 4), ProgramSketch.Write(2, z, 4)], [60_000], [12, 1, 1]).Model();
    }
}
