using Lucid.Runtime.Devices;
using Lucid.Vulkan;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>A device for tests of files that are kept for one device and driver.</summary>
internal static class FileDevice
{
    public static DeviceFacts Facts { get; } = new()
    {
        Index = 0,
        Name = "d",
        Type = VulkanDeviceType.Cpu,
        ApiVersion = Vk.Version11,
        VendorId = 0x10005,
        DeviceId = 7,
        DriverVersion = 3,
        PipelineCacheUuid = [.. Enumerable.Range(0, 16).Select(i => (byte)i)],
    };
}
