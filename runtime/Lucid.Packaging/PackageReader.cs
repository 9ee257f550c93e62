using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using Lucid.Packaging.Json;
using Lucid.Safetensors;
using Lucid.Tensors;

namespace Lucid.Packaging;

/// <summary>
/// Reads packages (spec/package-format.md). Everything but the tensors' bytes is checked before a package is handed out: container, version,
/// the program's digest, the list of tensors, and all rules of <see cref="ProgramVerifier"/>. The bytes are checked by <see cref="OpenPackage"/>.
/// </summary>
public static class PackageReader
{
    private static readonly SafetensorsReadOptions Caps = new() { MaxHeaderBytes = PackageLimits.HeaderBytes, MaxTensors = PackageLimits.Tensors };

    /// <summary>Maps a file. It must not be changed while it is open.</summary>
    /// <exception cref="PackageFormatException">The file is no package that this library reads; the message says where and why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OpenPackage Open(string path)
    {
        try
        {
            return Read(SafetensorsFile.Open(path, Caps));
        }
        catch (SafetensorsFormatException error)
        {
            throw Refused(error);
        }
    }

    /// <summary>Reads bytes in memory; the tensors are views of them.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="fileName">What to call the bytes in messages.</param>
    /// <exception cref="PackageFormatException">The bytes are no package that this library reads; the message says where and why.</exception>
    public static OpenPackage Parse(ReadOnlyMemory<byte> bytes, string fileName = "package")
    {
        try
        {
            return Read(SafetensorsFile.Parse(bytes, fileName, Caps));
        }
        catch (SafetensorsFormatException error)
        {
            throw Refused(error);
        }
    }

    private static OpenPackage Read(SafetensorsFile file)
    {
        try
        {
            FormatVersion version = ReadVersion(file);
            SafetensorsEntry entry = ProgramEntryOf(file);
            PackageDocument document = ReadDocument(file, entry);
            RequireSame(file, entry, "$.format", document.Format, PackageLayout.FormatKey);
            RequireSame(file, entry, "$.compiler", document.Compiler, PackageLayout.CompilerKey);
            bool isNewer = version.Minor > FormatVersion.Current.Minor;
            PackageSections sections = PackageSections.Read(file, entry, document.Tensors, version);
            ModelPackage package = new(
                ReadProgram(file, entry, document.Program, isNewer), sections.Modules, sections.Constants, sections.GraphText, sections.Goldens, document.Compiler)
            {
                Proof = sections.Proof,
                Float32 = Float32Of(sections, document.Compiler),
            };
            ValueList<ProgramFault> faults = ProgramVerifier.Verify(package);
            if (faults.Count > 0)
            {
                string more = faults.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" (and {faults.Count - 1} more)");
                throw new PackageFormatException(file.FileName, entry.ByteOffset, faults[0].Path, $"{faults[0].Message} [{faults[0].Rule}]{more}");
            }

            return new OpenPackage(file, version, package, sections.Digests);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static FormatVersion ReadVersion(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(PackageLayout.FormatKey, out string? text))
            throw Bad(file, 0, $"a safetensors file, but no package: it has no metadata {PackageLayout.FormatKey}");
        if (!FormatVersion.TryParse(text, out FormatVersion version)) throw Bad(file, 0, $"'{text}' is no format version; expected MAJOR.MINOR");
        if (!version.IsReadable)
        {
            string compiler = file.Metadata.TryGetValue(PackageLayout.CompilerKey, out string? name) ? $" (written by compiler {name})" : "";
            throw Bad(file, 0, $"format {version}{compiler} is not read by this version of Lucid, which reads format {FormatVersion.Current.Major}.x and writes {FormatVersion.Current}");
        }

        return version;
    }

    private static SafetensorsEntry ProgramEntryOf(SafetensorsFile file)
    {
        if (!file.TryGetEntry(PackageLayout.Program, out SafetensorsEntry? entry)) throw Bad(file, 0, $"the package has no tensor {PackageLayout.Program}");
        if (entry.Element != ElementType.U8 || entry.Shape.Rank != 1)
            throw Bad(file, entry.ByteOffset, $"{PackageLayout.Program} is {entry.Element.Text()}{entry.Shape}; expected u8 with one axis");
        if (entry.ByteLength > PackageLimits.ProgramBytes)
            throw Bad(file, entry.ByteOffset, string.Create(CultureInfo.InvariantCulture, $"{PackageLayout.Program} has {entry.ByteLength} bytes; at most {PackageLimits.ProgramBytes} are read"));
        return entry;
    }

    private static PackageDocument ReadDocument(SafetensorsFile file, SafetensorsEntry entry)
    {
        ReadOnlySpan<byte> json = file[PackageLayout.Program].Bytes.Span;
        if (!file.Metadata.TryGetValue(PackageLayout.ProgramDigestKey, out string? expected)) throw Bad(file, 0, $"the metadata have no {PackageLayout.ProgramDigestKey}");
        string found = PackageWriter.Digest(json);
        if (found != expected) throw Bad(file, entry.ByteOffset, $"the SHA-256 of {PackageLayout.Program} is {found}, the metadata say {expected}: the file is damaged");
        long at = 0;
        try
        {
            JsonCaps.Check(json, out at);
            return JsonSerializer.Deserialize(json, PackageJsonContext.Default.PackageDocument)
                ?? throw new PackageFormatException(file.FileName, entry.ByteOffset, "$", "null; expected an object");
        }
        catch (JsonException error)
        {
            throw new PackageFormatException(file.FileName, entry.ByteOffset + PositionOf(error, json), error.Path ?? "$", $"no valid program: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            // The serialiser's word for text that is no UTF-8 or holds half of a surrogate pair.
            throw new PackageFormatException(file.FileName, entry.ByteOffset + at, "$", $"no valid program: {error.Message}", error);
        }
        catch (JsonFault fault)
        {
            throw new PackageFormatException(file.FileName, entry.ByteOffset + at, fault.Path, fault.Message, fault);
        }
    }

    private static LoweredProgram ReadProgram(SafetensorsFile file, SafetensorsEntry entry, ProgramEntry program, bool isNewer)
    {
        try
        {
            return new ProgramJsonReader(isNewer).Read(program);
        }
        catch (JsonFault fault)
        {
            throw new PackageFormatException(file.FileName, entry.ByteOffset, fault.Path, fault.Message, fault);
        }
    }

    /// <summary>The float32 variant: what it has of its own, and what its program names of what both share.</summary>
    private static ModelPackage? Float32Of(PackageSections sections, string compiler)
    {
        if (sections.Float32Program is not { } program) return null;
        ProgramKernel[] kernels = [.. program.Prepare, .. program.Main];
        IEnumerable<string> modules = kernels.SelectMany(kernel => kernel.Candidates).Select(candidate => candidate.Module);
        IEnumerable<string> constants = program.Buffers.Select(buffer => buffer.Constant).OfType<string>();
        return new ModelPackage(
            program, With(sections.Float32Modules, sections.Modules, modules), With(sections.Float32Constants, sections.Constants, constants), null,
            ImmutableSortedDictionary<string, HostTensor>.Empty, compiler);
    }

    private static ImmutableSortedDictionary<string, T> With<T>(SortedDictionary<string, T> own, ImmutableSortedDictionary<string, T> shared, IEnumerable<string> names)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        all.AddRange(own);
        foreach (string name in names)
        {
            if (!all.ContainsKey(name) && shared.TryGetValue(name, out T? item)) all.Add(name, item);
        }

        return all.ToImmutable();
    }

    /// <summary>What the header says again stands in the program, which its digest protects.</summary>
    private static void RequireSame(SafetensorsFile file, SafetensorsEntry entry, string path, string value, string key)
    {
        string stated = file.Metadata.GetValueOrDefault(key, "");
        if (value != stated) throw new PackageFormatException(file.FileName, entry.ByteOffset, path, $"'{value}', but the metadata {key} say '{stated}'");
    }

    /// <summary>The serialiser counts lines; the document has one or more.</summary>
    private static long PositionOf(JsonException error, ReadOnlySpan<byte> json)
    {
        int start = 0;
        for (long line = error.LineNumber ?? 0; line > 0; line--)
        {
            int length = json[start..].IndexOf((byte)'\n');
            if (length < 0) break;
            start += length + 1;
        }

        return Math.Min(json.Length, start + (error.BytePositionInLine ?? 0));
    }

    private static PackageFormatException Refused(SafetensorsFormatException error) => new(error.FileName, error.ByteOffset, null, error.Reason, error);

    private static PackageFormatException Bad(SafetensorsFile file, long offset, string reason) => new(file.FileName, offset, null, reason);
}
