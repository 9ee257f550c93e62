using System.Globalization;
using System.Text;

using Lucid.Pictures.Profiles;
using Lucid.Runtime;
using Lucid.Verification.Running;

namespace Lucid.Benchmarks.Reports;

/// <summary>Operators as Markdown: what each takes, and how many times what the device's ceilings allow.</summary>
internal static class OperatorReport
{
    // An operator is as fast as memory where it takes no longer than this many times what its ceiling allows.
    private const double Enough = 2;

    public static string Print(string device, string command, DateOnly date, DeviceCeilings ceilings, IReadOnlyList<OperatorTime> times, double? load)
    {
        StringBuilder text = new();
        string commit = Machine.Commit is { } known ? $", commit {known}" : "";
        string busy = load is { } number ? string.Create(CultureInfo.InvariantCulture, $" Load of the machine before: {number:0.0}.") : "";
        text.Append(CultureInfo.InvariantCulture, $"### Operators on {device.Split(':')[^1].Trim().Split(' ')[0]}\n\n`{command}`, {date:yyyy-MM-dd}{commit}, on {Machine.Description}; {device}.{busy}\n\n");
        text.Append(CultureInfo.InvariantCulture,
            $"The device's own ceilings, the better of before and after: {Number(ceilings.GflopsPerSecond)} GFLOP/s of multiply-adds, {Number(ceilings.GigabytesPerSecond)} GB/s copied (read and written), {Number(ceilings.DispatchMicroseconds)} µs a dispatch.\n");
        text.Append("Time: of the device, all kernels of the operator, each in its fastest run. GB/s: of what the definition asks for, inputs read and outputs written once. The bound is\n" +
            $"the ceiling that one such pass would meet first; the last column says how many times that pass' time is taken, marked above {Enough.ToString(CultureInfo.InvariantCulture)}.\n\n");
        text.Append("| | operands | kernels | ms | GB/s | GFLOP/s | bound by | times the bound |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (OperatorTime time in times)
        {
            KernelBound bound = time.Bound(ceilings);
            text.Append(CultureInfo.InvariantCulture, $"| {time.Operator.Name} | {time.Operator.Description} | {Variants(time.Kernels)} | {Number(time.Milliseconds)} | ");
            text.Append(CultureInfo.InvariantCulture, $"{Number(time.Bytes / time.Milliseconds / 1e6)} | {Number(time.Flops / time.Milliseconds / 1e6)} | {bound.Name} | {Times(bound)} |\n");
        }

        return text.ToString();
    }

    internal static string Times(KernelBound bound)
    {
        double times = 1 / bound.Share;
        string text = times.ToString("0.00", CultureInfo.InvariantCulture);
        return times > Enough ? $"**{text}**" : text;
    }

    // In the order of dispatches; the same one behind another once.
    private static string Variants(IEnumerable<KernelProfile> kernels)
    {
        List<(string Variant, int Count)> runs = [];
        foreach (KernelProfile kernel in kernels)
        {
            if (runs.Count > 0 && runs[^1].Variant == kernel.Variant) runs[^1] = (kernel.Variant, runs[^1].Count + 1);
            else runs.Add((kernel.Variant, 1));
        }

        return string.Join(", ", runs.Select(run => run.Count == 1 ? run.Variant : string.Create(CultureInfo.InvariantCulture, $"{run.Variant} ×{run.Count}")));
    }

    private static string Number(double number) => number.ToString(
        Math.Abs(number) switch { >= 100 => "0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
