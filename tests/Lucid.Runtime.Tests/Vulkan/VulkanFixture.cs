using Lucid.Vulkan;
using Xunit;

namespace Lucid.Runtime.Tests.Vulkan;

/// <summary>An instance and a compute device of the first driver, made with nothing but the bindings.</summary>
internal sealed unsafe class VulkanFixture : IDisposable
{
    public VulkanFixture(bool validation = false, void* instanceChain = null)
    {
        Vk = Vk.GetApi();
        Instance = CreateInstance(validation, instanceChain);
        uint count = 1;
        var physicalDevice = default(PhysicalDevice);
        Assert.True(Vk.EnumeratePhysicalDevices(Instance, ref count, ref physicalDevice) >= Result.Success);
        Assert.Equal(1u, count);
        PhysicalDevice = physicalDevice;
        QueueFamily = FirstComputeFamily();
        Device = CreateDevice();
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

    private Instance CreateInstance(bool validation, void* chain)
    {
        fixed (byte* layer = "VK_LAYER_KHRONOS_validation"u8, extension = "VK_EXT_debug_utils"u8)
        {
            var application = new ApplicationInfo { SType = StructureType.ApplicationInfo, ApiVersion = Vk.Version12 };
            var info = new InstanceCreateInfo
            {
                SType = StructureType.InstanceCreateInfo,
                PNext = chain,
                PApplicationInfo = &application,
                EnabledLayerCount = validation ? 1u : 0u,
                PpEnabledLayerNames = &layer,
                EnabledExtensionCount = validation ? 1u : 0u,
                PpEnabledExtensionNames = &extension,
            };
            var result = Vk.CreateInstance(in info, null, out var instance);
            Assert.True(result == Result.Success, $"vkCreateInstance: {result}. These tests need a Vulkan driver (mesa-vulkan-drivers has one that needs "
                + "no GPU)" + (validation ? " and the validation layer (vulkan-validationlayers)." : "."));
            return instance;
        }
    }

    private Device CreateDevice()
    {
        var priority = 1f;
        var queueInfo = new DeviceQueueCreateInfo
        {
            SType = StructureType.DeviceQueueCreateInfo,
            QueueFamilyIndex = QueueFamily,
            QueueCount = 1,
            PQueuePriorities = &priority,
        };
        var timeline = new PhysicalDeviceTimelineSemaphoreFeatures { SType = StructureType.PhysicalDeviceTimelineSemaphoreFeatures, TimelineSemaphore = true };
        var info = new DeviceCreateInfo
        {
            SType = StructureType.DeviceCreateInfo,
            PNext = &timeline,
            QueueCreateInfoCount = 1,
            PQueueCreateInfos = &queueInfo,
        };
        Assert.Equal(Result.Success, Vk.CreateDevice(PhysicalDevice, in info, null, out var device));
        return device;
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
