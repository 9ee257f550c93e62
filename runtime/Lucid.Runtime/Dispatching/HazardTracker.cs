namespace Lucid.Runtime.Dispatching;

/// <summary>
/// Says where a barrier must stand between kernels: only where one reads or writes bytes that an earlier one wrote since the last
/// barrier (RAW, WAW), or writes bytes that an earlier one reads (WAR). Ranges are bytes of memory blocks, so buffers that share
/// a place in the arena are seen as what they are.
/// </summary>
internal sealed class HazardTracker
{
    private readonly List<(int Block, ByteRange Range)> _reads = [];
    private readonly List<(int Block, ByteRange Range)> _writes = [];

    /// <summary>Enters a kernel's accesses; true where a barrier must precede it.</summary>
    public bool Enter(EvaluatedKernel kernel, IReadOnlyList<BufferPlace> places)
    {
        bool barrier = false;
        foreach (EvaluatedBinding binding in kernel.Bindings)
        {
            (int Block, ByteRange Range) access = AccessOf(binding, places);
            barrier |= Hits(_writes, access) || (Writes(binding) && Hits(_reads, access));
        }

        if (barrier)
        {
            _reads.Clear();
            _writes.Clear();
        }

        foreach (EvaluatedBinding binding in kernel.Bindings)
            (Writes(binding) ? _writes : _reads).Add(AccessOf(binding, places));
        return barrier;
    }

    private static bool Writes(EvaluatedBinding binding) => binding.Binding.Access != Packaging.BindingAccess.Read;

    private static (int Block, ByteRange Range) AccessOf(EvaluatedBinding binding, IReadOnlyList<BufferPlace> places)
    {
        BufferPlace place = places[binding.Binding.Buffer];
        return (place.Block, binding.Range.Moved(place.Offset));
    }

    private static bool Hits(List<(int Block, ByteRange Range)> earlier, (int Block, ByteRange Range) access)
    {
        foreach ((int block, ByteRange range) in earlier)
        {
            if (block == access.Block && range.Overlaps(access.Range)) return true;
        }

        return false;
    }
}
