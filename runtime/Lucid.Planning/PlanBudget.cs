namespace Lucid.Planning;

/// <summary>
/// How much a search may cost. A step is a fixed portion of work, a few microseconds, so that the same problem gets the same plan on every machine;
/// a time limit gives that up and is meant for the command line. The greedy plan is made in any case.
/// </summary>
public sealed record PlanBudget(long Steps, TimeSpan? Time = null)
{
    /// <summary>The greedy plan only.</summary>
    public static PlanBudget None { get; } = new(0);

    /// <summary>For compiling: a few tenths of a second at most, and nothing at all when the greedy plan meets the lower bound.</summary>
    public static PlanBudget Default { get; } = new(100_000);

    /// <summary>As many steps as the time allows.</summary>
    public static PlanBudget For(TimeSpan time) => new(long.MaxValue, time);
}
