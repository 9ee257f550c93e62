using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>A compiled model, opened once; sessions on any number of devices are made of it.</summary>
public sealed class CompiledModel : IDisposable
{
    private readonly OpenPackage? _file;
    // The package that a float32 variant belongs to; null in the model of a package itself.
    private readonly ModelPackage? _whole;
    private readonly ConcurrentDictionary<string, bool> _verified = new(StringComparer.Ordinal);

    private readonly Lazy<string> _digest;

    private CompiledModel(ModelPackage package, OpenPackage? file, ModelPackage? whole = null)
    {
        (Package, _file, _whole) = (package, file, whole);
        if (package.Float32 is { } variant) Float32 = new(variant, file, package);
        _digest = new(DigestOf);
    }

    /// <summary>The model's name.</summary>
    public string Name => Package.Program.Name;

    /// <summary>The inputs in order.</summary>
    public ValueList<ProgramTensor> Inputs => Package.Program.Inputs;

    /// <summary>The outputs in order.</summary>
    public ValueList<ProgramTensor> Outputs => Package.Program.ModelOutputs;

    /// <summary>All that the file holds.</summary>
    public ModelPackage Package { get; }

    /// <summary>The model with float32 weights and activations, where a package of halves was compiled with it; else null. It is open as long as this model is.</summary>
    public CompiledModel? Float32 { get; }

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
    /// <exception cref="HalfStorageException">The model stores halves, the device has no 16-bit storage, and <see cref="VulkanDeviceOptions.Without16BitStorage"/> refuses that.</exception>
    /// <exception cref="StrictNumericsException">The model is strict and the device fails the arithmetic probe.</exception>
    /// <exception cref="MemoryLimitException">The constants exceed the device's memory limit.</exception>
    /// <exception cref="VulkanException">The driver failed.</exception>
    public Session CreateSession(VulkanDevice device, SessionOptions? options = null) => new(this, device, options ?? new SessionOptions());

    /// <summary>Closes the file. Sessions must be disposed before.</summary>
    public void Dispose()
    {
        if (_whole is null) _file?.Dispose();
    }

    /// <summary>What the package proves itself by. Of a float32 variant only the outputs: its kernels store other values elsewhere.</summary>
    internal PackageGoldens? Proof => _whole is null ? Package.Proof
        : _whole.Proof is { } proof ? new PackageGoldens(proof.Sets.Select(set => set with { Values = [] }).ToValueList(), [])
        : null;

    /// <summary>This model or its float32 variant: what the device runs.</summary>
    /// <exception cref="HalfStorageException">Neither.</exception>
    internal CompiledModel On(VulkanDevice device)
    {
        if (Package.Program.Precision != ElementType.F16 || device.Features.Contains(DeviceFeatureNames.Storage16)) return this;
        switch (device.Options.Without16BitStorage)
        {
            case HalfPolicy.Refuse:
                throw new HalfStorageException(
                    $"{Name} stores halves, and {device.Info.Name} has no 16-bit storage ({DeviceFeatureNames.Storage16}). With --without-16-bit unpack the device reads halves from 32-bit words; "
                    + (Float32 is null ? "compiled with --precision f16,f32 the package would have a float32 variant for it" : "with --without-16-bit float32 it runs the package's float32 variant"));
            case HalfPolicy.Float32:
                return Float32 ?? throw new HalfStorageException(
                    $"{Name} stores halves, {device.Info.Name} has no 16-bit storage ({DeviceFeatureNames.Storage16}), and the package holds no float32 variant; compiled with --precision f16,f32 it does");
            case HalfPolicy.Unpack:
            default:
                return this;
        }
    }

    /// <summary>What tells the package, or the variant in it, from every other one: a SHA-256.</summary>
    internal string Digest => _digest.Value;

    /// <summary>A stored tensor, its digest checked the first time.</summary>
    internal HostTensor Constant(string name)
    {
        if (_file is not null && _verified.TryAdd("constant " + name, true)) Verify(name, _file.VerifyConstant, _file.VerifyFloat32Constant);
        return Package.Constants[name];
    }

    /// <summary>A golden tensor, its digest checked the first time.</summary>
    internal HostTensor Golden(string key)
    {
        if (_file is not null && _verified.TryAdd("golden " + key, true)) _file.VerifyGolden(key);
        return (_whole ?? Package).Goldens[key];
    }

    /// <summary>A stored module, its digest checked the first time.</summary>
    internal ReadOnlySpan<byte> Module(string name)
    {
        if (_file is not null && _verified.TryAdd("module " + name, true)) Verify(name, _file.VerifyModule, _file.VerifyFloat32Module);
        return Package.Modules[name].Span;
    }

    private string DigestOf()
    {
        string whole = _file?.Digest ?? PackageWriter.DigestOf(_whole ?? Package);
        return _whole is null ? whole : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes("float32 variant of " + whole)));
    }

    private void Verify(string name, Action<string> own, Action<string> ofVariant) => (_whole is null ? own : ofVariant)(name);
}
