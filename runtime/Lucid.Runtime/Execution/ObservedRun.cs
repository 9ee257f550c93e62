using Lucid.Packaging.Goldens;
using Lucid.Runtime.Allocation;
using Lucid.Runtime.Devices;
using Lucid.Runtime.Dispatching;
using Lucid.Runtime.Recording;
using Lucid.Tensors;
using Lucid.Vulkan;

namespace Lucid.Runtime.Execution;

/// <summary>
/// A run that copies buffers out as soon as the kernel that fills them has run, before another value takes their place. Kernels are dispatched as in any other run, on the same
/// memory; only barriers and copies are added.
/// </summary>
internal static unsafe class ObservedRun
{
    // What is copied in one run; more runs follow for the rest.
    private const long MostBytes = 256L << 20;

    /// <summary>The values by name. The inputs are written, and the caller has the turn.</summary>
    /// <exception cref="ProgramException">A value does not lie within its buffer.</exception>
    public static Dictionary<string, HostTensor> Execute(VulkanDevice device, ShapeRecording recording, IReadOnlyList<StoredValue> values)
    {
        ShapePlan plan = recording.Plan;
        Dictionary<string, int> positions = plan.Kernels.Select((kernel, i) => (kernel.Kernel.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        Dictionary<string, HostTensor> found = new(StringComparer.Ordinal);
        for (int next = 0; next < values.Count;)
        {
            Dictionary<(int Kernel, int Buffer), long> offsets = [];
            long bytes = 0;
            int first = next;
            for (; next < values.Count; next++)
            {
                StoredValue value = values[next];
                (int, int) key = (positions[value.Kernel], value.Buffer);
                if (offsets.ContainsKey(key)) continue;
                long size = ShapeRecording.StagingBytes(plan.Places[value.Buffer].Size);
                if (offsets.Count > 0 && bytes + size > MostBytes) break;
                offsets.Add(key, bytes);
                bytes += size;
            }

            using MemoryBlock download = device.Memory.Allocate($"observing {recording.Plan.Kernels.Length} kernels", Math.Max(4, bytes), MemoryUse.Download);
            recording.RunObserved((commands, kernel) => Copy(device, recording, commands, offsets.Where(entry => entry.Key.Kernel == kernel).Select(entry => (plan.Places[entry.Key.Buffer], entry.Value)), download));
            for (int i = first; i < next; i++)
            {
                StoredValue value = values[i];
                long offset = offsets[(positions[value.Kernel], value.Buffer)], size = plan.Places[value.Buffer].Size;
                download.Invalidate(offset, size);
                found[value.Name] = ValueLayout.Read(value, download.Map(offset, size), plan.Symbols);
            }
        }

        return found;
    }

    private static void Copy(VulkanDevice device, ShapeRecording recording, CommandBuffer commands, IEnumerable<(BufferPlace Place, long Offset)> copies, MemoryBlock download)
    {
        bool any = false;
        foreach ((BufferPlace place, long offset) in copies)
        {
            if (!any) TransferBarriers.BeforeFetching(device.Logical, commands);
            any = true;
            BufferCopy region = new() { SrcOffset = (ulong)place.Offset, DstOffset = (ulong)offset, Size = (ulong)place.Size };
            device.Logical.Vk.CmdCopyBuffer(commands, recording.BlockOf(place).Buffer, download.Buffer, 1, &region);
        }

        // The next kernel may write where the copy reads.
        if (any) TransferBarriers.BeforeKernels(device.Logical, commands);
    }
}
