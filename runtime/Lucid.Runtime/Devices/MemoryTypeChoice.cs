using System.Collections.Immutable;

using Lucid.Vulkan;

namespace Lucid.Runtime.Devices;

/// <summary>What memory is for.</summary>
internal enum MemoryUse
{
    /// <summary>Kernels read and write it. Where the device shares the processor's memory it is mapped too, and nothing is staged.</summary>
    Kernels,

    /// <summary>The host writes it, the device copies from it; uniform data lies there too.</summary>
    Upload,

    /// <summary>The device copies to it, the host reads it.</summary>
    Download,
}

/// <summary>Picks a memory type for a use, from the driver's list, which is ordered by the driver's own preference.</summary>
internal static class MemoryTypeChoice
{
    private const MemoryPropertyFlags Local = MemoryPropertyFlags.DeviceLocalBit;
    private const MemoryPropertyFlags Visible = MemoryPropertyFlags.HostVisibleBit;
    private const MemoryPropertyFlags Coherent = MemoryPropertyFlags.HostCoherentBit;
    private const MemoryPropertyFlags Cached = MemoryPropertyFlags.HostCachedBit;

    /// <summary>The index of the best type among those whose bit is set in <paramref name="allowed"/>; null where none will do.</summary>
    public static int? Of(MemoryUse use, uint allowed, bool isMapped, ImmutableArray<MemoryTypeFacts> types)
    {
        foreach (MemoryPropertyFlags wanted in Wishes(use, isMapped))
        {
            for (int i = 0; i < types.Length; i++)
            {
                // Lazily allocated and protected memory is not for buffers.
                const MemoryPropertyFlags refused = MemoryPropertyFlags.LazilyAllocatedBit | MemoryPropertyFlags.ProtectedBit;
                if ((allowed & (1u << i)) != 0 && (types[i].Flags & wanted) == wanted && (types[i].Flags & refused) == 0) return i;
            }
        }

        return null;
    }

    private static MemoryPropertyFlags[] Wishes(MemoryUse use, bool isMapped) => use switch
    {
        MemoryUse.Kernels when isMapped => [Local | Visible | Cached | Coherent, Local | Visible | Cached, Local, MemoryPropertyFlags.None],
        MemoryUse.Kernels => [Local, MemoryPropertyFlags.None],
        MemoryUse.Upload => [Visible | Coherent, Visible],
        MemoryUse.Download => [Visible | Cached | Coherent, Visible | Cached, Visible | Coherent, Visible],
    };
}
