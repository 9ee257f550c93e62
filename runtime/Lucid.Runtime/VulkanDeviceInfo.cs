using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>A device as its driver describes it.</summary>
/// <param name="Index">Position in the loader's enumeration, from 0.</param>
/// <param name="Name">The device's name.</param>
/// <param name="Type">Its kind.</param>
/// <param name="VendorId">PCI vendor id, or one of Khronos' above 0x10000.</param>
/// <param name="DeviceId">The vendor's id.</param>
/// <param name="DriverName">The driver's name; empty where it tells none.</param>
/// <param name="DriverInfo">The driver's version for people; empty where it tells none.</param>
/// <param name="DriverVersion">The driver's version in the vendor's own packing.</param>
/// <param name="ApiVersion">The Vulkan version it implements.</param>
/// <param name="MemoryBytes">Bytes of its device-local heaps.</param>
/// <param name="Limits">Its limits.</param>
/// <param name="Features">Names of its features, as in <see cref="Packaging.DeviceFeatureNames"/>.</param>
public sealed record VulkanDeviceInfo(
    int Index,
    string Name,
    VulkanDeviceType Type,
    uint VendorId,
    uint DeviceId,
    string DriverName,
    string DriverInfo,
    uint DriverVersion,
    Version ApiVersion,
    long MemoryBytes,
    DeviceLimits Limits,
    ValueList<string> Features)
{
    /// <summary>As <c>0: llvmpipe (LLVM 15.0.6, 256 bits), CPU, llvmpipe Mesa 22.3.6, Vulkan 1.3.230</c>.</summary>
    public override string ToString()
    {
        string kind = Type switch
        {
            VulkanDeviceType.DiscreteGpu => "discrete GPU",
            VulkanDeviceType.IntegratedGpu => "integrated GPU",
            VulkanDeviceType.VirtualGpu => "virtual GPU",
            VulkanDeviceType.Cpu => "CPU",
            VulkanDeviceType.Other => "other",
        };
        string driver = string.Join(' ', new[] { DriverName, DriverInfo }.Where(part => part.Length > 0));
        return string.Create(CultureInfo.InvariantCulture, $"{Index}: {Name}, {kind}{(driver.Length > 0 ? ", " + driver : "")}, Vulkan {ApiVersion}");
    }
}
