using System.Collections.Immutable;

using Lucid.Packaging;

namespace Lucid.Runtime.Dispatching;

/// <summary>Buffers laid end to end into as few memory blocks as the device's largest allocation allows.</summary>
internal sealed record BlockPacking(ImmutableArray<long> BlockBytes, ImmutableArray<BufferPlace> Places)
{
    /// <summary>Offsets are multiples of this at least: no device's alignment for bindings is larger, and texel views need 16.</summary>
    public const long SmallestAlignment = ArenaLifetimes.Alignment;

    public long TotalBytes => BlockBytes.Sum();

    /// <summary>Packs the buffers with the given sizes in order; a size of -1 gets no place.</summary>
    /// <exception cref="DeviceLimitException">A buffer exceeds the largest allocation.</exception>
    public static BlockPacking Of(IReadOnlyList<long> sizes, Func<int, string> name, DeviceLimits limits, int firstBlock = 0)
    {
        long alignment = AlignmentOf(limits);
        List<long> blocks = [];
        BufferPlace[] places = new BufferPlace[sizes.Count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = BufferPlace.None;
            if (sizes[i] < 0) continue;
            CheckAllocation(sizes[i], name(i), limits);
            long padded = RoundUp(sizes[i], alignment);
            if (blocks.Count == 0 || blocks[^1] > limits.AllocationBytes - padded) blocks.Add(0);
            places[i] = new(firstBlock + blocks.Count - 1, blocks[^1], sizes[i]);
            blocks[^1] += padded;
        }

        return new([.. blocks], [.. places]);
    }

    public static long AlignmentOf(DeviceLimits limits) =>
        Math.Max(SmallestAlignment, Math.Max(limits.UniformAlignment, Math.Max(limits.StorageAlignment, limits.TexelAlignment)));

    public static void CheckAllocation(long size, string name, DeviceLimits limits)
    {
        long largest = limits.AllocationBytes / AlignmentOf(limits) * AlignmentOf(limits);
        if (size > largest)
            throw new DeviceLimitException($"buffer {name} needs {ByteText.Of(size)}; the device allocates at most {ByteText.Of(largest)} at once");
    }

    public static long RoundUp(long value, long unit) => checked((value + unit - 1) / unit * unit);
}
