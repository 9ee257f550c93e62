namespace Lucid.Planning.Search;

/// <summary>Which valley to fill next. Any choice is complete; valleys with a single way to go on are taken first.</summary>
internal enum ValleyChoice
{
    /// <summary>The one with the least room to waste.</summary>
    Tightest,

    /// <summary>The one with the fewest ways to go on for the failures it has seen.</summary>
    MostFailures,

    /// <summary>The lowest, even when another has a single way to go on.</summary>
    Lowest,
}

/// <summary>What a buffer is valued by when several could be placed; greater comes first.</summary>
internal enum BufferOrder
{
    /// <summary>The fullest section it lies in, then how long it lives, then size times life.</summary>
    TotalDurationArea,

    /// <summary>How long it lives, then size times life, then the fullest section it lies in.</summary>
    DurationAreaTotal,
}

/// <summary>One way to walk through the tree of the search. Runs are short and many: some order is lucky soon, or none ever is.</summary>
internal sealed record SearchStrategy(ValleyChoice Valley, BufferOrder Order)
{
    /// <summary>Tried in turn, each round with twice the steps and more disorder.</summary>
    public static readonly SearchStrategy[] All =
    [
        new(ValleyChoice.Tightest, BufferOrder.TotalDurationArea),
        new(ValleyChoice.MostFailures, BufferOrder.TotalDurationArea),
        new(ValleyChoice.Tightest, BufferOrder.DurationAreaTotal),
        new(ValleyChoice.Lowest, BufferOrder.TotalDurationArea),
    ];

    /// <summary>The rank of each buffer, 0 for the first to try. Durations and areas are blurred by more in later rounds.</summary>
    public int[] Ranks(SectionedProblem problem, int round)
    {
        var numbers = new NumberSequence((ulong)round);
        double blur = Math.Min(2.0, round / 4.0);
        var keys = new (double, double, double, int)[problem.Count];
        for (int b = 0; b < problem.Count; b++)
        {
            double factor = 1 + blur * numbers.NextFraction();
            double duration = factor * problem.Duration[b], area = duration * problem.Size[b];
            double total = problem.Total.AsSpan(problem.Alive[b].First..problem.Alive[b].End).ToArray().Max();
            keys[b] = Order switch
            {
                BufferOrder.TotalDurationArea => (-total, -duration, -area, b),
                BufferOrder.DurationAreaTotal => (-duration, -area, -total, b),
            };
        }

        int[] order = [.. Enumerable.Range(0, problem.Count)];
        Array.Sort(keys, order);
        int[] ranks = new int[problem.Count];
        for (int rank = 0; rank < order.Length; rank++)
            ranks[order[rank]] = rank;
        return ranks;
    }
}
