using System.Collections.Immutable;
using System.Diagnostics;

using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;

namespace Lucid.Verification.Running;

/// <summary>Measures a model on a device: how long it takes to load, the first run, and many more.</summary>
public static class Benchmark
{
    private const int KernelRuns = 5;

    /// <summary>Loads the model, runs it once cold, twice to warm up, then <paramref name="iterations"/> times.</summary>
    /// <param name="package">The model.</param>
    /// <param name="device">The device.</param>
    /// <param name="inputs">What it is run on.</param>
    /// <param name="iterations">Runs that count, 1 or more.</param>
    /// <param name="progress">Told how many runs are done.</param>
    /// <param name="cancellation">Looked at between runs.</param>
    public static BenchmarkResult Run(
        ModelPackage package, VulkanDevice device, IReadOnlyDictionary<string, HostTensor> inputs, int iterations, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        long start = Stopwatch.GetTimestamp();
        using CompiledModel model = CompiledModel.FromPackage(package);
        using Session session = model.CreateSession(device);
        double loaded = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        session.Run(inputs);
        double first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        const int Warm = 2;
        for (int i = 0; i < Warm; i++) session.Run(inputs);

        var runs = ImmutableArray.CreateBuilder<RunProfile>();
        for (int i = 0; i < iterations; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            session.Run(inputs, ProfileDetail.Run, out RunProfile profile);
            runs.Add(profile);
            progress?.Invoke(i + 1);
        }

        // Apart, because measuring each kernel keeps those apart that could overlap.
        List<RunProfile> detailed = [];
        for (int i = 0; i < Math.Min(KernelRuns, iterations); i++)
        {
            cancellation.ThrowIfCancellationRequested();
            session.Run(inputs, ProfileDetail.Kernels, out RunProfile profile);
            detailed.Add(profile);
        }

        SessionReport report = session.Explain([.. model.Inputs.Select(input => inputs[input.Name].Shape)]);
        return new BenchmarkResult(loaded, first, runs.ToImmutable(), MedianKernels(detailed), report);
    }

    private static ImmutableArray<KernelProfile> MedianKernels(List<RunProfile> runs)
    {
        if (runs.Any(run => run.Kernels.Count == 0)) return []; // a queue without timestamps
        return [.. Enumerable.Range(0, runs[0].Kernels.Count).Select(kernel =>
            runs[0].Kernels[kernel] with { DeviceMilliseconds = Percentiles.Of(runs.Select(run => run.Kernels[kernel].DeviceMilliseconds)).Median })];
    }
}

/// <summary>What a benchmark measured.</summary>
/// <param name="LoadMilliseconds">From the package in memory to a session that is ready.</param>
/// <param name="FirstRunMilliseconds">The first run, with planning, recording and the pipelines that were not foreseen.</param>
/// <param name="Runs">The runs that count.</param>
/// <param name="Kernels">Each kernel's median time; empty where the device has no timestamps.</param>
/// <param name="Report">What the session does.</param>
public sealed record BenchmarkResult(
    double LoadMilliseconds, double FirstRunMilliseconds, ImmutableArray<RunProfile> Runs, ImmutableArray<KernelProfile> Kernels, SessionReport Report);
