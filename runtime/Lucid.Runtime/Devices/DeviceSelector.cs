using System.Globalization;

namespace Lucid.Runtime.Devices;

/// <summary>Finds the device that a selector names: <c>auto</c>, an index, or a part of the name in any case.</summary>
internal static class DeviceSelector
{
    public const string Auto = "auto";

    /// <exception cref="DeviceNotFoundException">None answers.</exception>
    public static VulkanDeviceInfo Select(IReadOnlyList<VulkanDeviceInfo> devices, string selector)
    {
        string wanted = selector.Trim();
        VulkanDeviceInfo? found = wanted.Equals(Auto, StringComparison.OrdinalIgnoreCase) || wanted.Length == 0
            ? devices.OrderBy(device => Rank(device.Type)).FirstOrDefault()
            : int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                ? devices.FirstOrDefault(device => device.Index == index)
                : devices.OrderBy(device => Rank(device.Type)).FirstOrDefault(device => IsNamed(device, wanted));
        return found ?? throw new DeviceNotFoundException(selector, devices);
    }

    // The driver's name too: NVIDIA's devices do not say "nvidia" in any case, nor Mesa's radv "radv".
    private static bool IsNamed(VulkanDeviceInfo device, string part) =>
        device.Name.Contains(part, StringComparison.OrdinalIgnoreCase) || device.DriverName.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static int Rank(VulkanDeviceType type) => type switch
    {
        VulkanDeviceType.DiscreteGpu => 0,
        VulkanDeviceType.IntegratedGpu => 1,
        VulkanDeviceType.VirtualGpu => 2,
        VulkanDeviceType.Cpu => 3,
        VulkanDeviceType.Other => 4,
    };
}
