namespace Lucid.Runtime;

/// <summary>A session or a shape needs more device memory than <see cref="VulkanDeviceOptions.MemoryLimit"/> leaves. Nothing was allocated.</summary>
public sealed class MemoryLimitException : DeviceException
{
    internal MemoryLimitException(string purpose, long neededBytes, long availableBytes, long limitBytes)
        : base($"{purpose} needs {ByteText.Of(neededBytes)} of device memory; available are {ByteText.Of(availableBytes)} of the limit of {ByteText.Of(limitBytes)}") =>
        (NeededBytes, AvailableBytes, LimitBytes) = (neededBytes, availableBytes, limitBytes);

    /// <summary>Bytes that would have been allocated.</summary>
    public long NeededBytes { get; }

    /// <summary>Bytes the limit left.</summary>
    public long AvailableBytes { get; }

    /// <summary>The limit.</summary>
    public long LimitBytes { get; }
}
