using System.Collections.Immutable;

using Lucid.Safetensors;
using Lucid.Tensors;

namespace Lucid.Packaging;

/// <summary>A package that was read, with the file its tensors are views of. Disposing it ends the views of a mapped file.</summary>
public sealed class OpenPackage : IDisposable
{
    private readonly SafetensorsFile _file;

    internal OpenPackage(SafetensorsFile file, FormatVersion version, ModelPackage package, ImmutableSortedDictionary<string, string> digests) =>
        (_file, Version, Package, Digests) = (file, version, package, digests);

    /// <summary>The path, or what the caller called the bytes.</summary>
    public string FileName => _file.FileName;

    /// <summary>Bytes of the whole file.</summary>
    public long Length => _file.Length;

    /// <summary>Version of the format it was written in.</summary>
    public FormatVersion Version { get; }

    /// <summary>The content.</summary>
    public ModelPackage Package { get; }

    /// <summary>The SHA-256 (lower-case hexadecimal) of the program, which names every stored tensor's: what tells the package from every other one.</summary>
    public string Digest => _file.Metadata[PackageLayout.ProgramDigestKey];

    /// <summary>SHA-256 (lower-case hexadecimal) that each stored tensor must have, by its name in the file; program and padding have none here.</summary>
    public ImmutableSortedDictionary<string, string> Digests { get; }

    /// <summary>Reads every byte and compares all digests; padding must be zero.</summary>
    /// <exception cref="PackageFormatException">A tensor is damaged.</exception>
    public void VerifyDigests()
    {
        foreach (SafetensorsEntry entry in _file.Entries)
        {
            if (entry.Name.StartsWith(PackageLayout.PadPrefix, StringComparison.Ordinal)) VerifyPadding(entry);
            else if (entry.Name != PackageLayout.Program) VerifyStored(entry.Name);
        }
    }

    /// <summary>Compares a constant's digest; a session does so when it uploads the constant.</summary>
    /// <exception cref="PackageFormatException">The tensor is damaged.</exception>
    /// <exception cref="KeyNotFoundException">There is no such constant.</exception>
    public void VerifyConstant(string name) => VerifyStored(PackageLayout.OfConstant(name));

    /// <summary>Compares a module's digest; a session does so when it creates the shader module.</summary>
    /// <exception cref="PackageFormatException">The module is damaged.</exception>
    /// <exception cref="KeyNotFoundException">There is no such module.</exception>
    public void VerifyModule(string name) => VerifyStored(PackageLayout.OfModule(name));

    /// <summary>Compares the digest of a constant of <see cref="ModelPackage.Float32"/>, which may be one that both programs share.</summary>
    /// <inheritdoc cref="VerifyConstant"/>
    public void VerifyFloat32Constant(string name) => VerifyStored(Own(PackageLayout.Float32ConstantPrefix + name, PackageLayout.OfConstant(name)));

    /// <summary>Compares the digest of a module of <see cref="ModelPackage.Float32"/>, which may be one that both programs share.</summary>
    /// <inheritdoc cref="VerifyModule"/>
    public void VerifyFloat32Module(string name) => VerifyStored(Own(PackageLayout.Float32ModulePrefix + name, PackageLayout.OfModule(name)));

    private string Own(string own, string shared) => Digests.ContainsKey(own) ? own : shared;

    /// <summary>Compares a golden tensor's digest; a session does so when it verifies itself.</summary>
    /// <exception cref="PackageFormatException">The tensor is damaged.</exception>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    public void VerifyGolden(string key) => VerifyStored(PackageLayout.OfGolden(key));

    /// <summary>Ends the mapping of the file.</summary>
    public void Dispose() => _file.Dispose();

    private void VerifyStored(string stored)
    {
        HostTensor tensor = _file[stored];
        string found = PackageWriter.Digest(tensor.Bytes.Span);
        if (found == Digests[stored]) return;
        _file.TryGetEntry(stored, out SafetensorsEntry? entry);
        throw new PackageFormatException(FileName, entry!.ByteOffset, null, $"the SHA-256 of tensor '{stored}' is {found}, the program says {Digests[stored]}: the file is damaged");
    }

    private void VerifyPadding(SafetensorsEntry entry)
    {
        int at = _file[entry.Name].Bytes.Span.IndexOfAnyExcept((byte)0);
        if (at >= 0) throw new PackageFormatException(FileName, entry.ByteOffset + at, null, $"padding '{entry.Name}' is not zero: the file is damaged");
    }
}
