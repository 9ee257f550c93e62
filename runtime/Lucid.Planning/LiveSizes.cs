namespace Lucid.Planning;

/// <summary>A sweep over time that adds up what is alive.</summary>
internal static class LiveSizes
{
    /// <summary>
    /// The largest sum of sizes alive at once, where every buffer but the topmost takes its size rounded up to
    /// <see cref="CommonAlignment"/>; which one is on top is free, so the largest padding alive is taken off.
    /// </summary>
    public static long LowerBound(ReadOnlySpan<BufferLifetime> buffers)
    {
        long unit = CommonAlignment(buffers);
        int[] byLower = Order(buffers, buffer => buffer.Lower);
        int[] byUpper = Order(buffers, buffer => buffer.Upper);
        long alive = 0, bound = 0;
        // Largest padding first; buffers that have ended are dropped when they come to the top.
        var paddings = new PriorityQueue<BufferLifetime, long>();
        for (int start = 0, end = 0; start < byLower.Length; start++)
        {
            BufferLifetime starting = buffers[byLower[start]];
            for (; buffers[byUpper[end]].Upper <= starting.Lower; end++)
                alive -= RoundUp(buffers[byUpper[end]].Size, unit);
            long padded = RoundUp(starting.Size, unit);
            alive += padded;
            if (unit > 1 && padded > 0)
                paddings.Enqueue(starting, starting.Size - padded);
            while (paddings.TryPeek(out BufferLifetime? top, out _) && top.Upper <= starting.Lower)
                paddings.Dequeue();
            long saved = paddings.TryPeek(out _, out long negated) ? -negated : 0;
            bound = Math.Max(bound, alive - saved);
        }

        return bound;
    }

    /// <summary>The greatest common divisor of the alignments of all buffers that take space: every offset is a multiple of it.</summary>
    public static long CommonAlignment(ReadOnlySpan<BufferLifetime> buffers)
    {
        long common = 0;
        foreach (BufferLifetime buffer in buffers)
        {
            if (buffer.Size > 0)
                common = GreatestCommonDivisor(common, buffer.Alignment);
        }

        return Math.Max(common, 1);
    }

    public static long RoundUp(long value, long unit)
    {
        long rest = value % unit;
        return rest == 0 ? value : value + (unit - rest);
    }

    public static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }

    private static int[] Order(ReadOnlySpan<BufferLifetime> buffers, Func<BufferLifetime, long> key)
    {
        int[] order = new int[buffers.Length];
        long[] keys = new long[buffers.Length];
        for (int i = 0; i < order.Length; i++)
            (order[i], keys[i]) = (i, key(buffers[i]));
        Array.Sort(keys, order);
        return order;
    }
}
