using Lucid.Runtime.Devices;
using Lucid.Vulkan;

namespace Lucid.Runtime.Recording;

/// <summary>Owns a command pool and a fence: records command buffers and runs one at a time. Its user makes sure that no two threads are in it.</summary>
internal sealed unsafe class CommandRunner : IDisposable
{
    private readonly LogicalDevice _device;
    private readonly CommandPool _pool;
    private readonly Fence _fence;

    public CommandRunner(LogicalDevice device)
    {
        _device = device;
        CommandPoolCreateInfo info = new() { SType = StructureType.CommandPoolCreateInfo, QueueFamilyIndex = (uint)device.Plan.QueueFamily };
        device.Vk.CreateCommandPool(device.Handle, in info, null, out _pool).Check("vkCreateCommandPool");
        try
        {
            _fence = device.CreateFence();
        }
        catch
        {
            device.Vk.DestroyCommandPool(device.Handle, _pool, null);
            throw;
        }
    }

    /// <summary>A command buffer that may be submitted again and again, one submission after the other.</summary>
    public CommandBuffer Record(Action<CommandBuffer> record)
    {
        CommandBufferAllocateInfo allocation = new()
        {
            SType = StructureType.CommandBufferAllocateInfo,
            CommandPool = _pool,
            Level = CommandBufferLevel.Primary,
            CommandBufferCount = 1,
        };
        CommandBuffer commands;
        _device.Vk.AllocateCommandBuffers(_device.Handle, &allocation, &commands).Check("vkAllocateCommandBuffers");
        try
        {
            CommandBufferBeginInfo begin = new() { SType = StructureType.CommandBufferBeginInfo };
            _device.Vk.BeginCommandBuffer(commands, &begin).Check("vkBeginCommandBuffer");
            record(commands);
            _device.Vk.EndCommandBuffer(commands).Check("vkEndCommandBuffer");
            return commands;
        }
        catch
        {
            Free(commands);
            throw;
        }
    }

    public void Free(CommandBuffer commands) => _device.Vk.FreeCommandBuffers(_device.Handle, _pool, 1, &commands);

    /// <summary>Hands the commands to the device; to be followed by <see cref="Wait"/>.</summary>
    public void Submit(CommandBuffer commands) => _device.Submit(commands, _fence);

    /// <summary>Blocks until what was submitted is done.</summary>
    public void Wait()
    {
        _device.Wait(_fence);
        _device.Reset(_fence);
    }

    /// <summary>Records, runs and forgets.</summary>
    public void RunOnce(Action<CommandBuffer> record)
    {
        CommandBuffer commands = Record(record);
        try
        {
            Submit(commands);
            Wait();
        }
        finally
        {
            Free(commands);
        }
    }

    public void Dispose()
    {
        _device.Vk.DestroyFence(_device.Handle, _fence, null);
        _device.Vk.DestroyCommandPool(_device.Handle, _pool, null);
    }
}
