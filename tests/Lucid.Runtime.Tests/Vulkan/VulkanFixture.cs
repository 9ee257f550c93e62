using Lucid.Vulkan;
using Xunit;

namespace Lucid.Runtime.Tests.Vulkan;

/// <summary>An instance and a compute device made with nothing but the bindings.</summary>
internal sealed unsafe class VulkanFixture : IDisposable
{
    public VulkanFixture(void* instanceChain = null, ReadOnlySpan<byte> layer = default, ReadOnlySpan<byte> extension = default)
    {
        Vk = Vk.GetApi();
        fixed (byte* pLayer = layer, pExtension = extension)
        {
            var application = new ApplicationInfo { SType = StructureType.ApplicationInfo, ApiVersion = Vk.Version12 };
            var instanceInfo = new InstanceCreateInfo
            {
                SType = StructureType.InstanceCreateInfo,
                PNext = instanceChain,
                PApplicationInfo = &application,
                EnabledLayerCount = pLayer == null ? 0u : 1u,
                PpEnabledLayerNames = &pLayer,
                EnabledExtensionCount = pExtension == null ? 0u : 1u,
                PpEnabledExtensionNames = &pExtension,
            };
            Assert.Equal(Result.Success, Vk.CreateInstance(in instanceInfo, null, out var instance));
            Instance = instance;
        }
        uint count = 1;
        PhysicalDevice physicalDevice;
        Assert.True(Vk.EnumeratePhysicalDevices(Instance, ref count, &physicalDevice) >= Result.Success);
        Assert.Equal(1u, count);
        PhysicalDevice = physicalDevice;

        QueueFamily = FirstComputeFamily();
        var priority = 1f;
        var queueInfo = new DeviceQueueCreateInfo
        {
            SType = StructureType.DeviceQueueCreateInfo,
            QueueFamilyIndex = QueueFamily,
            QueueCount = 1,
            PQueuePriorities = &priority,
        };
        var timeline = new PhysicalDeviceTimelineSemaphoreFeatures { SType = StructureType.PhysicalDeviceTimelineSemaphoreFeatures, TimelineSemaphore = true };
        var deviceInfo = new DeviceCreateInfo
        {
            SType = StructureType.DeviceCreateInfo,
            PNext = &timeline,
            QueueCreateInfoCount = 1,
            PQueueCreateInfos = &queueInfo,
        };
        Assert.Equal(Result.Success, Vk.CreateDevice(PhysicalDevice, in deviceInfo, null, out var device));
        Device = device;
        Vk.GetDeviceQueue(Device, QueueFamily, 0, out var queue);
        Queue = queue;
    }

    public Vk Vk { get; }

    public Instance Instance { get; }

    public PhysicalDevice PhysicalDevice { get; }

    public uint QueueFamily { get; }

    public Device Device { get; }

    public Queue Queue { get; }

    public void Dispose()
    {
        Vk.DestroyDevice(Device, null);
        Vk.DestroyInstance(Instance, null);
        Vk.Dispose();
    }

    private uint FirstComputeFamily()
    {
        uint count = 0;
        Vk.GetPhysicalDeviceQueueFamilyProperties(PhysicalDevice, ref count, null);
        var families = new QueueFamilyProperties[count];
        Vk.GetPhysicalDeviceQueueFamilyProperties(PhysicalDevice, ref count, ref families[0]);
        return (uint)Array.FindIndex(families, f => f.QueueFlags.HasFlag(QueueFlags.ComputeBit));
    }
}
