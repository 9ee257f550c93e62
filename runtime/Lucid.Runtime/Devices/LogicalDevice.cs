using Lucid.Packaging;
using Lucid.Vulkan;

namespace Lucid.Runtime.Devices;

/// <summary>Owns (or borrows from an engine) a VkDevice with its one queue, and the lock that a queue needs.</summary>
internal sealed unsafe class LogicalDevice : IDisposable
{
    private readonly bool _isOwned;

    public LogicalDevice(VulkanInstance instance, PhysicalDevice physical, DeviceFacts facts, DevicePlan plan)
    {
        (Facts, Plan, Physical, _isOwned, QueueLock) = (facts, plan, physical, true, new object());
        Handle = Create(instance.Vk, physical, plan);
        Vk = instance.ForDevice(Handle);
        Vk.GetDeviceQueue(Handle, (uint)plan.QueueFamily, 0, out Queue queue);
        Queue = queue;
    }

    /// <summary>Borrows a device and queue.</summary>
    public LogicalDevice(VulkanInstance instance, PhysicalDevice physical, DeviceFacts facts, DevicePlan plan, Device device, Queue queue, object queueLock)
    {
        (Facts, Plan, Physical, Handle, Queue, QueueLock) = (facts, plan, physical, device, queue, queueLock);
        Vk = instance.ForDevice(device);
    }

    public Vk Vk { get; }

    public Device Handle { get; }

    public PhysicalDevice Physical { get; }

    public Queue Queue { get; }

    /// <summary>Held around every use of the queue.</summary>
    public object QueueLock { get; }

    public DeviceFacts Facts { get; }

    public DevicePlan Plan { get; }

    public DeviceLimits Limits => Plan.Limits;

    /// <summary>Calls of <see cref="Submit"/> so far.</summary>
    public long Submissions { get; private set; }

    /// <summary>Hands a command buffer to the queue; the fence is signalled when it is done.</summary>
    public void Submit(CommandBuffer commands, Fence fence)
    {
        SubmitInfo info = new() { SType = StructureType.SubmitInfo, CommandBufferCount = 1, PCommandBuffers = &commands };
        Result result;
        lock (QueueLock)
        {
            result = Vk.QueueSubmit(Queue, 1, &info, fence);
            Submissions++;
        }

        result.Check("vkQueueSubmit");
    }

    public Fence CreateFence()
    {
        FenceCreateInfo info = new() { SType = StructureType.FenceCreateInfo };
        Vk.CreateFence(Handle, in info, null, out Fence fence).Check("vkCreateFence");
        return fence;
    }

    public void Wait(Fence fence) => Vk.WaitForFences(Handle, 1, &fence, true, ulong.MaxValue).Check("vkWaitForFences");

    public void Reset(Fence fence) => Vk.ResetFences(Handle, 1, &fence).Check("vkResetFences");

    public void Dispose()
    {
        if (_isOwned) Vk.DestroyDevice(Handle, null);
        Vk.Dispose();
    }

    private static Device Create(Vk vk, PhysicalDevice physical, DevicePlan plan)
    {
        float priority = 1;
        DeviceQueueCreateInfo queue = new()
        {
            SType = StructureType.DeviceQueueCreateInfo,
            QueueFamilyIndex = (uint)plan.QueueFamily,
            QueueCount = 1,
            PQueuePriorities = &priority,
        };
        bool halfStorage = plan.Features.Contains(DeviceFeatureNames.Storage16);
        bool half = plan.Features.Contains(DeviceFeatureNames.Float16);
        bool matrices = plan.Features.Contains(DeviceFeatureNames.CooperativeMatrix);
        PhysicalDevice16BitStorageFeatures storageFeatures = new() { SType = StructureType.PhysicalDevice16BitStorageFeatures, StorageBuffer16BitAccess = halfStorage };
        PhysicalDeviceShaderFloat16Int8Features halfFeatures = new() { SType = StructureType.PhysicalDeviceShaderFloat16Int8Features, ShaderFloat16 = half };
        PhysicalDeviceVulkanMemoryModelFeatures modelFeatures = new() { SType = StructureType.PhysicalDeviceVulkanMemoryModelFeatures, VulkanMemoryModel = matrices };
        PhysicalDeviceCooperativeMatrixFeaturesKHR matrixFeatures = new() { SType = StructureType.PhysicalDeviceCooperativeMatrixFeaturesKhr, CooperativeMatrix = matrices };
        void* chain = null;
        if (halfStorage) chain = StructureChain.Before(&storageFeatures, chain);
        if (half) chain = StructureChain.Before(&halfFeatures, chain);
        if (matrices)
        {
            chain = StructureChain.Before(&modelFeatures, chain);
            chain = StructureChain.Before(&matrixFeatures, chain);
        }

        PhysicalDeviceFeatures2 features = new() { SType = StructureType.PhysicalDeviceFeatures2, PNext = chain };
        using NativeStrings extensions = new(plan.Extensions);
        DeviceCreateInfo info = new()
        {
            SType = StructureType.DeviceCreateInfo,
            PNext = &features,
            QueueCreateInfoCount = 1,
            PQueueCreateInfos = &queue,
            EnabledExtensionCount = extensions.Count,
            PpEnabledExtensionNames = extensions.Pointer,
        };
        VectorRegisters.ClearUpperHalves();
        vk.CreateDevice(physical, in info, null, out Device device).Check("vkCreateDevice");
        return device;
    }
}
