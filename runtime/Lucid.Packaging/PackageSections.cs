using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

using Lucid.Packaging.Goldens;
using Lucid.Packaging.Json;
using Lucid.Safetensors;
using Lucid.Tensors;

namespace Lucid.Packaging;

/// <summary>The tensors of a file sorted into what they are, each compared with the list that the program's digest protects.</summary>
internal sealed class PackageSections
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SafetensorsFile _file;
    private readonly ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Builder _modules = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
    private readonly ImmutableSortedDictionary<string, HostTensor>.Builder _constants = ImmutableSortedDictionary.CreateBuilder<string, HostTensor>(StringComparer.Ordinal);
    private readonly ImmutableSortedDictionary<string, HostTensor>.Builder _goldens = ImmutableSortedDictionary.CreateBuilder<string, HostTensor>(StringComparer.Ordinal);

    private PackageSections(SafetensorsFile file) => _file = file;

    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Modules => _modules.ToImmutable();

    public ImmutableSortedDictionary<string, HostTensor> Constants => _constants.ToImmutable();

    public ImmutableSortedDictionary<string, HostTensor> Goldens => _goldens.ToImmutable();

    public string? GraphText { get; private set; }

    /// <summary>The float32 variant's program; null where the package has none.</summary>
    public LoweredProgram? Float32Program { get; private set; }

    /// <summary>Modules of the float32 variant that the package's own program has not, or has another of the name.</summary>
    public SortedDictionary<string, ReadOnlyMemory<byte>> Float32Modules { get; } = new(StringComparer.Ordinal);

    /// <summary>Constants of the float32 variant that the package's own program has not, or has another of the name.</summary>
    public SortedDictionary<string, HostTensor> Float32Constants { get; } = new(StringComparer.Ordinal);

    public PackageGoldens? Proof { get; private set; }

    /// <summary>SHA-256 of every stored tensor but program and padding, by stored name.</summary>
    public ImmutableSortedDictionary<string, string> Digests { get; private set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <exception cref="PackageFormatException">The tensors are not those of the list, or not where and what a package's are.</exception>
    public static PackageSections Read(SafetensorsFile file, SafetensorsEntry program, List<TensorEntry> list, FormatVersion version)
    {
        PackageSections sections = new(file);
        List<SafetensorsEntry> stored = sections.WithoutPadding();
        sections.CompareWithList(program, stored, list);
        foreach (SafetensorsEntry entry in stored) sections.Sort(entry, version);
        return sections;
    }

    /// <summary>Padding lies before a tensor that it aligns, is shorter than the alignment and numbered from 0 (section 3).</summary>
    private List<SafetensorsEntry> WithoutPadding()
    {
        List<SafetensorsEntry> stored = [];
        int pads = 0;
        foreach (SafetensorsEntry entry in _file.Entries)
        {
            if (entry.Name.StartsWith(PackageLayout.PadPrefix, StringComparison.Ordinal))
            {
                string expected = PackageLayout.PadPrefix + pads.ToString(CultureInfo.InvariantCulture);
                if (entry.Name != expected) throw Bad(entry, $"padding '{entry.Name}' stands where '{expected}' is expected");
                if (entry.Element != ElementType.U8 || entry.Shape.Rank != 1 || entry.ByteLength is < 1 or >= PackageLayout.Alignment)
                    throw Bad(entry, $"padding '{entry.Name}' is {entry.Element.Text()}{entry.Shape}; expected u8 of 1 to {PackageLayout.Alignment - 1} bytes");
                pads++;
                continue;
            }

            if (entry.ByteOffset % PackageLayout.Alignment != 0)
                throw Bad(entry, $"tensor '{entry.Name}' does not begin at a multiple of {PackageLayout.Alignment} bytes");
            if (entry.Name != PackageLayout.Program) stored.Add(entry);
        }

        return stored;
    }

    private void CompareWithList(SafetensorsEntry program, List<SafetensorsEntry> stored, List<TensorEntry> list)
    {
        var digests = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < Math.Max(stored.Count, list.Count); i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"$.tensors[{i}]");
            if (i >= list.Count) throw Bad(stored[i], $"tensor '{stored[i].Name}' is not in the program's list");
            TensorEntry? listed = list[i];
            if (listed is null) throw Bad(program, "null is no value here", path);
            string found = i < stored.Count ? $"'{stored[i].Name}' of {stored[i].Element.Text()}{stored[i].Shape}" : "none";
            if (found != $"'{listed.Name}' of {listed.Type}") throw Bad(program, $"tensor '{listed.Name}' of {listed.Type} is listed, the file has {found}", path);
            if (listed.Sha256.Length != 64 || !listed.Sha256.All(char.IsAsciiHexDigitLower)) throw Bad(program, $"'{listed.Sha256}' is no SHA-256 in lower-case hexadecimal", $"{path}.sha256");
            digests.Add(listed.Name, listed.Sha256);
        }

        Digests = digests.ToImmutable();
    }

    private void Sort(SafetensorsEntry entry, FormatVersion version)
    {
        HostTensor tensor = _file[entry.Name];
        if (entry.Name == PackageLayout.Graph) GraphText = ReadGraph(entry, tensor);
        else if (entry.Name == PackageLayout.Goldens && version.Minor >= FormatVersion.WithProof.Minor) Proof = ReadProof(entry, tensor);
        else if (TryTake(entry.Name, PackageLayout.ModulePrefix, out string name)) _modules.Add(name, ModuleOf(entry, name, tensor));
        else if (TryTake(entry.Name, PackageLayout.GoldenPrefix, out name)) _goldens.Add(name, tensor);
        else if (version.Minor >= FormatVersion.WithFloat32.Minor && entry.Name == PackageLayout.Float32Program) Float32Program = ReadFloat32(entry, tensor, version);
        else if (version.Minor >= FormatVersion.WithFloat32.Minor && TryTake(entry.Name, PackageLayout.Float32ModulePrefix, out name)) Float32Modules.Add(name, ModuleOf(entry, name, tensor));
        else if (version.Minor >= FormatVersion.WithFloat32.Minor && TryTake(entry.Name, PackageLayout.Float32ConstantPrefix, out name)) Float32Constants.Add(name, tensor);
        else if (PackageLayout.TryReadConstant(entry.Name, out string? constant)) _constants.Add(constant, tensor);
        else if (version.Minor <= FormatVersion.Current.Minor) throw Bad(entry, $"'{entry.Name}' is no section of format {version}");
    }

    private string ReadGraph(SafetensorsEntry entry, HostTensor tensor)
    {
        if (entry.Element != ElementType.U8 || entry.Shape.Rank != 1) throw Bad(entry, $"{entry.Name} is {tensor}; expected u8 with one axis");
        if (entry.ByteLength > PackageLimits.GraphBytes)
            throw Bad(entry, string.Create(CultureInfo.InvariantCulture, $"{entry.Name} has {entry.ByteLength} bytes; at most {PackageLimits.GraphBytes} are read"));
        try
        {
            return StrictUtf8.GetString(tensor.Bytes.Span);
        }
        catch (DecoderFallbackException error)
        {
            throw new PackageFormatException(_file.FileName, entry.ByteOffset + Math.Max(0, error.Index), null, $"{entry.Name} is no valid UTF-8", error);
        }
    }

    private PackageGoldens ReadProof(SafetensorsEntry entry, HostTensor tensor)
    {
        CheckDocument(entry, tensor, PackageLimits.GoldenBytes);
        return ReadDocument(entry, "goldens", () => GoldenJsonReader.Read(tensor.Bytes.Span));
    }

    private LoweredProgram ReadFloat32(SafetensorsEntry entry, HostTensor tensor, FormatVersion version)
    {
        CheckDocument(entry, tensor, PackageLimits.ProgramBytes);
        return ReadDocument(entry, "f32", () =>
        {
            JsonCaps.Check(tensor.Bytes.Span, out _);
            ProgramEntry program = JsonSerializer.Deserialize(tensor.Bytes.Span, PackageJsonContext.Default.ProgramEntry) ?? throw new JsonFault("$", "null; expected an object");
            return new ProgramJsonReader(version.Minor > FormatVersion.Current.Minor).Read(program);
        });
    }

    // A document's digest is compared here: what it says is used at once.
    private void CheckDocument(SafetensorsEntry entry, HostTensor tensor, int mostBytes)
    {
        if (entry.Element != ElementType.U8 || entry.Shape.Rank != 1) throw Bad(entry, $"{entry.Name} is {tensor}; expected u8 with one axis");
        if (entry.ByteLength > mostBytes)
            throw Bad(entry, string.Create(CultureInfo.InvariantCulture, $"{entry.Name} has {entry.ByteLength} bytes; at most {mostBytes} are read"));
        string found = PackageWriter.Digest(tensor.Bytes.Span);
        if (found != Digests[entry.Name]) throw Bad(entry, $"the SHA-256 of tensor '{entry.Name}' is {found}, the program says {Digests[entry.Name]}: the file is damaged");
    }

    private T ReadDocument<T>(SafetensorsEntry entry, string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new PackageFormatException(_file.FileName, entry.ByteOffset, $"{what}: {(error as JsonException)?.Path ?? "$"}", $"no valid {(what == "f32" ? "program" : what)}: {error.Message}", error);
        }
        catch (JsonFault fault)
        {
            throw new PackageFormatException(_file.FileName, entry.ByteOffset, $"{what}: {fault.Path}", fault.Message, fault);
        }
    }

    private ReadOnlyMemory<byte> ModuleOf(SafetensorsEntry entry, string name, HostTensor tensor) =>
        entry.Element == ElementType.I32 && entry.Shape.Rank == 1 ? tensor.Bytes : throw Bad(entry, $"module '{name}' is {tensor}; expected i32 with one axis");

    private static bool TryTake(string stored, string prefix, out string name)
    {
        bool fits = stored.StartsWith(prefix, StringComparison.Ordinal);
        name = fits ? stored[prefix.Length..] : "";
        return fits;
    }

    private PackageFormatException Bad(SafetensorsEntry entry, string reason, string? path = null) => new(_file.FileName, entry.ByteOffset, path, reason);
}
