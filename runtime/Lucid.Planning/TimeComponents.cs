using System.Collections.Immutable;

namespace Lucid.Planning;

/// <summary>Buffers apart where time falls apart: no buffer of one part is alive with, or connected over others to, one of the next.</summary>
internal static class TimeComponents
{
    /// <summary>Indices by part, in order of time; within a part ascending.</summary>
    public static ImmutableArray<int[]> Of(ImmutableArray<BufferLifetime> buffers)
    {
        var parts = ImmutableArray.CreateBuilder<int[]>();
        var current = new List<int>();
        long end = long.MinValue;
        foreach (int i in Enumerable.Range(0, buffers.Length).OrderBy(i => buffers[i].Lower))
        {
            if (current.Count > 0 && buffers[i].Lower >= end)
            {
                parts.Add([.. current.Order()]);
                current.Clear();
            }

            current.Add(i);
            end = Math.Max(end, buffers[i].Upper);
        }

        if (current.Count > 0)
            parts.Add([.. current.Order()]);
        return parts.ToImmutable();
    }
}
