using System.Collections.Immutable;
using Lucid.Planning.Search;

namespace Lucid.Planning;

/// <summary>
/// Offsets within a capacity for buffers that are all connected in time, by search: many short runs of different strategies, each
/// round longer, until one finds a solution or one comes to its end and so proves that there is none. What a run learns the next know.
/// </summary>
internal sealed class ExactSearch
{
    /// <summary>
    /// More than this are not to be given: it is meant for the hundreds of buffers that graphs have, its tree would be too deep, and
    /// the lists of which buffers are alive together too long.
    /// </summary>
    public const int MaxBuffers = 3000;

    private const long StepsOfFirstRound = 4000;

    // Three small frames for each buffer on the way down; far more than MaxBuffers need.
    private const int StackBytes = 64 << 20;

    private readonly ImmutableArray<BufferLifetime> _buffers;
    private readonly long _capacity;
    private readonly StepBudget _budget;

    private ExactSearch(ImmutableArray<BufferLifetime> buffers, long capacity, StepBudget budget) =>
        (_buffers, _capacity, _budget) = (buffers, capacity, budget);

    /// <param name="buffers">The buffers.</param>
    /// <param name="capacity">No buffer may end beyond.</param>
    /// <param name="steps">How much of the budget to spend at most.</param>
    /// <param name="budget">What there is to spend.</param>
    /// <param name="offsets">By buffer, when found.</param>
    public static SearchOutcome Run(
        ImmutableArray<BufferLifetime> buffers, long capacity, long steps, StepBudget budget, out ImmutableArray<long> offsets)
    {
        var search = new ExactSearch(buffers, capacity, budget);
        ImmutableArray<long> found = default;
        var outcome = SearchOutcome.Stopped;
        OperationCanceledException? cancelled = null;
        // The depth of the recursion is the number of buffers: it has a stack of its own rather than the caller's unknown rest.
        var thread = new Thread(
            () =>
            {
                try
                {
                    outcome = search.RunRounds(steps, out found);
                }
                catch (OperationCanceledException exception)
                {
                    cancelled = exception;
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();

        offsets = found;
        return cancelled is null ? outcome : throw new OperationCanceledException(cancelled.Message, cancelled.CancellationToken);
    }

    private SearchOutcome RunRounds(long steps, out ImmutableArray<long> offsets)
    {
        offsets = default;
        var problem = new SectionedProblem(_buffers, _capacity);
        var nogoods = new Nogoods(problem);
        long last = _budget.Spent + Math.Min(steps, _budget.Left);
        for (int round = 0; ; round++)
        {
            foreach (SearchStrategy strategy in SearchStrategy.All)
            {
                long run = Math.Min(StepsOfFirstRound << Math.Min(round, 30), last - _budget.Spent);
                if (run <= 0 || _budget.Left <= 0)
                    return SearchOutcome.Stopped;
                var search = new ArenaSearch(problem, strategy, round, nogoods, _budget);
                SearchOutcome outcome = search.Run(run);
                if (outcome == SearchOutcome.Found)
                    offsets = InBytes(problem, search.Offsets);
                if (outcome != SearchOutcome.Stopped)
                    return outcome;
            }
        }
    }

    private ImmutableArray<long> InBytes(SectionedProblem problem, ReadOnlySpan<long> units)
    {
        var offsets = ImmutableArray.CreateBuilder<long>(_buffers.Length);
        offsets.Count = _buffers.Length;
        for (int b = 0; b < problem.Count; b++)
            offsets[problem.Source[b]] = units[b] * problem.Unit;
        return offsets.MoveToImmutable();
    }
}
