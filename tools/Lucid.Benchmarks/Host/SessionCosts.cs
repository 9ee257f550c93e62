using BenchmarkDotNet.Attributes;

using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Planning;
using Lucid.Runtime;
using Lucid.Tensors;

namespace Lucid.Benchmarks.Host;

/// <summary>What the host does at session time: planning memory for sizes that have become known, and a run's own cost.</summary>
/// <remarks>Public and not sealed: BenchmarkDotNet derives from it.</remarks>
public class SessionCosts : IDisposable
{
    private const int Steps = 400;
    private const int Elements = 64;

    private static readonly Shape Extents = new(Elements);

    private readonly MemoryProblem _problem = Decoder();
    private readonly float[] _input = new float[Elements];
    private readonly float[] _output = new float[Elements];
    private CompiledModel? _model;
    private Session? _session;

    /// <summary>The device of the run; set before BenchmarkDotNet makes instances.</summary>
    internal static VulkanDevice? Device { get; set; }

    /// <summary>How many buffers the plan places.</summary>
    internal static int Buffers => Decoder().Buffers.Length;

    /// <summary>A model of one addition on 64 numbers.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        GraphBuilder builder = new("add");
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(Elements)));
        builder.AddOutput("y", builder.Add(new Pointwise(PointwiseKind.Add), [x, x])!.Value);
        _model = CompiledModel.FromPackage(ModelCompiler.Compile(builder.Build()));
        _session = _model.CreateSession(Device!);
        Run();
    }

    /// <summary>Offsets of the activations of a decoder, as a session with new sizes finds them.</summary>
    [Benchmark(Description = "plan memory")]
    public long Plan() => GreedyBestFit.Plan(_problem).Peak;

    /// <summary>A whole run, from the caller's memory to the caller's memory.</summary>
    [Benchmark(Description = "run of one addition")]
    public void Run() => _session!.Run<float, float>(_input, Extents, _output);

    /// <summary>Gives the session back.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _session?.Dispose();
        _model?.Dispose();
        GC.SuppressFinalize(this);
    }

    // A chain of values that the next step reads, every sixth of them once more much later, and scratch space.
    private static MemoryProblem Decoder()
    {
        Random random = new(1);
        List<BufferLifetime> buffers = [];
        for (int step = 0; step < Steps; step++)
        {
            int lastUse = step + 1 + (random.Next(6) == 0 ? random.Next(1, 30) : 0);
            buffers.Add(BufferLifetime.FromUses($"v{step}", step, Math.Min(lastUse, Steps), 1024L * random.Next(1, 2000), 256));
            if (random.Next(4) == 0) buffers.Add(BufferLifetime.FromUses($"s{step}", step, step, 1024L * random.Next(1, 200), 256));
        }

        return new(buffers);
    }
}
