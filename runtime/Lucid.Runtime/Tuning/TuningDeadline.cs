using System.Diagnostics;

namespace Lucid.Runtime.Tuning;

/// <summary>How much of a duration has passed.</summary>
internal sealed class TuningDeadline(TimeSpan duration)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Whether a part of it, 0 to 1, has.</summary>
    public bool HasPassed(double part) => Stopwatch.GetElapsedTime(_start) >= duration * part;
}
