using Lucid.Packaging;
using Lucid.Runtime.Dispatching;
using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>A compiled model, opened once; sessions on any number of devices are made of it.</summary>
public sealed class CompiledModel : IDisposable
{
    private CompiledModel(ModelPackage package)
    {
        ProgramChecker.Check(package);
        Package = package;
    }

    /// <summary>The model's name.</summary>
    public string Name => Package.Program.Name;

    /// <summary>The inputs in order.</summary>
    public ValueList<ProgramTensor> Inputs => Package.Program.Inputs;

    /// <summary>The outputs in order.</summary>
    public ValueList<ProgramTensor> Outputs => Package.Program.Outputs;

    /// <summary>All that the file holds.</summary>
    public ModelPackage Package { get; }

    /// <summary>A model from a package in memory, as the compiler makes it.</summary>
    /// <exception cref="ProgramException">The program contradicts itself.</exception>
    public static CompiledModel FromPackage(ModelPackage package) => new(package);

    /// <summary>Loads the model onto a device: uploads constants, compiles the pipelines that it can foresee, runs the prepare kernels.</summary>
    /// <exception cref="DeviceLimitException">A kernel has no candidate for the device.</exception>
    /// <exception cref="MemoryLimitException">The constants exceed the device's memory limit.</exception>
    /// <exception cref="VulkanException">The driver failed.</exception>
    public Session CreateSession(VulkanDevice device, SessionOptions? options = null) => new(this, device, options ?? new SessionOptions());

    /// <summary>Closes the file. Sessions made before stay usable.</summary>
    public void Dispose()
    {
    }
}
