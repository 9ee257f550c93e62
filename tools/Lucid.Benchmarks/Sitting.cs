using System.Diagnostics;
using System.Globalization;

using Lucid.Benchmarks.Contestants;
using Lucid.Benchmarks.Workloads;
using Lucid.Files;

namespace Lucid.Benchmarks;

/// <summary>How long a sitting may take.</summary>
/// <param name="Rounds">Turns of each contestant at each workload.</param>
/// <param name="CellSeconds">A contestant that has had this long at a workload, and three turns, has no more turns at it.</param>
internal sealed record SittingLimits(int Rounds, double CellSeconds)
{
    public const int FewestTurns = 3;
}

/// <summary>
/// Measures contestants against each other: everybody's results are checked first, then all take turns, so that a disturbance of the machine falls on
/// all of them. A turn is an untimed run (caches and clocks belong to whoever ran before), then a timed one; before it, a pause in which the
/// threads of the one before go to sleep.
/// </summary>
internal sealed class Sitting(IReadOnlyList<Workload> workloads, IReadOnlyList<Contestant> contestants, SittingLimits limits, TextWriter log)
{
    private const double SlowMilliseconds = 200; // an untimed run before such a one changes nothing
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    /// <summary>Everybody's times at every workload. The first contestant must be right; who else is wrong or fails has no times but a reason.</summary>
    /// <exception cref="ContestantException">The first contestant cannot run a workload, or is wrong.</exception>
    public Measurements Run(CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("lucid-bench-").FullName;
        try
        {
            Measurements measurements = new(workloads, contestants);
            foreach (Workload workload in workloads)
            {
                foreach (Contestant contestant in contestants)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Load(workload, contestant, measurements, folder);
                }
            }

            for (int round = 0; round < limits.Rounds; round++)
            {
                log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round + 1} of {limits.Rounds}"));
                foreach (Workload workload in workloads)
                {
                    foreach (Contestant contestant in contestants)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        Turn(measurements[workload, contestant], workload, contestant);
                    }
                }
            }

            return measurements;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Load(Workload workload, Contestant contestant, Measurements measurements, string root)
    {
        bool isFirst = contestant == contestants[0];
        try
        {
            string folder = Directory.CreateDirectory(Path.Combine(root, Guid.NewGuid().ToString("n"))).FullName;
            long start = Stopwatch.GetTimestamp();
            IReadOnlyList<NamedTensor> outputs = contestant.Load(workload, folder);
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{workload.Name}: {contestant.Name} is ready after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
            // Nothing is timed that is not right.
            if (workload.Fault(outputs) is { } fault) throw new ContestantException($"wrong: {fault}");
        }
        catch (ContestantException fault) when (!isFirst)
        {
            log.WriteLine($"{workload.Name}: {contestant.Name}: {fault.Message}");
            measurements[workload, contestant].Reason = fault.Message;
        }
        catch (ContestantException fault)
        {
            throw new ContestantException($"{workload.Name}: {contestant.Name}: {fault.Message}", fault);
        }
    }

    private void Turn(Cell cell, Workload workload, Contestant contestant)
    {
        if (cell.Reason is not null || (cell.Timings.Count >= SittingLimits.FewestTurns && cell.SpentMilliseconds > limits.CellSeconds * 1000)) return;
        Thread.Sleep(Pause);
        try
        {
            if (cell.Timings.Count == 0 || cell.Timings[^1].Milliseconds < SlowMilliseconds) contestant.Run(workload);
            cell.Timings.Add(contestant.Run(workload));
        }
        catch (ContestantException fault)
        {
            cell.Reason = fault.Message;
        }
    }
}
