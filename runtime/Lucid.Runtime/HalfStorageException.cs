namespace Lucid.Runtime;

/// <summary>A package stores halves, the device has no 16-bit storage, and <see cref="VulkanDeviceOptions.Without16BitStorage"/> asks for what the package does not offer, or for refusal.</summary>
public sealed class HalfStorageException : DeviceException
{
    internal HalfStorageException(string message)
        : base(message)
    {
    }
}
