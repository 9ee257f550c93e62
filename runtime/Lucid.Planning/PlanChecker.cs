using System.Collections.Immutable;
using System.Globalization;

namespace Lucid.Planning;

/// <summary>
/// Says whether offsets are right, from the definition alone: it shares no code and no number with the planners, takes the raw
/// buffers rather than a checked problem, and computes in 128 bits. It sweeps over the starts of lifetimes, keeps what is alive,
/// and compares each starting buffer with all of that; slow on thousands of buffers alive at once, and obvious.
/// </summary>
public static class PlanChecker
{
    /// <summary>A wrong plan is wrong in thousands of places; the first ones say enough.</summary>
    public const int MostFaults = 100;

    public static ImmutableArray<PlanFault> Check(MemoryPlan plan)
    {
        ImmutableArray<PlanFault> faults = Check(plan.Problem.Buffers, plan.Offsets, plan.Peak);
        Int128 peak = 0;
        for (int i = 0; i < Math.Min(plan.Offsets.Length, plan.Problem.Buffers.Length); i++)
            peak = Int128.Max(peak, (Int128)plan.Offsets[i] + plan.Problem.Buffers[i].Size);
        return peak == plan.Peak
            ? faults
            : faults.Add(new PlanFault(PlanRule.Peak, Text($"the plan claims a peak of {plan.Peak}; it is {peak}")));
    }

    /// <summary>All faults found, at most <see cref="MostFaults"/>, in order of time; none when the offsets are right.</summary>
    public static ImmutableArray<PlanFault> Check(IReadOnlyList<BufferLifetime> buffers, IReadOnlyList<long> offsets, long? capacity = null)
    {
        if (offsets.Count != buffers.Count)
            return [new PlanFault(PlanRule.Count, Text($"{offsets.Count} offsets for {buffers.Count} buffers"))];

        var faults = ImmutableArray.CreateBuilder<PlanFault>();
        for (int i = 0; i < buffers.Count && faults.Count < MostFaults; i++)
            CheckAlone(buffers[i], offsets[i], capacity, faults);
        CheckOverlaps(buffers, offsets, faults);
        return faults.ToImmutable();
    }

    /// <summary>Throws <see cref="InvalidOperationException"/> listing the faults of a plan, if there are any.</summary>
    public static void ThrowIfWrong(MemoryPlan plan)
    {
        ImmutableArray<PlanFault> faults = Check(plan);
        if (!faults.IsEmpty)
            throw new InvalidOperationException($"The memory plan ({plan.Method}) is wrong:\n{string.Join('\n', faults)}");
    }

    private static void CheckAlone(BufferLifetime buffer, long offset, long? capacity, ImmutableArray<PlanFault>.Builder faults)
    {
        if (buffer.Lower >= buffer.Upper || buffer.Size < 0 || buffer.Alignment < 1)
        {
            faults.Add(new PlanFault(PlanRule.Buffer, Text($"{buffer}: a buffer needs lower < upper, size ≥ 0 and alignment ≥ 1")));
            return;
        }

        Int128 end = (Int128)offset + buffer.Size;
        if (offset < 0 || end > long.MaxValue)
            faults.Add(new PlanFault(PlanRule.Range, Text($"{buffer}: offset {offset} is negative or ends beyond 64 bits")));
        if (offset % buffer.Alignment != 0)
            faults.Add(new PlanFault(PlanRule.Alignment, Text($"{buffer}: offset {offset} is not a multiple of {buffer.Alignment}")));
        if (end > capacity)
            faults.Add(new PlanFault(PlanRule.Capacity, Text($"{buffer}: offset {offset} ends at {end}, beyond {capacity}")));
    }

    private static void CheckOverlaps(
        IReadOnlyList<BufferLifetime> buffers, IReadOnlyList<long> offsets, ImmutableArray<PlanFault>.Builder faults)
    {
        int[] byStart = [.. Enumerable.Range(0, buffers.Count).OrderBy(i => buffers[i].Lower).ThenBy(i => i)];
        var alive = new List<int>();
        foreach (int i in byStart)
        {
            BufferLifetime starting = buffers[i];
            alive.RemoveAll(other => buffers[other].Upper <= starting.Lower);
            if (starting.Size <= 0 || starting.Upper <= starting.Lower)
                continue;
            Int128 begin = offsets[i], end = begin + starting.Size;
            foreach (int other in alive)
            {
                if (faults.Count >= MostFaults)
                    return;
                Int128 otherBegin = offsets[other], otherEnd = otherBegin + buffers[other].Size;
                if (begin < otherEnd && otherBegin < end)
                    faults.Add(new PlanFault(
                        PlanRule.Overlap,
                        Text($"{starting} at {begin} and {buffers[other]} at {otherBegin} overlap while both are alive")));
            }

            alive.Add(i);
        }
    }

    private static string Text(FormattableString message) => message.ToString(CultureInfo.InvariantCulture);
}
