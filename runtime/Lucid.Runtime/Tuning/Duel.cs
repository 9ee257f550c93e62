using Lucid.Tensors;

namespace Lucid.Runtime.Tuning;

/// <summary>
/// The winners of the trials against the original, by turns, so that what disturbed a whole trial disturbs both alike; and whether both gave the same bits.
/// </summary>
internal sealed record Duel(TrialTimes Original, TrialTimes Challenger, bool HasSameBits)
{
    private const int FewestRuns = 3;

    public static Duel Between(
        CompiledModel model, VulkanDevice device, IReadOnlyDictionary<string, HostTensor> inputs, int[] first, int[] winners, TuningDeadline deadline, int mostRuns,
        CancellationToken cancellation)
    {
        TrialTimes original = new(first.Length), challenger = new(first.Length);
        using TuningTrial one = new(model, device, first, inputs);
        using TuningTrial? other = winners.SequenceEqual(first) ? null : new(model, device, winners, inputs);
        for (int run = 0; run < mostRuns && (run < FewestRuns || !deadline.HasPassed(1)); run++)
        {
            cancellation.ThrowIfCancellationRequested();
            original.Add(first, one.Run().Kernels);
            if (other is not null) challenger.Add(winners, other.Run().Kernels);
        }

        return new(original, other is null ? original : challenger, other is null || AreSame(one.Outputs, other.Outputs));
    }

    /// <summary>The time of a run in which each kernel runs with its candidate of <paramref name="chosen"/>, of which some are the original's.</summary>
    public double TotalOf(IReadOnlyList<int> first, IReadOnlyList<int> chosen) =>
        chosen.Select((candidate, k) => candidate == first[k] ? Original.Least(k, candidate) : Challenger.Least(k, candidate)).Sum();

    private static bool AreSame(IReadOnlyDictionary<string, HostTensor> ours, IReadOnlyDictionary<string, HostTensor> theirs) =>
        ours.All(output => output.Value.Bytes.Span.SequenceEqual(theirs[output.Key].Bytes.Span));
}
