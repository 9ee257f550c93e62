using System.Collections.Immutable;
using Lucid.Planning.Search;

namespace Lucid.Planning;

/// <summary>The best offsets known for buffers connected in time, and how far down a better peak has been ruled out.</summary>
internal sealed class PartialPlan
{
    private const long StepsOfFirstPass = 50_000;

    private readonly MemoryProblem _problem;
    private readonly long _step; // sunk as low as they can, all buffers begin and end at multiples of it

    /// <summary>Starts with the greedy plan.</summary>
    public PartialPlan(MemoryProblem problem)
    {
        _problem = problem;
        _step = Math.Max(1, problem.Buffers.Aggregate(0L, (divisor, buffer) => LiveSizes.GreatestCommonDivisor(
            LiveSizes.GreatestCommonDivisor(divisor, buffer.Size), buffer.Size > 0 ? buffer.Alignment : 0)));
        MemoryPlan greedy = GreedyBestFit.Plan(problem);
        Offsets = greedy.Offsets;
        Peak = greedy.Peak;
        ProvenBound = problem.LowerBound;
    }

    public ImmutableArray<long> Offsets { get; private set; }

    public long Peak { get; private set; }

    /// <summary>No plan has a smaller peak.</summary>
    public long ProvenBound { get; private set; }

    /// <summary>Spends the budget on a plan with the wanted peak; where only the capacity counts, on nothing else.</summary>
    public void Improve(long wanted, bool onlyWanted, StepBudget budget)
    {
        if (_problem.Buffers.Length > ExactSearch.MaxBuffers)
            return;
        if (onlyWanted)
        {
            TryPeak(wanted, budget.Left, budget);
            return;
        }

        for (long steps = StepsOfFirstPass; Peak > Math.Max(wanted, ProvenBound) && budget.Left > 0; steps *= 2)
            Bisect(wanted, steps, budget);
    }

    // First the wanted peak, since most problems have a plan at their lower bound; then half way between what is ruled out, or was
    // given up in this pass, and what is found.
    private void Bisect(long wanted, long steps, StepBudget budget)
    {
        long least = Math.Max(wanted, ProvenBound), target = least;
        while (least < Peak && budget.Left > 0)
        {
            if (!TryPeak(target, Math.Min(steps, budget.Left - budget.Left / 2), budget))
                least = LiveSizes.RoundUp(target + 1, _step);
            target = least + (Peak - 1 - least) / 2 / _step * _step;
        }
    }

    private bool TryPeak(long target, long steps, StepBudget budget)
    {
        SearchOutcome outcome = ExactSearch.Run(_problem.Buffers, target, steps, budget, out ImmutableArray<long> offsets);
        if (outcome == SearchOutcome.Impossible)
            ProvenBound = Math.Max(ProvenBound, LiveSizes.RoundUp(target + 1, _step));
        if (outcome != SearchOutcome.Found)
            return false;
        Offsets = offsets;
        Peak = 0;
        for (int i = 0; i < offsets.Length; i++)
            Peak = Math.Max(Peak, offsets[i] + _problem.Buffers[i].Size);
        return true;
    }
}
