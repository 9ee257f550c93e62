namespace Lucid.Runtime.Dispatching;

/// <summary>Bytes [<paramref name="Start"/>, <paramref name="End"/>) of something.</summary>
internal readonly record struct ByteRange(long Start, long End)
{
    public long Length => End - Start;

    public bool Overlaps(ByteRange other) => Start < other.End && other.Start < End;

    /// <summary>The common part; empty (End = Start) where there is none.</summary>
    public ByteRange Intersect(ByteRange other)
    {
        long start = Math.Clamp(other.Start, Start, End);
        return new(start, Math.Clamp(other.End, start, End));
    }

    public ByteRange Moved(long by) => new(checked(Start + by), checked(End + by));
}
