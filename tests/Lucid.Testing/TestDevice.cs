using System.Collections.Concurrent;

using Lucid.Runtime;

using Xunit;

namespace Lucid.Testing;

/// <summary>A device as a test has it: disposing of it asserts that the validation layer said nothing.</summary>
public sealed class TestDevice : IDisposable
{
    private readonly SharedDevice _shared;
    private readonly bool _isShared;

    internal TestDevice(SharedDevice shared, bool isShared) => (_shared, _isShared) = (shared, isShared);

    /// <summary>The device.</summary>
    public VulkanDevice Device => _shared.Device;

    /// <summary>Fails on any message of the validation layer since the last look, of whichever test that shares the device.</summary>
    public void Dispose()
    {
        if (!_isShared) _shared.Device.Dispose();
        List<string> messages = [];
        while (_shared.Messages.TryDequeue(out string? message)) messages.Add(message);
        Assert.True(messages.Count == 0, $"the validation layer said:\n{string.Join("\n", messages)}");
    }
}

/// <summary>An open device and what the validation layer said of it.</summary>
internal sealed record SharedDevice(VulkanDevice Device, ConcurrentQueue<string> Messages);
