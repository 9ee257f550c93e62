using Lucid.Tensors;

namespace Lucid.Packaging.Verification;

/// <summary>The arena plan of a program whose sizes are all known, checked without trusting the planner that made it.</summary>
internal static class PlanRules
{
    public static void Check(Subject s)
    {
        if (s.Program.StaticPlan is not { } plan) return;
        const string path = "$.program.staticPlan";
        ValueList<ProgramBuffer> buffers = s.Program.Buffers;
        if (plan.Offsets.Count != buffers.Count)
        {
            s.Report($"{path}.offsets", $"{plan.Offsets.Count} offsets for {buffers.Count} buffers");
            return;
        }

        if (plan.PeakBytes < 0 || plan.LowerBoundBytes < 0 || plan.LowerBoundBytes > plan.PeakBytes)
            s.Report(path, $"a peak of {plan.PeakBytes} bytes beside a lower bound of {plan.LowerBoundBytes}");
        List<Placed> placed = [];
        for (int i = 0; i < buffers.Count; i++)
        {
            string at = FormattableString.Invariant($"{path}.offsets[{i}]");
            long offset = plan.Offsets[i];
            if (buffers[i].Kind != BufferKind.Activation)
            {
                if (offset != -1) s.Report(at, $"{offset} for a buffer outside of the arena; expected -1");
            }
            else if (!buffers[i].ByteSize.TryGetConstant(out long size))
            {
                s.Report(at, $"the size {buffers[i].ByteSize} depends on a symbol; a static plan needs all sizes");
            }
            else if (offset < 0 || offset % ArenaLifetimes.Alignment != 0 || offset > plan.PeakBytes - size)
            {
                s.Report(at, $"{offset} for {size} bytes in an arena of {plan.PeakBytes}; expected a multiple of {ArenaLifetimes.Alignment} within it");
            }
            else
            {
                placed.Add(new Placed(i, offset, offset + size));
            }
        }

        if (s.Faults.Count == 0) CheckOverlaps(s, placed);
    }

    /// <summary>Goes through the main kernels with the set of placed buffers alive, ordered by offset: only neighbours can be the first to overlap.</summary>
    private static void CheckOverlaps(Subject s, List<Placed> placed)
    {
        Dictionary<int, ArenaLifetime> lifetimes = ArenaLifetimes.Of(s.Program).ToDictionary(lifetime => lifetime.Buffer);
        ILookup<int, Placed> starting = placed.Where(item => lifetimes.ContainsKey(item.Buffer)).ToLookup(item => lifetimes[item.Buffer].FirstKernel);
        ILookup<int, Placed> ending = placed.Where(item => lifetimes.ContainsKey(item.Buffer)).ToLookup(item => lifetimes[item.Buffer].LastKernel);
        SortedSet<Placed> alive = new(Comparer<Placed>.Create((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.Buffer.CompareTo(b.Buffer)));
        for (int step = 0; step < s.Program.Main.Count; step++)
        {
            foreach (Placed item in starting[step])
            {
                Placed? before = alive.GetViewBetween(new(-1, long.MinValue, 0), item).Max;
                Placed? after = alive.GetViewBetween(item, new(int.MaxValue, long.MaxValue, 0)).Min;
                if (before is not null && before.End > item.Begin) Overlap(s, step, before, item);
                if (after is not null && item.End > after.Begin) Overlap(s, step, after, item);
                alive.Add(item);
            }

            foreach (Placed item in ending[step]) alive.Remove(item);
        }
    }

    private static void Overlap(Subject s, int step, Placed a, Placed b) => s.Report(
        "$.program.staticPlan", $"buffers {a.Buffer} at {a.Begin}..{a.End} and {b.Buffer} at {b.Begin}..{b.End} overlap while '{s.Program.Main[step].Name}' runs");

    private sealed record Placed(int Buffer, long Begin, long End);
}
