using Lucid.Runtime.Devices;
using Lucid.Vulkan;

using Buffer = Lucid.Vulkan.Buffer;

namespace Lucid.Runtime.Allocation;

/// <summary>Owns one VkDeviceMemory, the VkBuffer over it, and its mapping for as long as it lives.</summary>
internal sealed unsafe class MemoryBlock : IDisposable
{
    private readonly DeviceMemoryPool _pool;
    private readonly LogicalDevice _device;
    private readonly DeviceMemory _memory;
    private readonly bool _isCoherent;
    private readonly byte* _mapped;
    private bool _isDisposed;

    public MemoryBlock(DeviceMemoryPool pool, LogicalDevice device, Buffer buffer, DeviceMemory memory, long bytes, MemoryPropertyFlags flags, bool map)
    {
        (_pool, _device, Buffer, _memory, Bytes) = (pool, device, buffer, memory, bytes);
        _isCoherent = flags.HasFlag(MemoryPropertyFlags.HostCoherentBit);
        if (!map) return;
        void* pointer;
        Result result = device.Vk.MapMemory(device.Handle, memory, 0, Vk.WholeSize, 0, &pointer);
        if (result < Result.Success)
        {
            Destroy();
            result.Check("vkMapMemory", pool.AllocatedBytes, bytes);
        }

        _mapped = (byte*)pointer;
    }

    public Buffer Buffer { get; }

    public long Bytes { get; }

    public bool IsMapped => _mapped != null;

    /// <summary>The host's view of a range of mapped memory.</summary>
    public Span<byte> Map(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Bytes - offset);
        return _mapped != null ? new(_mapped + offset, checked((int)length)) : throw new InvalidOperationException("this memory is not mapped");
    }

    /// <summary>Makes the host's writes to a range visible to the device.</summary>
    public void Flush(long offset, long length)
    {
        if (_isCoherent) return;
        MappedMemoryRange range = RangeOf(offset, length);
        _device.Vk.FlushMappedMemoryRanges(_device.Handle, 1, &range).Check("vkFlushMappedMemoryRanges");
    }

    /// <summary>Makes the device's writes to a range visible to the host.</summary>
    public void Invalidate(long offset, long length)
    {
        if (_isCoherent) return;
        MappedMemoryRange range = RangeOf(offset, length);
        _device.Vk.InvalidateMappedMemoryRanges(_device.Handle, 1, &range).Check("vkInvalidateMappedMemoryRanges");
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        // Freeing memory unmaps it.
        Destroy();
        _pool.Release(Bytes);
    }

    private void Destroy()
    {
        _device.Vk.DestroyBuffer(_device.Handle, Buffer, null);
        _device.Vk.FreeMemory(_device.Handle, _memory, null);
    }

    /// <summary>The range widened to whole atoms of non-coherent memory; to the end where it would pass it.</summary>
    private MappedMemoryRange RangeOf(long offset, long length)
    {
        long atom = Math.Max(1, _device.Facts.NonCoherentAtomBytes);
        long start = offset / atom * atom;
        long end = (offset + length + atom - 1) / atom * atom;
        return new()
        {
            SType = StructureType.MappedMemoryRange,
            Memory = _memory,
            Offset = (ulong)start,
            Size = end >= Bytes ? Vk.WholeSize : (ulong)(end - start),
        };
    }
}
