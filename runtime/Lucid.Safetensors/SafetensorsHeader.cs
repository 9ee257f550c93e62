using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using Lucid.Tensors;

namespace Lucid.Safetensors;

/// <summary>
/// The JSON header: <c>{"NAME": {"dtype": "F32", "shape": [..], "data_offsets": [begin, end]}, "__metadata__": {"KEY": "VALUE"}}</c>,
/// offsets counted from the first byte after the header. Everything in it is checked before anything is used.
/// </summary>
internal ref struct SafetensorsHeader
{
    public const string MetadataName = "__metadata__";

    /// <summary>Bytes before the header: its length as a little-endian u64.</summary>
    public const int PrefixBytes = 8;

    private readonly string _fileName;
    private readonly SafetensorsReadOptions _options;
    private readonly long _dataStart;
    private readonly long _dataLength;
    private Utf8JsonReader _reader;

    private SafetensorsHeader(string fileName, ReadOnlySpan<byte> json, long dataLength, SafetensorsReadOptions options)
    {
        (_fileName, _options) = (fileName, options);
        (_dataStart, _dataLength) = (PrefixBytes + json.Length, dataLength);
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = SafetensorsReadOptions.MaxJsonDepth });
    }

    /// <summary>Entries in the order of their bytes, and the metadata.</summary>
    /// <param name="fileName">For messages.</param>
    /// <param name="json">The header without its length.</param>
    /// <param name="dataLength">Bytes of the file after the header.</param>
    /// <param name="options">Caps.</param>
    public static (ImmutableArray<SafetensorsEntry> Entries, ImmutableSortedDictionary<string, string> Metadata) Read(
        string fileName, ReadOnlySpan<byte> json, long dataLength, SafetensorsReadOptions options)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
            throw new SafetensorsFormatException(fileName, PrefixBytes, "the header does not begin with '{'");
        SafetensorsHeader header = new(fileName, json, dataLength, options);
        try
        {
            return header.ReadAll();
        }
        catch (JsonException error)
        {
            throw new SafetensorsFormatException(fileName, PrefixBytes + header._reader.BytesConsumed, $"the header is no valid JSON: {error.Message}", default, error);
        }
    }

    private (ImmutableArray<SafetensorsEntry> Entries, ImmutableSortedDictionary<string, string> Metadata) ReadAll()
    {
        List<SafetensorsEntry> entries = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        ImmutableSortedDictionary<string, string>? metadata = null;
        _reader.Read();
        while (Next() == JsonTokenType.PropertyName)
        {
            long at = Here;
            string name = ReadText(SafetensorsReadOptions.MaxNameLength, "a name");
            if (name == MetadataName)
            {
                if (metadata is not null) throw Bad(at, $"{MetadataName} appears twice");
                metadata = ReadMetadata();
                continue;
            }

            if (!names.Add(name)) throw Bad(at, $"two tensors are called '{name}'", name);
            if (entries.Count == _options.MaxTensors) throw Bad(at, $"more than {_options.MaxTensors} tensors", name);
            entries.Add(ReadEntry(name, at));
        }

        // After the object only white space may follow; the reader throws otherwise.
        _reader.Read();
        return (InOrder(entries), metadata ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));
    }

    private SafetensorsEntry ReadEntry(string name, long at)
    {
        ElementType? element = null;
        long[]? extents = null, offsets = null;
        if (Next() != JsonTokenType.StartObject) throw Bad(Here, $"tensor '{name}' is described by {Found}; expected an object", name);
        while (Next() == JsonTokenType.PropertyName)
        {
            long fieldAt = Here;
            if (_reader.ValueTextEquals("dtype"u8))
            {
                if (element is not null) throw Twice("dtype", name, fieldAt);
                element = ReadElementType(name);
            }
            else if (_reader.ValueTextEquals("shape"u8))
            {
                if (extents is not null) throw Twice("shape", name, fieldAt);
                extents = ReadNumbers(name, "shape", SafetensorsReadOptions.MaxRank);
            }
            else if (_reader.ValueTextEquals("data_offsets"u8))
            {
                if (offsets is not null) throw Twice("data_offsets", name, fieldAt);
                offsets = ReadNumbers(name, "data_offsets", 2);
                if (offsets.Length != 2) throw Bad(fieldAt, $"tensor '{name}' has {offsets.Length} data_offsets; expected 2", name);
            }
            else
            {
                // The format defines no other field; readers ignore what they do not know.
                Next();
                _reader.Skip();
            }
        }

        if (element is null) throw Bad(at, $"tensor '{name}' has no dtype", name);
        if (extents is null) throw Bad(at, $"tensor '{name}' has no shape", name);
        if (offsets is null) throw Bad(at, $"tensor '{name}' has no data_offsets", name);
        Shape shape = new(extents);
        (long begin, long end) = (offsets[0], offsets[1]);
        if (begin > end) throw Bad(at, $"tensor '{name}' begins at {begin} and ends before, at {end}", name);
        if (end > _dataLength)
        {
            throw Bad(_dataStart + _dataLength, Text(
                $"tensor '{name}' lies at {begin}..{end} of the data, which has only {_dataLength} bytes: the file is cut short or its header is damaged"), name);
        }

        long length = ByteLength(element.Value, extents) ?? throw Bad(at, $"the size of tensor '{name}', {element.Value.Text()}{shape}, exceeds 63 bits", name);
        if (length != end - begin)
            throw Bad(at, Text($"tensor '{name}' of {element.Value.Text()}{shape} takes {length} bytes; its data_offsets hold {end - begin}"), name);
        return new SafetensorsEntry(name, element.Value, shape, _dataStart + begin, length);
    }

    private ElementType ReadElementType(string name)
    {
        if (Next() != JsonTokenType.String) throw Bad(Here, $"dtype of tensor '{name}' is {Found}; expected a string", name);
        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            if (_reader.ValueTextEquals(SafetensorsNames.Of(type))) return type;
        }

        string known = string.Join(", ", Enum.GetValues<ElementType>().Select(SafetensorsNames.Of));
        throw Bad(Here, $"tensor '{name}' has dtype '{ReadText(64, "a dtype")}'; expected one of {known}", name);
    }

    private long[] ReadNumbers(string name, string field, int most)
    {
        if (Next() != JsonTokenType.StartArray) throw Bad(Here, $"{field} of tensor '{name}' is {Found}; expected an array", name);
        List<long> numbers = [];
        while (Next() != JsonTokenType.EndArray)
        {
            if (numbers.Count == most) throw Bad(Here, $"{field} of tensor '{name}' has more than {most} numbers", name);
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out long number) || number < 0)
                throw Bad(Here, $"{field} of tensor '{name}' holds {Found}; expected an integer of 0 to 2^63-1", name);
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private ImmutableSortedDictionary<string, string> ReadMetadata()
    {
        var pairs = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (Next() != JsonTokenType.StartObject) throw Bad(Here, $"{MetadataName} is {Found}; expected an object");
        while (Next() == JsonTokenType.PropertyName)
        {
            long at = Here;
            string key = ReadText(SafetensorsReadOptions.MaxNameLength, "a metadata key");
            if (pairs.Count == SafetensorsReadOptions.MaxMetadataPairs) throw Bad(at, $"more than {SafetensorsReadOptions.MaxMetadataPairs} metadata pairs");
            if (Next() != JsonTokenType.String) throw Bad(Here, $"metadata '{key}' is {Found}; expected a string");
            if (!pairs.TryAdd(key, ReadText(int.MaxValue, "a metadata value"))) throw Bad(at, $"metadata '{key}' appears twice");
        }

        return pairs.ToImmutable();
    }

    /// <summary>Sorts by place and refuses overlaps, holes and trailing bytes.</summary>
    private readonly ImmutableArray<SafetensorsEntry> InOrder(List<SafetensorsEntry> entries)
    {
        // LINQ's ordering is stable: tensors without bytes at one place stay in the header's order.
        ImmutableArray<SafetensorsEntry> sorted = [.. entries.OrderBy(entry => entry.ByteOffset).ThenBy(entry => entry.ByteLength)];
        long end = _dataStart;
        string before = "";
        foreach (SafetensorsEntry entry in sorted)
        {
            if (entry.ByteOffset < end)
                throw Bad(entry.ByteOffset, $"tensors '{before}' and '{entry.Name}' overlap", before, entry.Name);
            if (entry.ByteOffset > end && !_options.AllowHoles)
                throw Bad(end, Text($"{entry.ByteOffset - end} bytes before tensor '{entry.Name}' belong to no tensor"), entry.Name);
            (end, before) = (entry.ByteOffset + entry.ByteLength, entry.Name);
        }

        long trailing = _dataStart + _dataLength - end;
        return trailing == 0 || _options.AllowHoles ? sorted : throw Bad(end, Text($"{trailing} bytes after the last tensor belong to no tensor"));
    }

    /// <summary>Null where the product exceeds 63 bits; extents of 0 count as 1 in that test, so that strides can be computed too.</summary>
    private static long? ByteLength(ElementType element, long[] extents)
    {
        Int128 bytes = element.ByteSize();
        foreach (long extent in extents)
        {
            bytes *= Math.Max(1, extent);
            if (bytes > long.MaxValue) return null;
        }

        return extents.Contains(0) ? 0 : (long)bytes;
    }

    private JsonTokenType Next()
    {
        _reader.Read();
        return _reader.TokenType;
    }

    private readonly long Here => PrefixBytes + _reader.TokenStartIndex;

    private readonly string Found => _reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => _reader.ValueSpan.Length <= 32 ? System.Text.Encoding.UTF8.GetString(_reader.ValueSpan) : "a long number",
        _ => _reader.TokenType.ToString(),
    };

    private readonly string ReadText(int mostCharacters, string what)
    {
        // A character takes at most 6 bytes, as the escape \uXXXX.
        if (_reader.ValueSpan.Length > 6L * mostCharacters) throw Bad(Here, $"{what} is longer than {mostCharacters} characters");
        try
        {
            string text = _reader.GetString()!;
            return text.Length <= mostCharacters ? text : throw Bad(Here, $"{what} is longer than {mostCharacters} characters");
        }
        catch (InvalidOperationException error)
        {
            throw new SafetensorsFormatException(_fileName, Here, $"{what} is no valid Unicode text", default, error);
        }
    }

    private readonly SafetensorsFormatException Twice(string field, string name, long at) => Bad(at, $"tensor '{name}' has {field} twice", name);

    private readonly SafetensorsFormatException Bad(long at, string reason, params ReadOnlySpan<string> names) =>
        new(_fileName, at, reason, ValueList.Create(names));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
