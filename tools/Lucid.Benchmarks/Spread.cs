namespace Lucid.Benchmarks;

/// <summary>How measured times are spread, by nearest rank.</summary>
/// <param name="Least">The least.</param>
/// <param name="P10">One of ten is not above it.</param>
/// <param name="Median">Half are not above it.</param>
/// <param name="P90">Nine of ten are not above it.</param>
internal readonly record struct Spread(double Least, double P10, double Median, double P90)
{
    /// <exception cref="ArgumentException">There is no time.</exception>
    public static Spread Of(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        if (sorted.Length == 0) throw new ArgumentException("no time was measured", nameof(times));
        return new(sorted[0], Rank(0.1), Rank(0.5), Rank(0.9));

        double Rank(double part) => sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
