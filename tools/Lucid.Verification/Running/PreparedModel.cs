using Lucid.Tensors;

namespace Lucid.Verification.Running;

/// <summary>A model made ready on a runner.</summary>
public abstract class PreparedModel : IDisposable
{
    /// <summary>Runs once.</summary>
    /// <param name="inputs">A tensor for each input by name.</param>
    /// <param name="progress">Told how many of how many steps are done, where the runner knows.</param>
    /// <param name="cancellation">Ends the run.</param>
    public abstract RunResult Run(IReadOnlyDictionary<string, HostTensor> inputs, Action<int, int>? progress = null, CancellationToken cancellation = default);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the model holds on the runner.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
