using System.Diagnostics;

using Lucid.Compiler;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;

namespace Lucid.Benchmarks;

/// <summary>A layer ready to run on a device, with the times of its runs.</summary>
internal sealed class LayerRun : IDisposable
{
    private readonly CompiledModel _model;
    private readonly Session _session;
    private readonly Dictionary<string, HostTensor> _inputs;
    private readonly List<double> _milliseconds = [];

    public LayerRun(Layer layer, VulkanDevice device, NumericsMode numerics)
    {
        (Layer, Numerics) = (layer, numerics);
        _inputs = new() { ["x"] = Layer.Uniform(new Random(2), layer.Input) };
        _model = CompiledModel.FromPackage(ModelCompiler.Compile(layer.Build(), new CompileOptions { Numerics = numerics }));
        _session = _model.CreateSession(device);
        long start = Stopwatch.GetTimestamp();
        First = _session.Run(_inputs)["y"];
        FirstMilliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public Layer Layer { get; }

    public NumericsMode Numerics { get; }

    /// <summary>The result of the first run.</summary>
    public HostTensor First { get; }

    /// <summary>The first run, in which the driver compiles.</summary>
    public double FirstMilliseconds { get; }

    /// <summary>Largest difference from the reference interpreter over the largest value of it.</summary>
    public double RelativeError()
    {
        ReadOnlySpan<double> reference = ReferenceInterpreter.Run(Layer.Build(), _inputs).Outputs["y"].Floats;
        float[] got = First.ToFloats();
        double error = 0, most = 0;
        for (int i = 0; i < got.Length; i++)
        {
            error = Math.Max(error, Math.Abs(got[i] - reference[i]));
            most = Math.Max(most, Math.Abs(reference[i]));
        }

        return error / most;
    }

    /// <summary>One run from host tensors to host tensors.</summary>
    public void Measure()
    {
        long start = Stopwatch.GetTimestamp();
        _session.Run(_inputs);
        _milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>Shortest, middle and longest run.</summary>
    public (double Min, double Median, double Max) Times()
    {
        double[] sorted = [.. _milliseconds.Order()];
        return (sorted[0], sorted[sorted.Length / 2], sorted[^1]);
    }

    /// <summary>The variants that the device chose, in the order of the kernels.</summary>
    public string Variants() => string.Join(", ", _session.Explain(Layer.Input).Kernels.Select(kernel => kernel.Variant));

    public void Dispose()
    {
        _session.Dispose();
        _model.Dispose();
    }
}
