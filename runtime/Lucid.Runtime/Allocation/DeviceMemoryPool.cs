using Lucid.Runtime.Devices;
using Lucid.Vulkan;

using Buffer = Lucid.Vulkan.Buffer;

namespace Lucid.Runtime.Allocation;

/// <summary>Allocates a device's memory in few large blocks, counts it, and keeps the user's limit.</summary>
internal sealed unsafe class DeviceMemoryPool(LogicalDevice device, long? limit)
{
    private readonly Lock _lock = new();
    private long _allocated;
    private long _peak;

    public long AllocatedBytes => Interlocked.Read(ref _allocated);

    /// <summary>What the user's limit leaves.</summary>
    public long AvailableBytes => limit is long most ? Math.Max(0, most - AllocatedBytes) : long.MaxValue;

    public long PeakBytes => Interlocked.Read(ref _peak);

    /// <summary>Refuses what would exceed the limit, before any of it is allocated.</summary>
    /// <param name="purpose">What wants it, for the message.</param>
    /// <param name="bytes">All that will be allocated together.</param>
    /// <param name="released">Bytes that will be freed first.</param>
    /// <exception cref="MemoryLimitException">The limit leaves less.</exception>
    public void EnsureAvailable(string purpose, long bytes, long released = 0)
    {
        if (limit is not long most) return;
        long available = Math.Max(0, most - AllocatedBytes + released);
        if (bytes > available) throw new MemoryLimitException(purpose, bytes, available, most);
    }

    /// <summary>Allocates a block with one VkBuffer over all of it.</summary>
    /// <exception cref="MemoryLimitException">The limit leaves less.</exception>
    /// <exception cref="OutOfDeviceMemoryException">The driver has no more.</exception>
    public MemoryBlock Allocate(string purpose, long bytes, MemoryUse use)
    {
        Reserve(purpose, bytes);
        try
        {
            return new MemoryBlock(this, device, Create(bytes, use, out DeviceMemory memory, out MemoryPropertyFlags flags), memory, bytes, flags, use != MemoryUse.Kernels || device.Plan.MapsKernelMemory);
        }
        catch
        {
            Release(bytes);
            throw;
        }
    }

    public void Release(long bytes) => Interlocked.Add(ref _allocated, -bytes);

    private void Reserve(string purpose, long bytes)
    {
        lock (_lock)
        {
            EnsureAvailable(purpose, bytes);
            long now = Interlocked.Add(ref _allocated, bytes);
            _peak = Math.Max(_peak, now);
        }
    }

    private Buffer Create(long bytes, MemoryUse use, out DeviceMemory memory, out MemoryPropertyFlags flags)
    {
        Vk vk = device.Vk;
        BufferCreateInfo info = new() { SType = StructureType.BufferCreateInfo, Size = (ulong)bytes, Usage = UsageOf(use), SharingMode = SharingMode.Exclusive };
        vk.CreateBuffer(device.Handle, in info, null, out Buffer buffer).Check("vkCreateBuffer", AllocatedBytes, bytes);
        memory = default;
        try
        {
            MemoryRequirements requirements;
            vk.GetBufferMemoryRequirements(device.Handle, buffer, &requirements);
            int type = MemoryTypeChoice.Of(use, requirements.MemoryTypeBits, device.Plan.MapsKernelMemory, device.Facts.MemoryTypes)
                ?? throw new VulkanException("vkGetBufferMemoryRequirements", Result.ErrorOutOfDeviceMemory, $"the device has no memory type for {use}");
            MemoryAllocateInfo allocation = new() { SType = StructureType.MemoryAllocateInfo, AllocationSize = requirements.Size, MemoryTypeIndex = (uint)type };
            vk.AllocateMemory(device.Handle, in allocation, null, out memory).Check("vkAllocateMemory", AllocatedBytes - bytes, bytes);
            vk.BindBufferMemory(device.Handle, buffer, memory, 0).Check("vkBindBufferMemory");
            flags = device.Facts.MemoryTypes[type].Flags;
            return buffer;
        }
        catch
        {
            vk.DestroyBuffer(device.Handle, buffer, null);
            if (memory != default) vk.FreeMemory(device.Handle, memory, null);
            throw;
        }
    }

    private static BufferUsageFlags UsageOf(MemoryUse use) => use switch
    {
        MemoryUse.Kernels => BufferUsageFlags.StorageBufferBit | BufferUsageFlags.UniformTexelBufferBit
            | BufferUsageFlags.TransferSrcBit | BufferUsageFlags.TransferDstBit,
        MemoryUse.Upload => BufferUsageFlags.TransferSrcBit | BufferUsageFlags.UniformBufferBit,
        MemoryUse.Download => BufferUsageFlags.TransferDstBit,
    };
}
