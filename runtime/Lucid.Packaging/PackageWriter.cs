using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Lucid.Packaging.Goldens;
using Lucid.Packaging.Json;
using Lucid.Safetensors;
using Lucid.Tensors;

namespace Lucid.Packaging;

/// <summary>Writes packages (spec/package-format.md); the same package gives the same bytes.</summary>
public static class PackageWriter
{
    private static readonly SafetensorsWriteOptions Layout = new() { Alignment = PackageLayout.Alignment, PadPrefix = PackageLayout.PadPrefix };

    /// <summary>Writes a file that appears whole or not at all.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="package">What to write; must keep the rules of <see cref="ProgramVerifier"/>.</param>
    /// <exception cref="ArgumentException">The package breaks a rule; the message lists where.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ModelPackage package)
    {
        var (tensors, metadata) = Assemble(package);
        SafetensorsWriter.Write(path, tensors, metadata, Layout);
    }

    /// <summary>Writes to a stream from its current position.</summary>
    /// <inheritdoc cref="Write(string, ModelPackage)"/>
    public static void Write(Stream stream, ModelPackage package)
    {
        var (tensors, metadata) = Assemble(package);
        SafetensorsWriter.Write(stream, tensors, metadata, Layout);
    }

    /// <summary>The SHA-256 of the package's program, which names every stored tensor's: what tells it from every other package (<see cref="OpenPackage.Digest"/>).</summary>
    /// <exception cref="ArgumentException">The package breaks a rule; the message lists where.</exception>
    public static string DigestOf(ModelPackage package) => Assemble(package).Metadata[PackageLayout.ProgramDigestKey];

    private static (List<KeyValuePair<string, HostTensor>> Tensors, ImmutableSortedDictionary<string, string> Metadata) Assemble(ModelPackage package)
    {
        ValueList<ProgramFault> faults = ProgramVerifier.Verify(package);
        if (faults.Count > 0) throw new ArgumentException($"the package breaks {faults.Count} rules:\n{string.Join("\n", faults.Take(10))}", nameof(package));

        List<KeyValuePair<string, HostTensor>> tensors = Stored(package);
        PackageDocument document = new()
        {
            Format = VersionOf(package).ToString(),
            Compiler = package.CompilerVersion,
            Tensors = [.. tensors.Select(pair => new TensorEntry { Name = pair.Key, Type = pair.Value.ToString(), Sha256 = Digest(pair.Value.Bytes.Span) })],
            Program = ProgramJsonWriter.Of(package.Program),
        };
        ReadOnlyMemory<byte> program = PackageJsonContext.Write(document);
        if (program.Length > PackageLimits.ProgramBytes)
            throw new ArgumentException($"the program takes {program.Length.ToString(CultureInfo.InvariantCulture)} bytes; at most {PackageLimits.ProgramBytes} are read", nameof(package));
        tensors.Insert(0, new(PackageLayout.Program, Bytes(program)));
        return (tensors, new Dictionary<string, string>
        {
            [PackageLayout.FormatKey] = document.Format,
            [PackageLayout.CompilerKey] = document.Compiler,
            [PackageLayout.ProgramDigestKey] = Digest(program.Span),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    /// <summary>The oldest version that can say what the package holds.</summary>
    private static FormatVersion VersionOf(ModelPackage package) => NamesMoreFeatures(package.Program) || (package.Float32 is { } variant && NamesMoreFeatures(variant.Program)) ? FormatVersion.WithMoreFeatures
        : package.Float32 is not null ? FormatVersion.WithFloat32
        : package.Proof is not null || package.Program.OverflowChecks.Count > 0 ? FormatVersion.WithProof
        : FormatVersion.First;

    private static bool NamesMoreFeatures(LoweredProgram program) =>
        program.Prepare.Concat(program.Main).Any(kernel => kernel.Candidates.Any(candidate => candidate.Features.Any(feature => DeviceFeatureNames.VersionOf(feature) == FormatVersion.WithMoreFeatures)));

    /// <summary>
    /// Everything but the program, in the order of section 3: graph, goldens' document, modules, constants, golden tensors, and of the float32 variant its program and
    /// what differs; each by ordinal name.
    /// </summary>
    private static List<KeyValuePair<string, HostTensor>> Stored(ModelPackage package)
    {
        List<KeyValuePair<string, HostTensor>> tensors = [];
        if (package.GraphText is { } graph) tensors.Add(new(PackageLayout.Graph, Bytes(Encoding.UTF8.GetBytes(graph))));
        if (package.Proof is { } proof) tensors.Add(new(PackageLayout.Goldens, Bytes(Document(proof))));
        Add(package.Modules, PackageLayout.OfModule, module => new HostTensor(ElementType.I32, new Shape(module.Length / 4), module));
        Add(package.Constants, PackageLayout.OfConstant, tensor => tensor);
        Add(package.Goldens, PackageLayout.OfGolden, tensor => tensor);
        if (package.Float32 is not { } float32) return tensors;
        tensors.Add(new(PackageLayout.Float32Program, Bytes(Float32Document(float32))));
        Add(
            float32.Modules.Where(module => !package.Modules.TryGetValue(module.Key, out var shared) || !shared.Span.SequenceEqual(module.Value.Span)),
            name => PackageLayout.Float32ModulePrefix + name,
            module => new HostTensor(ElementType.I32, new Shape(module.Length / 4), module));
        Add(
            float32.Constants.Where(constant => !package.Constants.TryGetValue(constant.Key, out HostTensor? shared) || !IsSame(shared, constant.Value)),
            name => PackageLayout.Float32ConstantPrefix + name,
            tensor => tensor);
        return tensors;

        // The dictionaries may have been sorted by another comparer.
        void Add<T>(IEnumerable<KeyValuePair<string, T>> items, Func<string, string> storedName, Func<T, HostTensor> tensorOf) =>
            tensors.AddRange(items.Select(item => KeyValuePair.Create(storedName(item.Key), tensorOf(item.Value))).OrderBy(item => item.Key, StringComparer.Ordinal));
    }

    private static bool IsSame(HostTensor left, HostTensor right) =>
        left.Element == right.Element && left.Shape == right.Shape && left.Bytes.Span.SequenceEqual(right.Bytes.Span);

    private static ReadOnlyMemory<byte> Float32Document(ModelPackage float32)
    {
        ReadOnlyMemory<byte> json = PackageJsonContext.Write(ProgramJsonWriter.Of(float32.Program));
        return json.Length <= PackageLimits.ProgramBytes ? json
            : throw new ArgumentException($"{PackageLayout.Float32Program} takes {json.Length.ToString(CultureInfo.InvariantCulture)} bytes; at most {PackageLimits.ProgramBytes} are read");
    }

    private static ReadOnlyMemory<byte> Document(PackageGoldens proof)
    {
        ReadOnlyMemory<byte> json = PackageJsonContext.Write(GoldenJsonWriter.Of(proof));
        return json.Length <= PackageLimits.GoldenBytes ? json
            : throw new ArgumentException($"{PackageLayout.Goldens} takes {json.Length.ToString(CultureInfo.InvariantCulture)} bytes; at most {PackageLimits.GoldenBytes} are read");
    }

    internal static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static HostTensor Bytes(ReadOnlyMemory<byte> bytes) => new(ElementType.U8, new Shape(bytes.Length), bytes);
}
