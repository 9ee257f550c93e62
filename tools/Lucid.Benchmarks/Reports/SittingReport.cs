using System.Globalization;
using System.Text;

using Lucid.Benchmarks.Contestants;
using Lucid.Benchmarks.Workloads;
using Lucid.Verification.Running;

namespace Lucid.Benchmarks.Reports;

/// <summary>A sitting as Markdown.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Command">What repeats it.</param>
/// <param name="Date">When.</param>
/// <param name="Picture">File name of the chart beside the page; null for none.</param>
/// <param name="Measurements">What was measured.</param>
/// <param name="Ceilings">What the device can do; null where it was not measured.</param>
/// <param name="Absent">Peers that are not there, each with the reason.</param>
/// <param name="LoadBefore">Of the machine, before the sitting.</param>
internal sealed record SittingReport(
    string Title, string Command, DateOnly Date, string? Picture, Measurements Measurements, DeviceCeilings? Ceilings,
    IReadOnlyList<(string Name, string Reason)> Absent, double? LoadBefore)
{
    private Contestant Ours => Measurements.Contestants[0];

    private IEnumerable<Contestant> Peers => Measurements.Contestants.Skip(1);

    public string Print()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"### {Title}\n\n");
        if (Picture is not null) text.Append(CultureInfo.InvariantCulture, $"![{Title}]({Picture})\n\n");
        Introduction(text);
        Table(text);
        Spreads(text);
        Failures(text);
        return text.ToString();
    }

    private void Introduction(StringBuilder text)
    {
        string commit = Machine.Commit is { } known ? $", commit {known}" : "";
        string load = LoadBefore is { } busy ? string.Create(CultureInfo.InvariantCulture, $" Load of the machine before: {busy:0.0}.") : "";
        text.Append(CultureInfo.InvariantCulture, $"`{Command}`, {Date:yyyy-MM-dd}{commit}, on {Machine.Description}.{load}\n\n");
        foreach (Contestant contestant in Measurements.Contestants) text.Append(CultureInfo.InvariantCulture, $"- {contestant.Name}: {contestant.Version}\n");
        foreach ((string name, string reason) in Absent) text.Append(CultureInfo.InvariantCulture, $"- {name}: absent, {reason}\n");
        if (Ceilings is { } ceilings)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\nThe device's own ceilings, the better of before and after: {Number(ceilings.GflopsPerSecond)} GFLOP/s of multiply-adds, {Number(ceilings.GigabytesPerSecond)} GB/s copied (read and written)");
            text.Append(CultureInfo.InvariantCulture, $", {Number(ceilings.DispatchMicroseconds)} µs a dispatch, {Number(ceilings.RunMicroseconds)} µs a run that does nothing else.\n");
        }

        text.Append("\nTimed: a whole run, from inputs in the caller's memory to outputs in the caller's memory, of a model that is loaded and warm; everybody's outputs were checked\n" +
            "against the reference before. All took turns; a ratio is the peer's median over ours, so above 1 ours is faster.\n\n");
    }

    private void Table(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"| | | {Ours.Name}, ms | GFLOP/s{(Ceilings is null ? "" : " | of the ceiling")} |");
        foreach (Contestant peer in Peers) text.Append(CultureInfo.InvariantCulture, $" {peer.Name}, ms | ratio |");
        text.Append('\n').Append("| --- | --- | --- | --- |").Append(Ceilings is null ? "" : " --- |");
        foreach (Contestant _ in Peers) text.Append(" --- | --- |");
        text.Append('\n');
        foreach (Workload workload in Measurements.Workloads)
        {
            double ours = Measurements[workload, Ours].Times!.Value.Median;
            double gflops = workload.Flops / ours / 1e6;
            text.Append(CultureInfo.InvariantCulture, $"| {workload.Name} | {workload.Description} | {Number(ours)} | {Number(gflops)} |");
            if (Ceilings is { } ceilings) text.Append(CultureInfo.InvariantCulture, $" {100 * gflops / ceilings.GflopsPerSecond:0} % |");
            foreach (Contestant peer in Peers)
            {
                Cell cell = Measurements[workload, peer];
                text.Append(CultureInfo.InvariantCulture, $" {(cell.Times is { } times ? Number(times.Median) : "–")} | {Number(Measurements.Ratio(workload, peer, Median))} |");
            }

            text.Append('\n');
        }

        MeanRow(text, "geometric mean", Median);
        MeanRow(text, "geometric mean, fastest runs", cell => cell.Times?.Min);
        if (Peers.Any(peer => Measurements.MeanRatio(peer, Device) is not null)) MeanRow(text, "geometric mean, device time", Device);

        static double? Median(Cell cell) => cell.Times?.Median;

        static double? Device(Cell cell) => cell.DeviceMedian;
    }

    private void MeanRow(StringBuilder text, string name, Func<Cell, double?> time)
    {
        text.Append(CultureInfo.InvariantCulture, $"| **{name}** | | | |{(Ceilings is null ? "" : " |")}");
        foreach (Contestant peer in Peers) text.Append(CultureInfo.InvariantCulture, $" | **{Number(Measurements.MeanRatio(peer, time))}** |");
        text.Append('\n');
    }

    private void Spreads(StringBuilder text)
    {
        text.Append("\nSpread: the fastest run, and what nine in ten exceed and one in ten exceeds, ms.\n\n| | variants |");
        foreach (Contestant contestant in Measurements.Contestants) text.Append(CultureInfo.InvariantCulture, $" {contestant.Name} |");
        text.Append("\n| --- | --- |");
        foreach (Contestant _ in Measurements.Contestants) text.Append(" --- |");
        text.Append('\n');
        foreach (Workload workload in Measurements.Workloads)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {workload.Name} | {Ours.Choices(workload)} |");
            foreach (Contestant contestant in Measurements.Contestants)
            {
                Cell cell = Measurements[workload, contestant];
                text.Append(cell.Times is { } times
                    ? string.Create(CultureInfo.InvariantCulture, $" {Number(times.Min)}; {Number(times.P10)} to {Number(times.P90)}; {cell.Timings.Count} runs |")
                    : " – |");
            }

            text.Append('\n');
        }
    }

    private void Failures(StringBuilder text)
    {
        string[] failures = [.. Measurements.Workloads.SelectMany(workload => Peers.Select(peer => (workload, peer, Measurements[workload, peer].Reason)))
            .Where(failure => failure.Reason is not null).Select(failure => $"- {failure.workload.Name}, {failure.peer.Name}: {failure.Reason}\n")];
        if (failures.Length > 0) text.Append("\nNot measured:\n\n").AppendJoin("", failures);
    }

    private static string Number(double? value) => value is not { } number ? "–" : number.ToString(
        Math.Abs(number) switch { >= 100 => "0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
