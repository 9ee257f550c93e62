using Lucid.Runtime.Devices;

namespace Lucid.Runtime;

/// <summary>The machine's Vulkan devices.</summary>
public static class VulkanDevices
{
    /// <summary>All devices in the loader's order, those that are too old for Lucid included.</summary>
    /// <exception cref="VulkanUnavailableException">There is no loader or no driver; the message says what to install.</exception>
    public static IReadOnlyList<VulkanDeviceInfo> List()
    {
        using VulkanInstance instance = new(new VulkanDeviceOptions());
        return [.. instance.PhysicalDevices().Select((device, index) => VulkanDevice.Describe(DeviceQuery.Read(instance, device, index)))];
    }
}
