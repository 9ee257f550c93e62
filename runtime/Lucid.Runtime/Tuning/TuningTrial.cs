using Lucid.Runtime.Dispatching;
using Lucid.Tensors;

namespace Lucid.Runtime.Tuning;

/// <summary>A session in which given candidates run, with its inputs.</summary>
internal sealed class TuningTrial : IDisposable
{
    private readonly Session _session;
    private readonly IReadOnlyDictionary<string, HostTensor> _inputs;
    private bool _isWarm;

    /// <param name="model">The model.</param>
    /// <param name="device">The device.</param>
    /// <param name="candidates">A position for each kernel; null for the package's own order.</param>
    /// <param name="inputs">What it runs on.</param>
    public TuningTrial(CompiledModel model, VulkanDevice device, IReadOnlyList<int>? candidates, IReadOnlyDictionary<string, HostTensor> inputs)
    {
        _inputs = inputs;
        CandidatePreference? preference = candidates is null ? null : new TrialPreference(model.Package.Program, candidates);
        _session = new Session(model, device, new SessionOptions { MaxCachedShapes = 1 }, preference);
    }

    /// <summary>The outputs of the last run.</summary>
    public IReadOnlyDictionary<string, HostTensor> Outputs { get; private set; } = new Dictionary<string, HostTensor>();

    public (int[][] Candidates, IReadOnlyDictionary<string, long> Symbols) Runnable(Shape[] shapes) => _session.Runnable(shapes);

    /// <summary>A measured run, after one that records and lets the driver compile.</summary>
    public RunProfile Run()
    {
        if (!_isWarm) _session.Run(_inputs, ProfileDetail.Kernels, out _);
        _isWarm = true;
        Outputs = _session.Run(_inputs, ProfileDetail.Kernels, out RunProfile profile);
        return profile;
    }

    public void Dispose() => _session.Dispose();
}
