using Lucid.Packaging;
using Lucid.Runtime.Allocation;
using Lucid.Runtime.Devices;
using Lucid.Runtime.Dispatching;
using Lucid.Runtime.Recording;
using Lucid.Tensors;
using Lucid.Vulkan;

namespace Lucid.Runtime.Execution;

/// <summary>Owns the constants and prepared buffers of a session: uploads what is stored, runs the prepare kernels, frees what only they read.</summary>
internal sealed unsafe class PersistentMemory : IDisposable
{
    /// <summary>Constants go through a staging buffer of this size where the device's memory is not mapped.</summary>
    private const long StagingBytes = 16L << 20;

    private readonly LogicalDevice _device;
    private readonly List<MemoryBlock> _kept = [];
    private readonly List<MemoryBlock> _temporary = [];

    public PersistentMemory(VulkanDevice device, CommandRunner runner, PipelineSet pipelines, CompiledModel model, PersistentPlan plan)
    {
        _device = device.Logical;
        string purpose = $"loading {model.Name}";
        device.Memory.EnsureAvailable(purpose, plan.Kept.TotalBytes + plan.Temporary.TotalBytes);
        try
        {
            foreach (long bytes in plan.Kept.BlockBytes) _kept.Add(device.Memory.Allocate(purpose, bytes, MemoryUse.Kernels));
            foreach (long bytes in plan.Temporary.BlockBytes) _temporary.Add(device.Memory.Allocate(purpose, bytes, MemoryUse.Kernels));
            Upload(device.Memory, runner, model, plan, purpose);
            if (!plan.Prepare.IsEmpty)
            {
                using KernelSequence prepare = new(device.Memory, _device, pipelines, plan.Prepare, plan.Uniforms, [.. _kept, .. _temporary]);
                runner.RunOnce(commands =>
                {
                    TransferBarriers.BeforeKernels(_device, commands);
                    prepare.Record(commands, null);
                });
            }
        }
        catch
        {
            Dispose();
            throw;
        }
        finally
        {
            foreach (MemoryBlock block in _temporary) block.Dispose();
            _temporary.Clear();
        }
    }

    public IReadOnlyList<MemoryBlock> Blocks => _kept;

    public void Dispose()
    {
        foreach (MemoryBlock block in _kept) block.Dispose();
        _kept.Clear();
    }

    private void Upload(DeviceMemoryPool memory, CommandRunner runner, CompiledModel model, PersistentPlan plan, string purpose)
    {
        ValueList<ProgramBuffer> buffers = model.Package.Program.Buffers;
        MemoryBlock[] blocks = [.. _kept, .. _temporary];
        MemoryBlock? staging = null;
        try
        {
            for (int i = 0; i < buffers.Count; i++)
            {
                BufferPlace place = plan.PlaceOf(i);
                if (place.Block < 0 || buffers[i].Constant is not string name) continue;
                HostTensor stored = model.Constant(name);
                if (blocks[place.Block].IsMapped) Write(stored.Bytes.Span, blocks[place.Block], place);
                else Copy(runner, stored.Bytes.Span, blocks[place.Block], place, staging ??= memory.Allocate(purpose, StagingBytes, MemoryUse.Upload));
            }
        }
        finally
        {
            staging?.Dispose();
        }
    }

    private static void Write(ReadOnlySpan<byte> bytes, MemoryBlock block, BufferPlace place)
    {
        Span<byte> target = block.Map(place.Offset, place.Size);
        bytes.CopyTo(target);
        target[bytes.Length..].Clear();
        block.Flush(place.Offset, place.Size);
    }

    private void Copy(CommandRunner runner, ReadOnlySpan<byte> bytes, MemoryBlock block, BufferPlace place, MemoryBlock staging)
    {
        for (long done = 0; done < place.Size; done += StagingBytes)
        {
            long length = Math.Min(StagingBytes, place.Size - done);
            ReadOnlySpan<byte> source = done < bytes.Length ? bytes[(int)done..(int)Math.Min(bytes.Length, done + length)] : [];
            Span<byte> target = staging.Map(0, length);
            source.CopyTo(target);
            target[source.Length..].Clear();
            staging.Flush(0, length);
            BufferCopy region = new() { DstOffset = (ulong)(place.Offset + done), Size = (ulong)length };
            runner.RunOnce(commands => _device.Vk.CmdCopyBuffer(commands, staging.Buffer, block.Buffer, 1, in region));
        }
    }
}
