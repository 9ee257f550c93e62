using System.Diagnostics;
using System.Globalization;

using Lucid.Benchmarks.Contestants;
using Lucid.Benchmarks.Workloads;
using Lucid.Pictures.Profiles;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Verification.Running;

namespace Lucid.Benchmarks;

/// <summary>What an operator takes on a device.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Kernels">Its kernels, each with the fastest of its runs.</param>
/// <param name="Flops">Arithmetic of a run.</param>
/// <param name="Bytes">What its definition asks for; what kernels move between them does not count.</param>
internal sealed record OperatorTime(OperatorCase Operator, ValueList<KernelProfile> Kernels, double Flops, double Bytes)
{
    private const int FewestRuns = 3;

    /// <summary>The device's time for all kernels.</summary>
    public double Milliseconds => Kernels.Sum(kernel => kernel.DeviceMilliseconds);

    /// <summary>The least time that the ceilings allow one dispatch that does no more than the definition.</summary>
    public KernelBound Bound(DeviceCeilings ceilings) => KernelBound.Of(
        new KernelProfile(Operator.Name, "", 1, Milliseconds, (long)Flops, (long)Bytes),
        new ProfileCeilings(ceilings.GflopsPerSecond, ceilings.GigabytesPerSecond, ceilings.DispatchMicroseconds));

    /// <summary>Measures an operator whose result is right.</summary>
    /// <exception cref="ContestantException">It does not run, or is wrong.</exception>
    public static OperatorTime Measure(OperatorCase operation, BenchmarkRequest request, LucidContestant contestant, TextWriter log, CancellationToken cancellation)
    {
        Workload workload = Workload.Of(operation, request.Precision);
        try
        {
            // Nothing is timed that is not right.
            if (workload.Fault(contestant.Load(workload, "")) is { } fault) throw new ContestantException($"{operation.Name}: wrong: {fault}");
            ValueList<KernelProfile> best = [];
            long start = Stopwatch.GetTimestamp();
            for (int run = 0; run < request.Limits.Rounds && (run < FewestRuns || Stopwatch.GetElapsedTime(start).TotalSeconds < request.Limits.CellSeconds); run++)
            {
                cancellation.ThrowIfCancellationRequested();
                ValueList<KernelProfile> now = contestant.Profile(workload);
                best = run == 0 ? now : [.. now.Select((kernel, k) => kernel.DeviceMilliseconds < best[k].DeviceMilliseconds ? kernel : best[k])];
            }

            OperatorTime time = new(operation, best, workload.Flops, OperatorCase.BytesOf(contestant.Program(workload)));
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{operation.Name}: {time.Milliseconds:0.00} ms, {string.Join(", ", best.Select(kernel => kernel.Variant))}"));
            return time;
        }
        finally
        {
            contestant.Unload(workload);
        }
    }
}
