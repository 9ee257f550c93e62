using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Lucid.Runtime.Execution;

/// <summary>The runtime's measurements, named after the assembly: runs, their duration, recordings made.</summary>
internal static class RuntimeTelemetry
{
    private const string Name = "Lucid.Runtime";

    private static readonly Meter Meter = new(Name);

    public static ActivitySource Activities { get; } = new(Name);

    public static Histogram<double> RunDuration { get; } = Meter.CreateHistogram<double>("lucid.run.duration", "ms", "A run from submission to completion.");

    public static Counter<long> Recordings { get; } = Meter.CreateCounter<long>("lucid.recordings", null, "Input shapes planned and recorded.");
}
