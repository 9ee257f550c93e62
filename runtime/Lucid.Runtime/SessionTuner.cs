using Lucid.Packaging;
using Lucid.Runtime.Tuning;
using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>
/// Measures the candidates of a model's kernels on a device and remembers the fastest, by device, driver and layer. Sessions made afterwards go by it
/// (<see cref="SessionOptions.Tuning"/>). Candidates of one order class sum each output in the same order, so that results keep their bits;
/// that is checked too.
/// </summary>
public static class SessionTuner
{
    // What is not faster by this much may be a disturbance.
    private const double ClearGain = 0.97;

    // Of the duration: the rest is for holding the winners against the original.
    private const double TrialShare = 0.7;
    private const int FewestRuns = 2;
    private const int MostRuns = 25;

    /// <summary>Measures a model for inputs of given shapes and values.</summary>
    /// <exception cref="DeviceLimitException">The device's queue has no timestamps, by which kernels are measured; or it cannot run the model.</exception>
    /// <exception cref="ModelInputException">An input is missing, unknown, or of another element type.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is remembered.</exception>
    public static TuningResult Tune(
        CompiledModel model, VulkanDevice device, IReadOnlyDictionary<string, HostTensor> inputs, TuningOptions? options = null,
        Action<TuningProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new TuningOptions();
        model = model.On(device);
        if (device.Limits.TimestampPeriod <= 0)
            throw new DeviceLimitException($"the queue of {device.Info.Name} has no timestamps, by which kernels are measured: it cannot be tuned");
        TuningDeadline deadline = new(options.Duration);
        ProgramKernel[] kernels = [.. model.Package.Program.Main];
        Shape[] shapes = [.. model.Inputs.Select(input => inputs.TryGetValue(input.Name, out HostTensor? tensor) ? tensor.Shape
            : throw new ModelInputException($"input {input.Name} is missing"))];
        int[][] candidates;
        IReadOnlyDictionary<string, long> symbols;
        using (TuningTrial original = new(model, device, null, inputs))
        {
            (candidates, symbols) = original.Runnable(shapes);
        }

        if (!options.AnyOrder)
            candidates = [.. candidates.Select((all, k) => all.Where(i => kernels[k].Candidates[i].OrderClass == kernels[k].Candidates[all[0]].OrderClass).ToArray())];
        int rounds = candidates.Max(all => all.Length);
        TrialTimes times = new(kernels.Length);
        bool isComplete = true;
        for (int round = 0; round < rounds; round++)
        {
            progress?.Invoke(new(round, rounds + 1));
            if (round > 0 && deadline.HasPassed(TrialShare)) isComplete = false;
            if (!isComplete) break;
            int[] tried = [.. candidates.Select(all => all[round < all.Length ? round : 0])];
            using TuningTrial trial = new(model, device, tried, inputs);
            double until = TrialShare * (round + 1) / rounds;
            for (int run = 0; run < MostRuns && (run < FewestRuns || !deadline.HasPassed(until)); run++)
            {
                cancellation.ThrowIfCancellationRequested();
                times.Add(tried, trial.Run().Kernels);
            }
        }

        progress?.Invoke(new(rounds, rounds + 1));
        int[] first = [.. candidates.Select(all => all[0])];
        int[] winners = [.. candidates.Select((all, k) => times.Winner(k, all, ClearGain))];
        Duel duel = Duel.Between(model, device, inputs, first, winners, deadline, MostRuns, cancellation);
        bool bitsDiffered = !options.AnyOrder && !duel.HasSameBits;
        for (int k = 0; k < winners.Length; k++)
        {
            if (bitsDiffered || !(duel.Challenger.Least(k, winners[k]) < duel.Original.Least(k, first[k]))) winners[k] = first[k];
        }

        string? file = Remember(model, device, kernels, candidates, winners, symbols, options.AnyOrder);
        bool hasWinner = !winners.SequenceEqual(first);
        progress?.Invoke(new(rounds + 1, rounds + 1));
        return new(
            [.. kernels.Select((kernel, k) => (kernel, k)).Where(pair => candidates[pair.k].Length > 1).Select(pair => new TunedKernel(
                pair.kernel.Name, pair.kernel.Candidates[first[pair.k]].Variant, pair.kernel.Candidates[winners[pair.k]].Variant,
                duel.Original.Least(pair.k, first[pair.k]), winners[pair.k] == first[pair.k] ? duel.Original.Least(pair.k, first[pair.k]) : duel.Challenger.Least(pair.k, winners[pair.k]),
                candidates[pair.k].Count(candidate => times.IsKnown(pair.k, candidate)), candidates[pair.k].Length))],
            duel.Original.Total(first), hasWinner ? duel.TotalOf(first, winners) : duel.Original.Total(first), isComplete, bitsDiffered, file);
    }

    private static string? Remember(
        CompiledModel model, VulkanDevice device, ProgramKernel[] kernels, int[][] candidates, int[] winners, IReadOnlyDictionary<string, long> symbols, bool anyOrder)
    {
        TuningStore.ModuleDigests digests = new(model);
        string symbolsDigest = KernelIdentity.OfSymbols(symbols);
        TuningEntry[] entries = [.. kernels.Select((kernel, k) => (kernel, k)).Where(pair => candidates[pair.k].Length > 1)
            .Select(pair => new TuningEntry(KernelIdentity.Of(pair.kernel, digests.Of), symbolsDigest, anyOrder, winners[pair.k]))];
        return entries.Length > 0 && device.Tuning.Add(entries) ? device.Tuning.Path : null;
    }
}
