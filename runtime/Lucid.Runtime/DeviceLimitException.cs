namespace Lucid.Runtime;

/// <summary>A kernel does not fit the device's limits in any of the ways that the package offers, however it is cut.</summary>
public sealed class DeviceLimitException : DeviceException
{
    internal DeviceLimitException(string message)
        : base(message)
    {
    }
}
