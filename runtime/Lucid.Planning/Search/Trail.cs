namespace Lucid.Planning.Search;

/// <summary>What an entry of the trail restores.</summary>
internal enum Change
{
    Floor,
    Lowest,
    Witness,
    Reason,
    Exclusion,
    Placed,
}

/// <summary>Old values in order of their loss.</summary>
internal sealed class Trail
{
    private (Change Change, int Index, long Value)[] _entries = new (Change, int, long)[1024];

    public int Count { get; private set; }

    public void Add(Change change, int index, long value)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, 2 * Count);
        _entries[Count++] = (change, index, value);
    }

    public (Change Change, int Index, long Value) RemoveLast() => _entries[--Count];

    public static long Pack(SectionRange range) => ((long)range.First << 32) | (uint)range.End;

    public static SectionRange Unpack(long packed) => new((int)(packed >> 32), (int)packed);
}
