using System.Diagnostics;
using System.Globalization;

using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;

using static System.FormattableString;

namespace Lucid.Verification.Running;

/// <summary>
/// What a device reaches when it does one thing only, measured through Lucid's own kernels: the reading and writing of a large tensor,
/// arithmetic in registers, the start of a dispatch and of a run. What a data sheet promises is more.
/// </summary>
/// <param name="GflopsPerSecond">Multiply-adds of float32, each counted twice: of many polynomials in registers, or of a large matrix product where that is faster.</param>
/// <param name="GigabytesPerSecond">Transfer: bytes read and bytes written.</param>
/// <param name="DispatchMicroseconds">A dispatch that does next to nothing, with the barrier before it.</param>
/// <param name="RunMicroseconds">A run of one such dispatch, from the caller's memory to the caller's memory.</param>
public sealed record DeviceCeilings(double GflopsPerSecond, double GigabytesPerSecond, double DispatchMicroseconds, double RunMicroseconds)
{
    private const int Runs = 9;
    private const int TinyRuns = 30;
    private const int ExtraDispatches = 64;

    // Of each measurement: a slow device makes fewer runs, one at least.
    private static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(400);

    // Enough polynomials side by side to hide an arithmetic unit's latency, and so long that the loads do not count.
    private const int Polynomials = 8;
    private const int Degree = 24;

    /// <summary>What was reached in either of two measurements.</summary>
    public DeviceCeilings BestWith(DeviceCeilings other) => new(
        Math.Max(GflopsPerSecond, other.GflopsPerSecond), Math.Max(GigabytesPerSecond, other.GigabytesPerSecond),
        Math.Min(DispatchMicroseconds, other.DispatchMicroseconds), Math.Min(RunMicroseconds, other.RunMicroseconds));

    /// <summary>Measures a device; null where its queue has no timestamps.</summary>
    /// <param name="device">The device.</param>
    /// <param name="cancellation">Looked at between runs.</param>
    public static DeviceCeilings? Measure(VulkanDevice device, CancellationToken cancellation = default)
    {
        // On a CPU a small problem is as good and takes no time; a GPU needs enough to fill it and to exceed its caches.
        bool isCpu = device.Info.Type == VulkanDeviceType.Cpu;
        (long elements, long side) = isCpu ? (1L << 22, 512) : (1L << 24, 2048);
        long points = isCpu ? 1L << 17 : elements;
        KernelProfile? copy = Best(device, Copy(elements), Halves(elements), cancellation);
        KernelProfile? product = Best(device, Product(side), HostTensor.Of(new Shape(side, side), new float[side * side]), cancellation);
        KernelProfile? polynomials = Best(device, Horner(points), Halves(points), cancellation);
        if (copy is null || product is null || polynomials is null) return null;
        double run = TinyRun(device, 0, cancellation), longer = TinyRun(device, ExtraDispatches, cancellation);
        return new DeviceCeilings(
            Math.Max(product.GflopsPerSecond, polynomials.GflopsPerSecond), copy.GigabytesPerSecond, 1000 * Math.Max(0, longer - run) / ExtraDispatches, 1000 * run);
    }

    // Milliseconds of a run with one tiny dispatch and some more of the same.
    private static double TinyRun(VulkanDevice device, int more, CancellationToken cancellation)
    {
        const long Elements = 64;
        ModelPackage package = ModelCompiler.Compile(Copy(Elements), new CompileOptions { Strip = true });
        ProgramKernel kernel = package.Program.Main[^1];
        package = package with
        {
            Program = package.Program with
            {
                // Each writes what the one before wrote: none may begin before that one has ended.
                Main = [.. package.Program.Main, .. Enumerable.Range(0, more).Select(i => kernel with { Name = string.Create(CultureInfo.InvariantCulture, $"{kernel.Name} {i}") })],
            },
        };
        using CompiledModel model = CompiledModel.FromPackage(package);
        using Session session = model.CreateSession(device);
        float[] x = new float[Elements], y = new float[Elements];
        List<double> times = [];
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < TinyRuns && (i < 2 || Stopwatch.GetElapsedTime(begin) < MostTime); i++)
        {
            cancellation.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            using (SessionRun run = session.Begin(new Shape(Elements)))
            {
                run.Write<float>(0, x);
                run.Execute();
                run.Read<float>(0, y);
            }

            if (i > 0) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds); // the first one records
        }

        return Percentiles.Of(times).Median;
    }

    private static HostTensor Halves(long elements)
    {
        float[] values = new float[elements];
        Array.Fill(values, 0.5f);
        return HostTensor.Of(new Shape(elements), values);
    }

    // The fastest of some runs: a ceiling is what can be reached.
    private static KernelProfile? Best(VulkanDevice device, Graph graph, HostTensor input, CancellationToken cancellation)
    {
        ModelPackage package = ModelCompiler.Compile(graph, new CompileOptions { Strip = true });
        using CompiledModel model = CompiledModel.FromPackage(package);
        using Session session = model.CreateSession(device);
        Dictionary<string, HostTensor> inputs = new(StringComparer.Ordinal) { ["x"] = input };
        session.Run(inputs);
        KernelProfile? best = null;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Runs && (i == 0 || Stopwatch.GetElapsedTime(begin) < MostTime); i++)
        {
            cancellation.ThrowIfCancellationRequested();
            session.Run(inputs, ProfileDetail.Kernels, out RunProfile profile);
            if (profile.Kernels.Count == 0) return null;
            KernelProfile slowest = profile.Kernels.MaxBy(kernel => kernel.BytesMoved + kernel.Flops)!; // what there is beside it only moves data into place
            if (best is null || slowest.DeviceMilliseconds < best.DeviceMilliseconds) best = slowest;
        }

        return best;
    }

    private static Graph Copy(long elements)
    {
        GraphBuilder builder = new("copy");
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(new Shape(elements))));
        builder.AddOutput("y", builder.Add(Pointwise.Of(PointwiseKind.Neg), [x], "y")!.Value);
        return builder.Build();
    }

    private static Graph Product(long side)
    {
        GraphBuilder builder = new("product");
        Shape shape = new(side, side);
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(shape)));
        ValueId weight = builder.AddConstant("weight", HostTensor.Of(shape, new float[shape.ElementCount]));
        builder.AddOutput("y", builder.Add(new Linear(), [x, weight], "y")!.Value);
        return builder.Build();
    }

    // Σ over polynomials of p(x), each by v ← v·x + b, in one kernel.
    private static Graph Horner(long elements)
    {
        GraphBuilder builder = new("polynomials");
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(new Shape(elements))));
        ValueId? sum = null;
        for (int p = 0; p < Polynomials; p++)
        {
            ValueId b = builder.AddConstant(Invariant($"b{p}"), HostTensor.Of(new Shape(1), [p / 16f]));
            ValueId v = x;
            for (int i = 0; i < Degree; i++)
            {
                ValueId product = builder.Add(Pointwise.Of(PointwiseKind.Mul), [v, x], Invariant($"m{p}_{i}"))!.Value;
                v = builder.Add(Pointwise.Of(PointwiseKind.Add), [product, b], Invariant($"a{p}_{i}"))!.Value;
            }

            sum = sum is { } others ? builder.Add(Pointwise.Of(PointwiseKind.Add), [others, v], Invariant($"s{p}"))!.Value : v;
        }

        builder.AddOutput("y", sum!.Value);
        return builder.Build();
    }
}
