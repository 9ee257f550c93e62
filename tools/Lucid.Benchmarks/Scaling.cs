using System.Diagnostics;
using System.Globalization;

using Lucid.Benchmarks.Contestants;
using Lucid.Benchmarks.Workloads;
using Lucid.Runtime;
using Lucid.Verification.Running;

namespace Lucid.Benchmarks;

/// <summary>A point of a curve.</summary>
/// <param name="Value">Where on the axis.</param>
/// <param name="Flops">Arithmetic of a run.</param>
/// <param name="CompileMilliseconds">From the graph to the package.</param>
/// <param name="LoadMilliseconds">From the package to a session with its first run, pipelines included.</param>
/// <param name="Times">The runs; null where it does not run.</param>
/// <param name="DeviceBytes">Constants, inputs, outputs and activations on the device.</param>
/// <param name="Dispatches">Dispatches of a run.</param>
/// <param name="Refusal">Why it does not run; null where it does.</param>
internal sealed record CurvePoint(
    long Value, double Flops, double CompileMilliseconds, double LoadMilliseconds, Percentiles? Times, long DeviceBytes, int Dispatches, string? Refusal)
{
    /// <summary>Achieved arithmetic at the median.</summary>
    public double Gflops => Times is { } times ? Flops / times.Median / 1e6 : 0;
}

/// <summary>Measures how time and memory grow along curves.</summary>
internal static class Scaling
{
    // A curve ends where a run takes longer, or where a point as a whole did.
    private const double MostRunMilliseconds = 4000;
    private const double MostPointSeconds = 30;
    private const int Runs = 7;

    public static IReadOnlyList<CurvePoint> Measure(Curve curve, LucidContestant contestant, TextWriter log, CancellationToken cancellation)
    {
        List<CurvePoint> points = [];
        foreach (long value in curve.Steps)
        {
            cancellation.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            CurvePoint point = Measure(curve, value, contestant);
            points.Add(point);
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{curve.Name} {value}: {point.Times?.Median ?? 0:0.##} ms {point.Refusal}"));
            if (point.Times is not { } times || times.Median > MostRunMilliseconds || Stopwatch.GetElapsedTime(start).TotalSeconds > MostPointSeconds) break;
        }

        return points;
    }

    private static CurvePoint Measure(Curve curve, long value, LucidContestant contestant)
    {
        long start = Stopwatch.GetTimestamp();
        Workload workload = Workload.OfGraph(curve.Name, curve.Axis, curve.Build(value));
        double compiled = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        try
        {
            contestant.Load(workload, "");
            double loaded = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            double[] times = [.. Enumerable.Range(0, Runs).Select(_ => contestant.Run(workload).Milliseconds)];
            SessionReport report = contestant.Report(workload);
            return new(value, workload.Flops, compiled, loaded, Percentiles.Of(times), report.ConstantBytes + report.TransferBytes + report.ArenaBytes, report.Dispatches, null);
        }
        catch (ContestantException fault)
        {
            return new(value, workload.Flops, compiled, 0, null, 0, 0, fault.Message);
        }
        finally
        {
            contestant.Unload(workload);
        }
    }
}
