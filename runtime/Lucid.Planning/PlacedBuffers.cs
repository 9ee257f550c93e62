using System.Collections.Immutable;

namespace Lucid.Planning;

/// <summary>A buffer at its place: alive in [Lower, Upper), on bytes [Offset, End).</summary>
internal readonly record struct PlacedBuffer(long Lower, long Upper, long Offset, long End);

/// <summary>
/// The buffers already placed, answering "which of them are alive with this one, by ascending offset". Two ways, the cheaper is taken:
/// who is alive with whom is found once for all orders, and a few of those that are placed are sorted; where many are, or
/// there is no room to note them all, a walk through all placed ones, kept in order of offset in blocks, is cheaper than that.
/// </summary>
internal sealed class PlacedBuffers
{
    private const int BlockSize = 256;

    // Numbers of buffers noted as alive with another one: 16 MiB.
    private const int MostNeighbours = 1 << 22;

    private readonly ImmutableArray<BufferLifetime> _buffers;
    private readonly int[]? _neighbours; // those of buffer i are [_first[i], _first[i + 1])
    private readonly int[] _first;
    private readonly PlacedBuffer[] _placed; // by buffer
    private readonly bool[] _isPlaced;
    private readonly List<Block> _byOffset = [new()];
    private readonly PlacedBuffer[] _found;
    private int _count;

    public PlacedBuffers(ImmutableArray<BufferLifetime> buffers)
    {
        int n = buffers.Length;
        _buffers = buffers;
        _first = new int[n + 1];
        _placed = new PlacedBuffer[n];
        _isPlaced = new bool[n];
        _found = new PlacedBuffer[n];
        _neighbours = Neighbours();
    }

    /// <summary>Forgets all places.</summary>
    public void Clear()
    {
        Array.Clear(_isPlaced);
        _byOffset.Clear();
        _byOffset.Add(new Block());
        _count = 0;
    }

    public void Add(int buffer, long offset)
    {
        BufferLifetime lifetime = _buffers[buffer];
        var placed = new PlacedBuffer(lifetime.Lower, lifetime.Upper, offset, offset + lifetime.Size);
        (_placed[buffer], _isPlaced[buffer]) = (placed, true);
        _count++;
        int at = 0;
        while (at + 1 < _byOffset.Count && _byOffset[at + 1].First <= offset)
            at++;
        if (_byOffset[at].Add(placed) is Block upperHalf)
            _byOffset.Insert(at + 1, upperHalf);
    }

    /// <summary>Those alive with a buffer by ascending offset; valid until the next call.</summary>
    public ReadOnlySpan<PlacedBuffer> AliveWith(int buffer)
    {
        // Sorting an answer costs about as much as walking over some thirty buffers.
        int count = _neighbours is null ? -1 : Sorted(_neighbours.AsSpan(_first[buffer].._first[buffer + 1]), limit: 8 + (_count / 32));
        return _found.AsSpan(0, count >= 0 ? count : Walk(_buffers[buffer].Lower, _buffers[buffer].Upper));
    }

    // The placed ones among neighbours by insertion; -1 beyond the limit.
    private int Sorted(ReadOnlySpan<int> neighbours, int limit)
    {
        int count = 0;
        foreach (int neighbour in neighbours)
        {
            if (!_isPlaced[neighbour])
                continue;
            if (count == limit)
                return -1;
            ref readonly PlacedBuffer placed = ref _placed[neighbour];
            int at = count++;
            for (; at > 0 && _found[at - 1].Offset > placed.Offset; at--)
                _found[at] = _found[at - 1];
            _found[at] = placed;
        }

        return count;
    }

    private int Walk(long lower, long upper)
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

        return count;
    }

    /// <summary>Who is alive with whom, from the starts of lifetimes in order: a buffer meets those that start before it ends. Null where they are too many to note.</summary>
    private int[]? Neighbours()
    {
        int n = _buffers.Length;
        long[] starts = new long[n];
        int[] byStart = new int[n];
        for (int i = 0; i < n; i++)
            (byStart[i], starts[i]) = (i, _buffers[i].Lower);
        Array.Sort(starts, byStart);

        // How many later ones each meets; then where everybody's begin.
        int[] later = new int[n];
        long total = 0;
        for (int position = 0; position < n; position++)
        {
            long upper = _buffers[byStart[position]].Upper;
            int end = position + 1;
            while (end < n && starts[end] < upper)
                _first[byStart[end++] + 1]++;
            later[position] = end - position - 1;
            _first[byStart[position] + 1] += later[position];
            total += 2L * later[position];
            if (total > MostNeighbours)
                return null;
        }

        for (int i = 0; i < n; i++)
            _first[i + 1] += _first[i];
        int[] neighbours = new int[total];
        int[] next = _first[..n];
        for (int position = 0; position < n; position++)
        {
            int buffer = byStart[position];
            for (int other = position + 1; other <= position + later[position]; other++)
            {
                neighbours[next[buffer]++] = byStart[other];
                neighbours[next[byStart[other]]++] = buffer;
            }
        }

        return neighbours;
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
