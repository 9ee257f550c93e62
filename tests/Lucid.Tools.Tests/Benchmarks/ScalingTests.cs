using Lucid.Benchmarks;
using Lucid.Benchmarks.Reports;
using Lucid.Benchmarks.Workloads;
using Lucid.Verification.Running;

using Xunit;

namespace Lucid.Tools.Tests.Benchmarks;

public sealed class ScalingTests
{
    [Fact]
    public void Growth_is_of_time_over_that_of_arithmetic_and_marked_where_it_counts()
    {
        CurvePoint first = Point(1, flops: 100, milliseconds: 10);
        Assert.Equal("", ScalingReport.Growth(null, first));
        Assert.Equal("1.00", ScalingReport.Growth(first, Point(2, 200, 20)));
        Assert.Equal("**2.00**", ScalingReport.Growth(first, Point(2, 200, 40)));
        // A run so short is mostly what any run costs.
        Assert.Equal("2.00", ScalingReport.Growth(Point(1, 100, 0.1), Point(2, 200, 0.4)));
    }

    [Fact]
    public void A_refusal_stands_in_the_table()
    {
        string text = ScalingReport.Print("device", "./bench --scaling", new DateOnly(2026, 1, 2), [(Curve.All[0], [Point(1, 100, 10), new(2, 200, 5, 0, null, 0, 0, "too large")])]);
        Assert.Contains("| 1 | 3 | 4 | 10.00 | ", text, StringComparison.Ordinal);
        Assert.Contains("| 2 | 5 | refused: too large | | | | | |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_curve_grows_in_arithmetic_from_step_to_step()
    {
        foreach (Curve curve in Curve.All)
        {
            double[] flops = [.. curve.Steps.Take(3).Select(step => Workload.OfGraph(curve.Name, curve.Axis, curve.Build(step)).Flops)];
            Assert.True(flops[0] > 0 && flops[1] > flops[0] && flops[2] > flops[1], $"{curve.Name}: {string.Join(", ", flops)}");
        }
    }

    private static CurvePoint Point(long value, double flops, double milliseconds) =>
        new(value, flops, 3, 4, new Percentiles(milliseconds, milliseconds, milliseconds, milliseconds, milliseconds), 1 << 20, 2, null);
}
