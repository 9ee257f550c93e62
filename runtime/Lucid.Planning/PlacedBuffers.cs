using System.Collections.Immutable;
using System.Numerics;

namespace Lucid.Planning;

/// <summary>A buffer at its place: alive in [Lower, Upper), on bytes [Offset, End).</summary>
internal readonly record struct PlacedBuffer(long Lower, long Upper, long Offset, long End);

/// <summary>
/// The buffers already placed, answering "which of them are alive with this one, by ascending offset". Two ways, the cheaper is taken:
/// a tree over the starts of lifetimes finds few answers among thousands, and they are sorted; when many are alive at once, a walk
/// through all placed ones, kept in order of offset in blocks, is cheaper than that.
/// </summary>
internal sealed class PlacedBuffers
{
    private const int BlockSize = 256;

    private readonly ImmutableArray<BufferLifetime> _buffers;
    private readonly long[] _starts; // sorted
    private readonly int[] _byStart;
    private readonly int[] _positionOf; // in _byStart
    private readonly int _leaves; // a power of two
    private readonly long[] _latestEnd; // a heap-shaped tree over _byStart; MinValue where nothing is placed
    private readonly PlacedBuffer[] _placed; // by position in _byStart
    private readonly List<Block> _byOffset = [new()];
    private readonly PlacedBuffer[] _found;
    private readonly long[] _foundOffsets;
    private int _foundCount;
    private int _count;

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

        _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(n, 1));
        _latestEnd = new long[2 * _leaves];
        Array.Fill(_latestEnd, long.MinValue);
        _placed = new PlacedBuffer[n];
        _found = new PlacedBuffer[n];
        _foundOffsets = new long[n];
    }

    public void Add(int buffer, long offset)
    {
        BufferLifetime lifetime = _buffers[buffer];
        var placed = new PlacedBuffer(lifetime.Lower, lifetime.Upper, offset, offset + lifetime.Size);
        _placed[_positionOf[buffer]] = placed;
        _count++;
        for (int node = _leaves + _positionOf[buffer]; node >= 1 && _latestEnd[node] < placed.Upper; node /= 2)
            _latestEnd[node] = placed.Upper;

        int at = 0;
        while (at + 1 < _byOffset.Count && _byOffset[at + 1].First <= offset)
            at++;
        if (_byOffset[at].Add(placed) is Block upperHalf)
            _byOffset.Insert(at + 1, upperHalf);
    }

    /// <summary>By ascending offset; valid until the next call.</summary>
    public ReadOnlySpan<PlacedBuffer> AliveWith(BufferLifetime buffer)
    {
        // Sorting an answer costs about as much as walking over some thirty buffers.
        _foundCount = 0;
        if (Collect(1, 0, _leaves, StartedBefore(buffer.Upper), buffer.Lower, limit: 8 + _count / 32))
        {
            for (int i = 0; i < _foundCount; i++)
                _foundOffsets[i] = _found[i].Offset;
            Array.Sort(_foundOffsets, _found, 0, _foundCount);
        }
        else
        {
            Walk(buffer.Lower, buffer.Upper);
        }

        return _found.AsSpan(0, _foundCount);
    }

    private void Walk(long lower, long upper)
    {
        int count = 0;
        foreach (Block block in _byOffset)
        {
            foreach (ref readonly PlacedBuffer placed in block.Buffers)
            {
                if (placed.Lower < upper && lower < placed.Upper)
                    _found[count++] = placed;
            }
        }

        _foundCount = count;
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
            _found[_foundCount++] = _placed[first];
            return true;
        }

        width /= 2;
        return Collect(2 * node, first, width, before, time, limit)
            && Collect(2 * node + 1, first + width, width, before, time, limit);
    }

    private int StartedBefore(long time)
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

    private sealed class Block
    {
        private readonly PlacedBuffer[] _buffers = new PlacedBuffer[BlockSize];
        private int _count;

        public long First => _buffers[0].Offset;

        public ReadOnlySpan<PlacedBuffer> Buffers => _buffers.AsSpan(0, _count);

        /// <summary>The upper half as a block of its own when this one has become full.</summary>
        public Block? Add(PlacedBuffer placed)
        {
            int at = _count;
            while (at > 0 && _buffers[at - 1].Offset > placed.Offset)
                at--;
            Array.Copy(_buffers, at, _buffers, at + 1, _count - at);
            _buffers[at] = placed;
            _count++;
            if (_count < BlockSize)
                return null;
            var upper = new Block { _count = BlockSize / 2 };
            _count -= upper._count;
            Array.Copy(_buffers, _count, upper._buffers, 0, upper._count);
            return upper;
        }
    }
}
