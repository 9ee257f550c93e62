using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

using Lucid.Runtime;

namespace Lucid.Benchmarks.Host;

/// <summary>Measures the host's own costs with BenchmarkDotNet, in this process.</summary>
internal static class HostRun
{
    /// <summary>Runs everything for the given models' files.</summary>
    /// <exception cref="InvalidDataException">A benchmark failed.</exception>
    public static IReadOnlyList<HostCost> Run(VulkanDevice device, IReadOnlyDictionary<string, string> models)
    {
        (ModelCosts.Files, SessionCosts.Device) = (models, device);
        return [.. Costs(typeof(SessionCosts)), .. models.Count == 0 ? [] : Costs(typeof(ModelCosts))];
    }

    private static IEnumerable<HostCost> Costs(Type type)
    {
        ManualConfig config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "lucid-benchmarks"))
            .WithOptions(ConfigOptions.DisableLogFile);
        foreach (BenchmarkReport report in BenchmarkRunner.Run(type, config).Reports)
        {
            string what = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
            string? model = report.BenchmarkCase.Parameters.Items is [{ Value: string name }, ..] ? name : null;
            if (report.ResultStatistics is not { } times) throw new InvalidDataException($"{what} {model}: BenchmarkDotNet measured nothing");
            Console.Error.WriteLine($"{what} {model}: {times.Median / 1e6:0.###} ms");
            yield return new(what, model, times.Median / 1e6, times.Min / 1e6, times.Max / 1e6, report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
        }
    }
}

/// <summary>What a step costs the host.</summary>
/// <param name="Step">What is done.</param>
/// <param name="Model">To which model; null where none is.</param>
/// <param name="Median">Milliseconds.</param>
/// <param name="Min">Milliseconds.</param>
/// <param name="Max">Milliseconds.</param>
/// <param name="AllocatedBytes">Managed memory a call.</param>
internal sealed record HostCost(string Step, string? Model, double Median, double Min, double Max, long AllocatedBytes);
