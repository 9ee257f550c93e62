using System.Diagnostics;

namespace Lucid.Planning.Search;

/// <summary>Counts search steps against a <see cref="PlanBudget"/>; a clock is looked at only when that has a time.</summary>
internal sealed class StepBudget(PlanBudget budget, CancellationToken cancellation)
{
    private const int StepsBetweenLooks = 1000;

    private readonly long _start = Stopwatch.GetTimestamp();
    private bool _timeIsUp;
    private long _untilLook;

    public long Spent { get; private set; }

    public long Left => _timeIsUp ? 0 : Math.Max(0, budget.Steps - Spent);

    /// <summary>False when nothing is left; cancellation is thrown.</summary>
    public bool TrySpend(long steps)
    {
        if (Left <= 0)
            return false;
        Spent += Math.Min(steps, Left); // work is counted when it has been done, so the last portion may be larger than what was left
        _untilLook -= steps;
        if (_untilLook < 0)
        {
            _untilLook = StepsBetweenLooks;
            cancellation.ThrowIfCancellationRequested();
            _timeIsUp = budget.Time is TimeSpan time && Stopwatch.GetElapsedTime(_start) > time;
        }

        return true;
    }
}
