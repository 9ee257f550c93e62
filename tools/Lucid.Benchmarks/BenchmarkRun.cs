using System.Globalization;
using System.Text;

using Lucid.Benchmarks.Contestants;
using Lucid.Benchmarks.Host;
using Lucid.Benchmarks.Reports;
using Lucid.Benchmarks.Workloads;
using Lucid.Compiler;
using Lucid.Files;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Verification.Running;

namespace Lucid.Benchmarks;

/// <summary>A benchmark from the request to the report.</summary>
internal static class BenchmarkRun
{
    /// <summary>Measures and reports; the exit code.</summary>
    public static int Run(BenchmarkRequest request, string command, CancellationToken cancellation)
    {
        using VulkanDevice device = VulkanDevice.Open(request.Device);
        Console.Error.WriteLine($"device {device}");
        if (request.Scaling) return RunScaling(request, command, device, cancellation);
        if (request.Operators) return RunOperators(request, command, device, cancellation);
        if (request.Host) return RunHost(request, command, device);
        double? load = Machine.Load;
        DeviceCeilings? ceilings = DeviceCeilings.Measure(device, cancellation);
        List<Workload> workloads = Workloads(request, cancellation);
        if (workloads.Count == 0) throw new InvalidDataException("nothing to measure has that name");
        List<(string Name, string Reason)> absent = [];
        CompileOptions options = new() { Precision = request.Precision, Strip = true };
        List<Contestant> contestants = [new LucidContestant(device, "Lucid", options)];
        if (request.Strict) contestants.Add(new LucidContestant(device, "Lucid strict", options with { Numerics = NumericsMode.Strict }));
        try
        {
            if (!request.NoPeers) AddPeers(contestants, absent, PeerCommand.All(device.Info, request.Precision));
            Measurements measurements = new Sitting(workloads, contestants, request.Limits, Console.Error).Run(cancellation);
            // Before and after: a disturbance lowers what is measured, and a share above all there is would be none.
            if (ceilings is not null && DeviceCeilings.Measure(device, cancellation) is { } after) ceilings = ceilings.BestWith(after);
            // A peer that could run nothing is as good as absent; one line says why.
            foreach (Contestant idle in contestants.Skip(1).Where(peer => workloads.All(workload => measurements[workload, peer].Times is null)).ToArray())
            {
                absent.Add((idle.Name, measurements[workloads[0], idle].Reason ?? "no run ended"));
                contestants.Remove(idle);
                idle.Dispose();
            }

            string driver = device.Info.Name.Split(' ')[0].ToLowerInvariant();
            string kind = request.Models is null ? "layers" : "models";
            string variant = (request.Batch > 1 ? string.Create(CultureInfo.InvariantCulture, $" batch {request.Batch}") : "") + (request.Precision == ElementType.F16 ? " f16" : "");
            string section = $"{kind} {driver}{variant}";
            string picture = $"benchmarks-{section.Replace(' ', '-')}.svg";
            SittingReport report = new(
                $"{(request.Models is null ? "Transposed convolutions" : "Whole models")} on {driver}{variant.Replace(" batch", ", batch", StringComparison.Ordinal)}", command,
                DateOnly.FromDateTime(DateTime.UtcNow), request.Page is null ? null : picture, measurements, ceilings, absent, load);
            if (request.Page is not { } page)
            {
                Console.WriteLine(report.Print());
                return 0;
            }

            string svg = SittingChart.Draw(report.Title, string.Create(CultureInfo.InvariantCulture, $"{device.Info}; {report.Date:yyyy-MM-dd}; more is better"), measurements);
            WholeFile.Write(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(page))!, picture), stream => stream.Write(Encoding.UTF8.GetBytes(svg)), cancellation);
            MarkedSection.Write(page, section, report.Print());
            Console.Error.WriteLine($"wrote {page} and {picture}");
            return 0;
        }
        finally
        {
            foreach (Contestant contestant in contestants) contestant.Dispose();
        }
    }

    private static int RunScaling(BenchmarkRequest request, string command, VulkanDevice device, CancellationToken cancellation)
    {
        using LucidContestant contestant = new(device, "Lucid", new CompileOptions { Precision = request.Precision, Strip = true });
        (Curve, IReadOnlyList<CurvePoint>)[] curves =
            [.. Curve.All.Where(curve => request.Wants(curve.Name)).Select(curve => (curve, Scaling.Measure(curve, contestant, Console.Error, cancellation)))];
        string text = ScalingReport.Print(device.ToString(), command, DateOnly.FromDateTime(DateTime.UtcNow), curves);
        Report(request, $"scaling {device.Info.Name.Split(' ')[0].ToLowerInvariant()}", text);
        return 0;
    }

    private static int RunOperators(BenchmarkRequest request, string command, VulkanDevice device, CancellationToken cancellation)
    {
        double? load = Machine.Load;
        OperatorCase[] cases = [.. Operators.All.Where(operation => request.Wants(operation.Name))];
        if (cases.Length == 0) throw new InvalidDataException($"no operator is called '{string.Join("' or '", request.Only)}'; there are {string.Join(", ", Operators.All.Select(operation => operation.Name))}");
        DeviceCeilings ceilings = DeviceCeilings.Measure(device, cancellation) ?? throw new InvalidDataException($"{device.Info.Name} has no timestamps: what an operator takes cannot be measured");
        using LucidContestant contestant = new(device, "Lucid", new CompileOptions { Precision = request.Precision, Strip = true });
        OperatorTime[] times = [.. cases.Select(operation => OperatorTime.Measure(operation, request, contestant, Console.Error, cancellation))];
        ceilings = ceilings.BestWith(DeviceCeilings.Measure(device, cancellation)!);
        string text = OperatorReport.Print(device.ToString(), command, DateOnly.FromDateTime(DateTime.UtcNow), ceilings, times, load);
        Report(request, $"operators {device.Info.Name.Split(' ')[0].ToLowerInvariant()}{(request.Precision == ElementType.F16 ? " f16" : "")}", text);
        return 0;
    }

    private static int RunHost(BenchmarkRequest request, string command, VulkanDevice device)
    {
        double? load = Machine.Load;
        Dictionary<string, string> models = request.Models is not { } root
            ? []
            : Directory.EnumerateFiles(root, "model.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => (Name: Path.GetFileName(Path.GetDirectoryName(file)!), File: file)).Where(model => request.Wants(model.Name)).ToDictionary(model => model.Name, model => model.File);
        IReadOnlyList<HostCost> costs = HostRun.Run(device, models);
        Report(request, "host", HostReport.Print(device.ToString(), command, DateOnly.FromDateTime(DateTime.UtcNow), SessionCosts.Buffers, costs, load));
        return 0;
    }

    private static void Report(BenchmarkRequest request, string section, string text)
    {
        if (request.Page is { } page) MarkedSection.Write(page, section, text);
        else Console.WriteLine(text);
    }

    private static List<Workload> Workloads(BenchmarkRequest request, CancellationToken cancellation)
    {
        List<Workload> workloads = [];
        IEnumerable<(string Name, Func<Workload> Make)> all = request.Models is { } root
            ? Directory.EnumerateFiles(root, "io.safetensors", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal)
                .Select(folder => (Path.GetFileName(folder), (Func<Workload>)(() => Workload.OfGolden(folder, request.Precision))))
            : Layer.All.Select(layer => (layer.Name, (Func<Workload>)(() => Workload.Of(layer.WithBatch(request.Batch), request.Precision))));
        foreach ((string name, Func<Workload> make) in all.Where(item => request.Wants(item.Name)))
        {
            cancellation.ThrowIfCancellationRequested();
            workloads.Add(make());
            Console.Error.WriteLine($"{name}: compiled, with its reference");
        }

        return workloads;
    }

    private static void AddPeers(List<Contestant> contestants, List<(string Name, string Reason)> absent, IReadOnlyList<PeerCommand> peers)
    {
        foreach (PeerCommand peer in peers)
        {
            try
            {
                contestants.Add(new PeerProcess(peer));
            }
            catch (ContestantException fault)
            {
                absent.Add((peer.Name, fault.Message));
                Console.Error.WriteLine($"{peer.Name}: absent, {fault.Message}");
            }
        }
    }
}
