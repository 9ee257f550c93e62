using System.Collections.Immutable;

namespace Lucid.Planning;

/// <summary>
/// The buffers already placed, answering "which of them are alive with this one, by ascending offset". Two ways, the cheaper is
/// taken: buffers sorted by start under a tree of latest ends finds k answers in about k·log n, and they are sorted; when many
/// are alive at once, a walk through all placed ones, kept in order of offset, is cheaper than that.
/// </summary>
internal sealed class PlacedBuffers
{
    private readonly ImmutableArray<BufferLifetime> _buffers;
    private readonly long[] _starts; // sorted
    private readonly int[] _byStart;
    private readonly int[] _positionOf;
    private readonly int _leaves; // a power of two
    private readonly long[] _latestEnd; // a heap-shaped tree over _byStart; MinValue where nothing is placed
    private readonly List<int> _byOffset;
    private readonly List<long> _sortedOffsets;
    private readonly int[] _found;
    private readonly long[] _foundOffsets;
    private readonly long[] _offsetOf;
    private int _foundCount;

    public PlacedBuffers(ImmutableArray<BufferLifetime> buffers)
    {
        int n = buffers.Length;
        _buffers = buffers;
        _starts = new long[n];
        _byStart = new int[n];
        _positionOf = new int[n];
        for (int i = 0; i < n; i++)
            (_byStart[i], _starts[i]) = (i, buffers[i].Lower);
        Array.Sort(_starts, _byStart);
        for (int position = 0; position < n; position++)
            _positionOf[_byStart[position]] = position;

        _leaves = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(n, 1));
        _latestEnd = new long[2 * _leaves];
        Array.Fill(_latestEnd, long.MinValue);
        _byOffset = new List<int>(n);
        _sortedOffsets = new List<long>(n);
        _found = new int[n];
        _foundOffsets = new long[n];
        _offsetOf = new long[n];
    }

    public void Add(int buffer, long offset)
    {
        _offsetOf[buffer] = offset;
        int at = _sortedOffsets.BinarySearch(offset);
        at = at < 0 ? ~at : at;
        _sortedOffsets.Insert(at, offset);
        _byOffset.Insert(at, buffer);

        long end = _buffers[buffer].Upper;
        for (int node = _leaves + _positionOf[buffer]; node >= 1 && _latestEnd[node] < end; node /= 2)
            _latestEnd[node] = end;
    }

    /// <summary>By ascending offset; valid until the next call.</summary>
    public ReadOnlySpan<int> AliveWith(BufferLifetime buffer)
    {
        _foundCount = 0;
        int startedBefore = LowerBound(buffer.Upper);
        int limit = 16 + _byOffset.Count / 8;
        if (Collect(1, 0, _leaves, startedBefore, buffer.Lower, limit))
        {
            for (int i = 0; i < _foundCount; i++)
                _foundOffsets[i] = _offsetOf[_found[i]];
            Array.Sort(_foundOffsets, _found, 0, _foundCount);
        }
        else
        {
            _foundCount = 0;
            foreach (int other in _byOffset)
            {
                if (_buffers[other].IsAliveWith(buffer))
                    _found[_foundCount++] = other;
            }
        }

        return _found.AsSpan(0, _foundCount);
    }

    // Placed buffers among positions [first, first + width) that lie before `before` and end after `time`; false beyond the limit.
    private bool Collect(int node, int first, int width, int before, long time, int limit)
    {
        if (first >= before || _latestEnd[node] <= time)
            return true;
        if (width == 1)
        {
            if (_foundCount == limit)
                return false;
            _found[_foundCount++] = _byStart[first];
            return true;
        }

        width /= 2;
        return Collect(2 * node, first, width, before, time, limit)
            && Collect(2 * node + 1, first + width, width, before, time, limit);
    }

    // The number of buffers that start before the time.
    private int LowerBound(long time)
    {
        int low = 0, high = _starts.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_starts[middle] < time)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
