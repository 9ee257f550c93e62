namespace Lucid.Verification.Running;

/// <summary>How measured times are spread.</summary>
/// <param name="Min">The least.</param>
/// <param name="P10">One of ten is not above it.</param>
/// <param name="Median">Half are not above it.</param>
/// <param name="P90">Nine of ten are not above it.</param>
/// <param name="P99">99 of 100 are not above it.</param>
public readonly record struct Percentiles(double Min, double P10, double Median, double P90, double P99)
{
    /// <summary>The percentiles of some times, by nearest rank.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static Percentiles Of(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        if (sorted.Length == 0) throw new ArgumentException("no time was measured", nameof(times));
        return new(sorted[0], Rank(0.1), Rank(0.5), Rank(0.9), Rank(0.99));

        double Rank(double part) => sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
