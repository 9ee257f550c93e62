using Lucid.Vulkan;

namespace Lucid.Runtime;

/// <summary>The driver had no memory left. Smaller inputs, fewer sessions or <see cref="SessionOptions.MaxCachedShapes"/> help.</summary>
public sealed class OutOfDeviceMemoryException : VulkanException
{
    internal OutOfDeviceMemoryException(string command, Result result, long neededBytes, long allocatedBytes)
        : base(command, result, Meaning(neededBytes, allocatedBytes)) => (NeededBytes, AllocatedBytes) = (neededBytes, allocatedBytes);

    /// <summary>Bytes of the allocation that failed; 0 where the failing command names none.</summary>
    public long NeededBytes { get; }

    /// <summary>Bytes this device had allocated for Lucid before.</summary>
    public long AllocatedBytes { get; }

    private static string Meaning(long needed, long allocated) => needed == 0
        ? $"the driver is out of memory; {ByteText.Of(allocated)} were allocated on this device before"
        : $"{ByteText.Of(needed)} were needed, {ByteText.Of(allocated)} were allocated on this device before";
}
