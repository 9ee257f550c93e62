using System.Collections.Concurrent;

using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>A compiled model, opened once; sessions on any number of devices are made of it.</summary>
public sealed class CompiledModel : IDisposable
{
    private readonly OpenPackage? _file;
    private readonly ConcurrentDictionary<string, bool> _verified = new(StringComparer.Ordinal);

    private CompiledModel(ModelPackage package, OpenPackage? file) => (Package, _file) = (package, file);

    /// <summary>The model's name.</summary>
    public string Name => Package.Program.Name;

    /// <summary>The inputs in order.</summary>
    public ValueList<ProgramTensor> Inputs => Package.Program.Inputs;

    /// <summary>The outputs in order.</summary>
    public ValueList<ProgramTensor> Outputs => Package.Program.ModelOutputs;

    /// <summary>All that the file holds.</summary>
    public ModelPackage Package { get; }

    /// <summary>Opens a <c>.lvk</c> file. It stays mapped, and must not be changed, until the model is disposed.</summary>
    /// <exception cref="PackageFormatException">The file is damaged or no package.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CompiledModel Open(string path)
    {
        OpenPackage file = PackageReader.Open(path);
        return new(file.Package, file);
    }

    /// <summary>A model from a package in memory, as the compiler makes it.</summary>
    /// <exception cref="ProgramException">The program breaks a rule of <see cref="ProgramVerifier"/>.</exception>
    public static CompiledModel FromPackage(ModelPackage package)
    {
        ValueList<ProgramFault> faults = ProgramVerifier.Verify(package);
        return faults.Count == 0 ? new(package, null)
            : throw new ProgramException($"the program of {package.Program.Name} breaks {faults.Count} rules:{string.Concat(faults.Select(fault => $"\n  {fault}"))}");
    }

    /// <summary>Loads the model onto a device: uploads constants, compiles the pipelines that it can foresee, runs the prepare kernels.</summary>
    /// <exception cref="PackageFormatException">A constant or module of the file is damaged.</exception>
    /// <exception cref="DeviceLimitException">A kernel has no candidate for the device.</exception>
    /// <exception cref="StrictNumericsException">The model is strict and the device fails the arithmetic probe.</exception>
    /// <exception cref="MemoryLimitException">The constants exceed the device's memory limit.</exception>
    /// <exception cref="VulkanException">The driver failed.</exception>
    public Session CreateSession(VulkanDevice device, SessionOptions? options = null) => new(this, device, options ?? new SessionOptions());

    /// <summary>Closes the file. Sessions must be disposed before.</summary>
    public void Dispose() => _file?.Dispose();

    /// <summary>A stored tensor, its digest checked the first time.</summary>
    internal HostTensor Constant(string name)
    {
        if (_file is not null && _verified.TryAdd("constant " + name, true)) _file.VerifyConstant(name);
        return Package.Constants[name];
    }

    /// <summary>A golden tensor, its digest checked the first time.</summary>
    internal HostTensor Golden(string key)
    {
        if (_file is not null && _verified.TryAdd("golden " + key, true)) _file.VerifyGolden(key);
        return Package.Goldens[key];
    }

    /// <summary>A stored module, its digest checked the first time.</summary>
    internal ReadOnlySpan<byte> Module(string name)
    {
        if (_file is not null && _verified.TryAdd("module " + name, true)) _file.VerifyModule(name);
        return Package.Modules[name].Span;
    }
}
