using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Safetensors;

/// <summary>
/// A safetensors file, checked when it is opened: u64 header length, JSON header, tensor bytes. Tensors are made on demand as views,
/// without copying; views of a mapped file end with <see cref="Dispose"/>.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly MappedFile? _mapped;
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly Dictionary<string, SafetensorsEntry> _byName;

    private SafetensorsFile(string fileName, MappedFile? mapped, ReadOnlyMemory<byte> memory, SafetensorsReadOptions options)
    {
        (FileName, _mapped, _memory) = (fileName, mapped, memory);
        Length = mapped?.Length ?? memory.Length;
        if (Length < SafetensorsHeader.PrefixBytes)
            throw new SafetensorsFormatException(fileName, Length, Text($"the file has {Length} bytes; a safetensors file has at least {SafetensorsHeader.PrefixBytes}"));
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(Slice(0, SafetensorsHeader.PrefixBytes).Span);
        if (headerLength > (ulong)options.MaxHeaderBytes)
            throw new SafetensorsFormatException(fileName, 0, Text($"the header's length is {headerLength} bytes; at most {options.MaxHeaderBytes} are read"));
        long dataLength = Length - SafetensorsHeader.PrefixBytes - (long)headerLength;
        if (dataLength < 0)
            throw new SafetensorsFormatException(fileName, Length, Text($"the header's length is {headerLength} bytes, but the file ends after {Length - SafetensorsHeader.PrefixBytes} of them"));
        (Entries, Metadata) = SafetensorsHeader.Read(fileName, Slice(SafetensorsHeader.PrefixBytes, (int)headerLength).Span, dataLength, options);
        _byName = Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>The path, or what the caller called the bytes.</summary>
    public string FileName { get; }

    /// <summary>Bytes of the whole file.</summary>
    public long Length { get; }

    /// <summary>Every tensor's place, in the order of the bytes.</summary>
    public ImmutableArray<SafetensorsEntry> Entries { get; }

    /// <summary>The tensors' names in the order of their bytes.</summary>
    public IEnumerable<string> Names => Entries.Select(entry => entry.Name);

    /// <summary>The pairs of <c>__metadata__</c>; empty where the file has none.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; }

    /// <summary>The tensor called <paramref name="name"/>, as a view.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="SafetensorsFormatException">The tensor has more than 2,147,483,647 bytes.</exception>
    public HostTensor this[string name] =>
        TryGet(name, out HostTensor? tensor) ? tensor : throw new KeyNotFoundException($"{FileName} has no tensor '{name}'");

    /// <summary>Maps a file and checks its header. The file must not be changed while it is open.</summary>
    /// <exception cref="SafetensorsFormatException">The file is damaged or beyond the reader's caps.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafetensorsFile Open(string path, SafetensorsReadOptions? options = null)
    {
        MappedFile mapped = new(path);
        try
        {
            return new SafetensorsFile(path, mapped, default, options ?? SafetensorsReadOptions.Default);
        }
        catch
        {
            mapped.Dispose();
            throw;
        }
    }

    /// <summary>Reads bytes in memory; the tensors are views of them.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="fileName">What to call the bytes in messages.</param>
    /// <param name="options">Caps; null for the default.</param>
    /// <exception cref="SafetensorsFormatException">The bytes are damaged or beyond the reader's caps.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> bytes, string fileName = "safetensors", SafetensorsReadOptions? options = null) =>
        new(fileName, null, bytes, options ?? SafetensorsReadOptions.Default);

    /// <summary>Copies every tensor of a file into memory, in the order of the bytes; nothing stays open.</summary>
    /// <exception cref="SafetensorsFormatException">The file is damaged or beyond the reader's caps.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImmutableArray<KeyValuePair<string, HostTensor>> Load(string path, SafetensorsReadOptions? options = null)
    {
        using SafetensorsFile file = Open(path, options);
        return [.. file.Entries.Select(entry =>
            KeyValuePair.Create(entry.Name, new HostTensor(entry.Element, entry.Shape, file[entry.Name].Bytes.ToArray())))];
    }

    /// <summary>The place of a tensor.</summary>
    public bool TryGetEntry(string name, [NotNullWhen(true)] out SafetensorsEntry? entry) => _byName.TryGetValue(name, out entry);

    /// <summary>The tensor called <paramref name="name"/>, as a view; false where there is none.</summary>
    /// <exception cref="SafetensorsFormatException">The tensor has more than 2,147,483,647 bytes.</exception>
    public bool TryGet(string name, [NotNullWhen(true)] out HostTensor? tensor)
    {
        tensor = null;
        if (!_byName.TryGetValue(name, out SafetensorsEntry? entry)) return false;
        if (entry.ByteLength > int.MaxValue)
        {
            throw new SafetensorsFormatException(FileName, entry.ByteOffset,
                Text($"tensor '{name}' has {entry.ByteLength} bytes; a tensor in host memory holds at most {int.MaxValue}"), [name]);
        }

        tensor = new HostTensor(entry.Element, entry.Shape, Slice(entry.ByteOffset, (int)entry.ByteLength));
        return true;
    }

    /// <summary>Ends the mapping; using a view of a mapped file afterwards throws <see cref="ObjectDisposedException"/>, using a span over it is undefined.</summary>
    public void Dispose() => _mapped?.Dispose();

    private ReadOnlyMemory<byte> Slice(long offset, int length) =>
        _mapped is null ? _memory.Slice(checked((int)offset), length) : _mapped.Slice(offset, length);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
