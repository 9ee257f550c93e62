using System.Globalization;
using System.Text;

using Lucid.Benchmarks.Workloads;

namespace Lucid.Benchmarks.Reports;

/// <summary>Curves as Markdown: at each point what grew, by how much more or less than the arithmetic.</summary>
internal static class ScalingReport
{
    // Time may grow by so much more than arithmetic did between two points before it is called out; disturbances are of this order.
    private const double Suspicious = 1.5;

    public static string Print(string device, string command, DateOnly date, IReadOnlyList<(Curve Curve, IReadOnlyList<CurvePoint> Points)> curves)
    {
        StringBuilder text = new();
        string commit = Machine.Commit is { } known ? $", commit {known}" : "";
        text.Append(CultureInfo.InvariantCulture, $"### Scaling\n\n`{command}`, {date:yyyy-MM-dd}{commit}, on {Machine.Description}; {device}.\n\n");
        text.Append("Medians of whole runs. Growth is from the point before: of the time, over that of the arithmetic (1: they grow alike; a larger one is marked where the\n" +
            "run is long enough for it to count). Memory: constants, inputs, outputs and activations. A curve ends where a run takes seconds.\n");
        foreach ((Curve curve, IReadOnlyList<CurvePoint> points) in curves) Table(text, curve, points);
        return text.ToString();
    }

    private static void Table(StringBuilder text, Curve curve, IReadOnlyList<CurvePoint> points)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n**{curve.Name}**: {curve.Axis}\n\n");
        text.Append("| | compile, ms | load and first run, ms | run, ms | GFLOP/s | growth of time over arithmetic | MiB | dispatches |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        CurvePoint? before = null;
        foreach (CurvePoint point in points)
        {
            if (point.Times is not { } times)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {point.Value} | {point.CompileMilliseconds:0} | refused: {point.Refusal} | | | | | |\n");
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"| {point.Value} | {point.CompileMilliseconds:0} | {point.LoadMilliseconds:0} | {times.Median:0.00} | {point.Gflops:0.0} | ");
            text.Append(Growth(before, point)).Append(CultureInfo.InvariantCulture, $" | {point.DeviceBytes / 1048576.0:0.0} | {point.Dispatches} |\n");
            before = point;
        }
    }

    internal static string Growth(CurvePoint? before, CurvePoint point)
    {
        const double Countable = 2; // milliseconds: what is shorter is mostly the cost of any run
        if (before?.Times is not { } from || point.Times is not { } to) return "";
        double growth = to.Median / from.Median / (point.Flops / before.Flops);
        string text = growth.ToString("0.00", CultureInfo.InvariantCulture);
        return growth > Suspicious && from.Median > Countable ? $"**{text}**" : text;
    }
}
