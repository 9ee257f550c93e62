using Lucid.Benchmarks.Workloads;
using Lucid.Files;

namespace Lucid.Benchmarks.Contestants;

/// <summary>Somebody who runs workloads: Lucid on a device, or a peer. It holds one workload at a time.</summary>
internal abstract class Contestant(string name) : IDisposable
{
    /// <summary>For the tables.</summary>
    public string Name => name;

    /// <summary>Version and device.</summary>
    public abstract string Version { get; }

    /// <summary>Makes a workload ready and runs it once.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="folder">An empty folder that stays until the contestant is disposed.</param>
    /// <exception cref="ContestantException">It cannot run this.</exception>
    public abstract IReadOnlyList<NamedTensor> Load(Workload workload, string folder);

    /// <summary>Runs a workload that <see cref="Load"/> was called for.</summary>
    /// <exception cref="ContestantException">It failed.</exception>
    public abstract Timing Run(Workload workload);

    /// <summary>What it chose for a workload, for the table; empty where it does not say.</summary>
    public virtual string Choices(Workload workload) => "";

    public abstract void Dispose();
}

/// <summary>A contestant cannot run something; the message says why.</summary>
internal sealed class ContestantException(string message, Exception? inner = null) : Exception(message, inner);
