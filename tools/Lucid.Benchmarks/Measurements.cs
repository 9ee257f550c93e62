using Lucid.Benchmarks.Contestants;
using Lucid.Benchmarks.Workloads;
using Lucid.Verification.Running;

namespace Lucid.Benchmarks;

/// <summary>A contestant at a workload.</summary>
internal sealed class Cell
{
    /// <summary>The timed runs.</summary>
    public List<Timing> Timings { get; } = [];

    /// <summary>Why there are none; null where there are.</summary>
    public string? Reason { get; set; }

    /// <summary>Time of the timed runs.</summary>
    public double SpentMilliseconds => Timings.Sum(timing => timing.Milliseconds);

    /// <summary>The spread of the runs; null where there are none.</summary>
    public Percentiles? Times => Reason is null && Timings.Count > 0 ? Percentiles.Of(Timings.Select(timing => timing.Milliseconds)) : null;

    /// <summary>The middle of the device's own times; null where they cannot be told.</summary>
    public double? DeviceMedian => Reason is null && Timings.Count > 0 && Timings.All(timing => timing.DeviceMilliseconds is not null)
        ? Percentiles.Of(Timings.Select(timing => timing.DeviceMilliseconds!.Value)).Median : null;
}

/// <summary>What a sitting measured.</summary>
internal sealed class Measurements(IReadOnlyList<Workload> workloads, IReadOnlyList<Contestant> contestants)
{
    private readonly Dictionary<(string Workload, string Contestant), Cell> _cells =
        workloads.SelectMany(workload => contestants.Select(contestant => (workload.Name, contestant.Name))).ToDictionary(key => key, _ => new Cell());

    public IReadOnlyList<Workload> Workloads => workloads;

    public IReadOnlyList<Contestant> Contestants => contestants;

    public Cell this[Workload workload, Contestant contestant] => _cells[(workload.Name, contestant.Name)];

    /// <summary>
    /// How often the first contestant fits into another's time, by a time of theirs: above 1, it is faster. Null where either has none.
    /// </summary>
    public double? Ratio(Workload workload, Contestant other, Func<Cell, double?> time) =>
        time(this[workload, contestants[0]]) is { } ours && time(this[workload, other]) is { } theirs ? theirs / ours : null;

    /// <summary>The geometric mean of the ratios over the workloads that both ran; null where there is none.</summary>
    public double? MeanRatio(Contestant other, Func<Cell, double?> time)
    {
        double[] ratios = [.. workloads.Select(workload => Ratio(workload, other, time)).OfType<double>()];
        return ratios.Length == 0 ? null : Math.Exp(ratios.Average(Math.Log));
    }
}
