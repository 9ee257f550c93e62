using System.Diagnostics;
using System.Runtime.InteropServices;
using Lucid.Planning.Search;

namespace Lucid.Planning;

/// <summary>
/// The door of the planner: offsets with the smallest peak found within the budget, or the first that fit the problem's capacity.
/// Stretches of time that no buffer connects are planned apart; the greedy plan is improved by search where it misses what is asked.
/// </summary>
public static class MemoryPlanner
{
    public static MemoryPlan Plan(MemoryProblem problem, PlanBudget budget, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var steps = new StepBudget(budget, cancellation);
        long wanted = Math.Max(problem.LowerBound, problem.Capacity ?? 0);
        long proven = problem.LowerBound;
        long[] offsets = new long[problem.Buffers.Length];
        bool searched = false;
        foreach (int[] part in TimeComponents.Of(problem.Buffers))
        {
            var partial = new MemoryProblem(part.Select(i => problem.Buffers[i]), wanted);
            var best = new PartialPlan(partial);
            if (best.Peak > wanted && steps.Left > 0)
            {
                searched = true;
                best.Improve(wanted, onlyWanted: problem.Capacity is not null, steps);
            }

            for (int i = 0; i < part.Length; i++)
                offsets[part[i]] = best.Offsets[i];
            proven = Math.Max(proven, best.ProvenBound);
            // The parts share one arena: the next need not be better than this one can be.
            if (problem.Capacity is null)
                wanted = Math.Max(wanted, best.Peak);
        }

        var plan = new MemoryPlan(
            problem, ImmutableCollectionsMarshal.AsImmutableArray(offsets), searched ? "search" : "greedy", proven, steps.Spent);
        CheckInDebug(plan);
        return plan;
    }

    [Conditional("DEBUG")]
    private static void CheckInDebug(MemoryPlan plan) => PlanChecker.ThrowIfWrong(plan);
}
