using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;

using Lucid.Tensors;

namespace Lucid.Safetensors;

/// <summary>Writes safetensors files; the same tensors give the same bytes.</summary>
public static class SafetensorsWriter
{
    private const int MostHeaderBytes = 100_000_000;

    /// <summary>Writes a file that appears whole or not at all: the bytes go to a temporary file beside it, which is then renamed.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="tensors">Names and tensors; names must be unique.</param>
    /// <param name="metadata">Pairs of <c>__metadata__</c>, written in ordinal order; null for none.</param>
    /// <param name="options">Layout; null for the default.</param>
    /// <exception cref="ArgumentException">A name is empty, used twice, reserved, too long or no valid text.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, HostTensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null, SafetensorsWriteOptions? options = null)
    {
        string full = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(full) ?? full, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                Write(stream, tensors, metadata, options);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes to a stream from its current position.</summary>
    /// <inheritdoc cref="Write(string, IEnumerable{KeyValuePair{string, HostTensor}}, IReadOnlyDictionary{string, string}?, SafetensorsWriteOptions?)"/>
    public static void Write(
        Stream stream, IEnumerable<KeyValuePair<string, HostTensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null, SafetensorsWriteOptions? options = null)
    {
        options ??= SafetensorsWriteOptions.Default;
        if (options.Alignment is < 1 or > 4096 || !BitOperations.IsPow2(options.Alignment))
            throw new ArgumentException($"alignment {options.Alignment} is no power of two from 1 to 4096", nameof(options));
        IEnumerable<KeyValuePair<string, HostTensor>> ordered =
            options.SortNames ? tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal) : tensors;
        List<KeyValuePair<string, HostTensor>> items = options.PadPrefix is { } prefix ? Padded(ordered, prefix, options.Alignment) : [.. ordered];
        CheckNames(items);

        ReadOnlySpan<byte> json = Header(items, metadata);
        int headerLength = RoundUp(SafetensorsHeader.PrefixBytes + json.Length, options.Alignment) - SafetensorsHeader.PrefixBytes;
        if (headerLength > MostHeaderBytes)
            throw new ArgumentException($"the header takes {headerLength} bytes; the format allows {MostHeaderBytes}", nameof(tensors));
        Span<byte> prefixBytes = stackalloc byte[SafetensorsHeader.PrefixBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(prefixBytes, (ulong)headerLength);
        stream.Write(prefixBytes);
        stream.Write(json);
        for (int i = json.Length; i < headerLength; i++) stream.WriteByte((byte)' ');
        foreach ((_, HostTensor tensor) in items) stream.Write(tensor.Bytes.Span);
    }

    private static List<KeyValuePair<string, HostTensor>> Padded(IEnumerable<KeyValuePair<string, HostTensor>> tensors, string prefix, int alignment)
    {
        List<KeyValuePair<string, HostTensor>> padded = [];
        (long at, int pads) = (0, 0);
        foreach (KeyValuePair<string, HostTensor> pair in tensors)
        {
            if (pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                throw new ArgumentException($"the name '{pair.Key}' is reserved for padding", nameof(tensors));
            int gap = (int)(-at & (alignment - 1));
            if (gap > 0)
            {
                string name = prefix + pads++.ToString(CultureInfo.InvariantCulture);
                padded.Add(new(name, new HostTensor(ElementType.U8, new Shape(gap), new byte[gap])));
            }

            padded.Add(pair);
            at = checked(at + gap + pair.Value.Bytes.Length);
        }

        return padded;
    }

    private static void CheckNames(List<KeyValuePair<string, HostTensor>> items)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((string name, _) in items)
        {
            if (name.Length is 0 or > SafetensorsReadOptions.MaxNameLength)
                throw new ArgumentException($"a tensor's name has {name.Length} characters; expected 1 to {SafetensorsReadOptions.MaxNameLength}");
            if (name == SafetensorsHeader.MetadataName) throw new ArgumentException($"a tensor cannot be called {name}");
            if (!names.Add(name)) throw new ArgumentException($"two tensors are called '{name}'");
            CheckText(name);
        }
    }

    private static void CheckText(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text, i)) throw new ArgumentException($"'{text}' holds half of a surrogate pair");
            i++;
        }
    }

    private static ReadOnlySpan<byte> Header(List<KeyValuePair<string, HostTensor>> items, IReadOnlyDictionary<string, string>? metadata)
    {
        ArrayBufferWriter<byte> buffer = new();
        // Relaxed escaping keeps names readable; a header is never put into HTML.
        using Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        if (metadata is { Count: > 0 })
        {
            json.WriteStartObject(SafetensorsHeader.MetadataName);
            foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                CheckText(key);
                CheckText(value);
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        long at = 0;
        foreach ((string name, HostTensor tensor) in items)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", SafetensorsNames.Of(tensor.Element));
            json.WriteStartArray("shape");
            foreach (long extent in tensor.Shape.Extents) json.WriteNumberValue(extent);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(at);
            json.WriteNumberValue(at = checked(at + tensor.Bytes.Length));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }

    private static int RoundUp(int value, int alignment) => checked(value + alignment - 1) & -alignment;
}
