namespace Lucid.Runtime;

/// <summary>No device answers to the selector given; the message lists those that there are.</summary>
public sealed class DeviceNotFoundException : DeviceException
{
    internal DeviceNotFoundException(string selector, IReadOnlyList<VulkanDeviceInfo> devices)
        : base(Text(selector, devices)) => (Selector, Devices) = (selector, devices);

    /// <summary>What was asked for.</summary>
    public string Selector { get; }

    /// <summary>The devices that there are.</summary>
    public IReadOnlyList<VulkanDeviceInfo> Devices { get; }

    private static string Text(string selector, IReadOnlyList<VulkanDeviceInfo> devices) =>
        $"no Vulkan device matches '{selector}'; expected 'auto', an index or a part of one of these names:"
        + string.Concat(devices.Select(device => $"\n  {device}"));
}
