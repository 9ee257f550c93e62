using Lucid.Verification.Models;

namespace Lucid.Verification.Running;

/// <summary>Something that runs models: the reference interpreter or a Vulkan device.</summary>
public abstract class ModelRunner : IDisposable
{
    /// <summary>What reports call it: <c>reference</c> or the device's name.</summary>
    public abstract string DeviceName { get; }

    /// <summary>Makes a model ready to be run, any number of times.</summary>
    public abstract PreparedModel Prepare(ModelSource model);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the runner holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
