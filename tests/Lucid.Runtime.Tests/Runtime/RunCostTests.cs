using System.Collections.Concurrent;

using Lucid.Tensors;
using Lucid.Testing;

using Microsoft.Extensions.Logging;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>What a run and a session cost, counted instead of timed.</summary>
public sealed class RunCostTests
{
    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void A_run_is_one_submission_also_where_inputs_and_outputs_are_staged(string driver)
    {
        foreach (bool staged in new[] { false, true })
        {
            using TestDevice device = DeviceMatrix.Use(driver, new VulkanDeviceOptions { AlwaysStage = staged, LimitOverrides = new() { GroupCountX = 2 } });
            using Session session = SampleModels.Chain().Model().CreateSession(device.Device);
            Dictionary<string, HostTensor> inputs = SessionTests.Named(("x", SessionTests.Ramp(1000, 1)));
            session.Run(inputs);
            long before = device.Device.Logical.Submissions;
            for (int i = 0; i < 3; i++) session.Run(inputs);
            session.Run(inputs, ProfileDetail.Kernels, out RunProfile profile);
            Assert.Equal(4, device.Device.Logical.Submissions - before);
            Assert.True(profile.Kernels.Sum(kernel => kernel.Dispatches) > profile.Kernels.Count);
        }
    }

    [FactNeeding(Resource.Vulkan)]
    public void Pipelines_are_compiled_side_by_side_and_only_those_needed()
    {
        using MeetingLogger logger = new(2);
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0], new VulkanDeviceOptions { Logger = logger });
        ProgramSketch sketch = new("two");
        int x = sketch.Input("x", new(64)), middle = sketch.Activation("middle", 256), z = sketch.Output("z", new(64));
        SampleModels.Scale(sketch, "first", x, middle, 2, 64);
        SampleModels.Scale(sketch, "second", middle, z, 3, 64);

        // Each waits, before it compiles, until the other has come as far: one after the other, neither would.
        using Session session = sketch.Model().CreateSession(device.Device);

        Assert.True(logger.HaveMet);
        Assert.Equal(2, logger.Compiled);
        Assert.Equal(6f, session.Run(SessionTests.Named(("x", SessionTests.Ramp(64, 1))))["z"].ToFloats()[1]);
        Assert.Equal(2, logger.Compiled);
    }

    private sealed class MeetingLogger(int count) : ILogger, IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
        private readonly CountdownEvent _coming = new(count);
        private readonly ConcurrentBag<bool> _met = [];

        public bool HaveMet => !_met.IsEmpty && _met.All(met => met);

        public int Compiled => _met.Count;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id != 10) return;
            if (!_coming.IsSet) _coming.Signal();
            _met.Add(_coming.Wait(Patience));
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose() => _coming.Dispose();
    }
}
