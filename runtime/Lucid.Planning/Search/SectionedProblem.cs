using System.Collections.Immutable;

namespace Lucid.Planning.Search;

/// <summary>
/// A problem with a capacity, made ready for the search: time cut into sections at every start and end of a lifetime, so that within
/// a section the same buffers are alive; lengths counted in units, the greatest common divisor of all alignments and of all sizes
/// rounded up to them. Buffers without size are left out.
/// </summary>
internal sealed class SectionedProblem
{
    public SectionedProblem(ImmutableArray<BufferLifetime> buffers, long capacity)
    {
        Source = [.. Enumerable.Range(0, buffers.Length).Where(i => buffers[i].Size > 0)];
        long alignment = LiveSizes.CommonAlignment(buffers.AsSpan());
        Unit = Source.Aggregate(0L, (unit, i) => LiveSizes.GreatestCommonDivisor(
            LiveSizes.GreatestCommonDivisor(unit, LiveSizes.RoundUp(buffers[i].Size, alignment)), buffers[i].Alignment));

        long[] times = [.. Source.SelectMany(i => new[] { buffers[i].Lower, buffers[i].Upper }).Distinct().Order()];
        SectionCount = Math.Max(times.Length - 1, 0);
        Alive = [.. Source.Select(i => new SectionRange(Array.BinarySearch(times, buffers[i].Lower), Array.BinarySearch(times, buffers[i].Upper)))];
        Duration = [.. Source.Select(i => (double)buffers[i].Upper - buffers[i].Lower)];
        Size = [.. Source.Select(i => LiveSizes.RoundUp(buffers[i].Size, alignment) / Unit)];
        Alignment = [.. Source.Select(i => buffers[i].Alignment / Unit)];
        IsAligned = Alignment.Any(a => a > 1);
        HighestOffset = [.. Source.Select(i => FloorDivide(capacity - buffers[i].Size, Unit))];

        var aliveIn = new List<int>[SectionCount];
        var startingIn = new List<int>[SectionCount];
        for (int s = 0; s < SectionCount; s++)
            (aliveIn[s], startingIn[s]) = ([], []);
        for (int b = 0; b < Count; b++)
        {
            startingIn[Alive[b].First].Add(b);
            for (int s = Alive[b].First; s < Alive[b].End; s++)
                aliveIn[s].Add(b);
        }

        AliveIn = [.. aliveIn.Select(list => list.ToArray())];
        StartingIn = [.. startingIn.Select(list => list.ToArray())];
        Total = [.. AliveIn.Select(alive => alive.Sum(b => Size[b]))];
        // Only the topmost buffer may reach beyond the capacity with its padding; which one that is, is not known yet.
        Limit = [.. AliveIn.Select(alive => alive.Length == 0 ? 0 : alive.Max(b => HighestOffset[b] + Size[b]))];

        // Alive at the start of a buffer, or starting while it is alive.
        Neighbours = new int[Count][];
        for (int b = 0; b < Count; b++)
        {
            var found = new List<int>(AliveIn[Alive[b].First]);
            for (int s = Alive[b].First + 1; s < Alive[b].End; s++)
                found.AddRange(startingIn[s]);
            found.Remove(b);
            Neighbours[b] = [.. found];
        }
    }

    /// <summary>The number of buffers that take space.</summary>
    public int Count => Source.Length;

    /// <summary>Their indices in the problem given.</summary>
    public int[] Source { get; }

    /// <summary>Bytes in a unit.</summary>
    public long Unit { get; }

    public int SectionCount { get; }

    public SectionRange[] Alive { get; }

    public double[] Duration { get; }

    public long[] Size { get; }

    public long[] Alignment { get; }

    /// <summary>False when every unit is a fit place for every buffer.</summary>
    public bool IsAligned { get; }

    /// <summary>The highest offset at which a buffer stays within the capacity; negative when there is none.</summary>
    public long[] HighestOffset { get; }

    /// <summary>By section: the buffers alive in it.</summary>
    public int[][] AliveIn { get; }

    /// <summary>By section: the buffers whose first section it is.</summary>
    public int[][] StartingIn { get; }

    /// <summary>By section: the sizes of all buffers alive in it.</summary>
    public long[] Total { get; }

    /// <summary>By section: how high its buffers may be piled.</summary>
    public long[] Limit { get; }

    /// <summary>By buffer: the others alive with it.</summary>
    public int[][] Neighbours { get; }

    public long RoundUp(int buffer, long offset) => IsAligned ? LiveSizes.RoundUp(offset, Alignment[buffer]) : offset;

    private static long FloorDivide(long value, long unit) => value >= 0 ? value / unit : -1;
}
