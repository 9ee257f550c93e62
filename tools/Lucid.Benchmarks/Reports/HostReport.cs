using System.Globalization;
using System.Text;

using Lucid.Benchmarks.Host;

namespace Lucid.Benchmarks.Reports;

/// <summary>The host's costs as a section of a page.</summary>
internal static class HostReport
{
    public static string Print(string device, string command, DateOnly date, int buffers, IReadOnlyList<HostCost> costs, double? load)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"### Costs of the host\n\n`{command}`, {date:yyyy-MM-dd}{(Machine.Commit is { } commit ? $", commit {commit}" : "")}, on {Machine.Description}.");
        if (load is { } busy) text.Append(CultureInfo.InvariantCulture, $" Load of the machine before: {busy:0.0}.");
        text.Append(CultureInfo.InvariantCulture, $"\nMeasured with BenchmarkDotNet, in its process, three iterations after warm-up. Device: {device}.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"`plan memory` places {buffers} buffers as a session does for sizes that it meets for the first time. `run of one addition` is a whole run.\n\n");
        text.Append("| step | model | median, ms | fastest; slowest, ms | managed memory |\n| --- | --- | --- | --- | --- |\n");
        foreach (HostCost cost in costs)
            text.Append(CultureInfo.InvariantCulture, $"| {cost.Step} | {cost.Model ?? "-"} | {Short(cost.Median)} | {Short(cost.Min)}; {Short(cost.Max)} | {Bytes(cost.AllocatedBytes)} |\n");
        return text.ToString();
    }

    private static string Short(double value) => value.ToString(value < 0.1 ? "0.0000" : value < 10 ? "0.00" : "0", CultureInfo.InvariantCulture);

    private static string Bytes(long bytes) => bytes switch
    {
        0 => "none",
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB"),
    };
}
