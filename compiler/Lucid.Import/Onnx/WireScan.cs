using System.Globalization;
using System.Text.Unicode;

using Google.Protobuf.Reflection;

namespace Lucid.Import.Onnx;

/// <summary>
/// Walks the bytes of a protobuf message along its schema before they are parsed, so that a damaged file is refused with its field path
/// and byte offset, and a hostile one before it costs memory: a two-byte empty message becomes an object of a hundred bytes.
/// </summary>
internal ref struct WireScan
{
    /// <summary>Messages and strings in one file. The largest public models have some hundred thousand.</summary>
    public const long MaxItems = 4_000_000;

    /// <summary>Numbers stored one varint each in one file; bulk data is stored raw.</summary>
    public const long MaxVarints = 256L << 20;

    /// <summary>Nesting of messages: a graph in an attribute of a node takes three levels.</summary>
    public const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _source;
    private readonly List<(FieldDescriptor? Field, int Number, int Index)> _path = [];
    private long _items;
    private long _varints;

    private WireScan(ReadOnlySpan<byte> bytes, string source)
    {
        _bytes = bytes;
        _source = source;
    }

    /// <exception cref="OnnxFormatException">The bytes are no message of the schema, or exceed the limits.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, MessageDescriptor schema, string source)
    {
        WireScan scan = new(bytes, source);
        scan.Message(schema, 0, bytes.Length);
    }

    private void Message(MessageDescriptor schema, int at, int end)
    {
        if (_path.Count > MaxDepth) throw Bad(at, $"messages nest deeper than {MaxDepth}");
        Count(at);
        Dictionary<int, int>? indices = null;
        while (at < end)
        {
            int start = at;
            ulong tag = Varint(ref at, end);
            int wire = (int)(tag & 7);
            if (tag >> 3 is 0 or > 0x1FFF_FFFF) throw Bad(start, $"field number {tag >> 3} does not exist in protobuf");
            int number = (int)(tag >> 3);
            FieldDescriptor? field = schema.FindFieldByNumber(number);
            _path.Add((field, number, field is { IsRepeated: true } ? Next(ref indices, number) : -1));
            Value(field, wire, start, ref at, end);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void Value(FieldDescriptor? field, int wire, int start, ref int at, int end)
    {
        if (field is not null && !Fits(field, wire))
            throw Bad(start, string.Create(CultureInfo.InvariantCulture, $"wire type {wire} is not that of the field"));
        switch (wire)
        {
            case 0:
                Varint(ref at, end);
                CountNumbers(start, 1);
                break;
            case 1:
                Skip(ref at, end, 8);
                break;
            case 5:
                Skip(ref at, end, 4);
                break;
            case 2:
                ulong length = Varint(ref at, end);
                if (length > (ulong)(end - at)) throw Bad(start, $"{length} bytes announced, {end - at} left");
                Content(field, at, at + (int)length);
                at += (int)length;
                break;
            default:
                throw Bad(start, string.Create(CultureInfo.InvariantCulture, $"wire type {wire} is not used by ONNX"));
        }
    }

    private void Content(FieldDescriptor? field, int at, int end)
    {
        switch (field?.FieldType)
        {
            case FieldType.Message:
                Message(field.MessageType, at, end);
                break;
            case FieldType.String:
                if (!Utf8.IsValid(_bytes[at..end])) throw Bad(at, "the text is not UTF-8");
                Count(at);
                break;
            case FieldType.Bytes:
                Count(at);
                break;
            case FieldType.Float:
                if ((end - at) % 4 != 0) throw Bad(at, $"{end - at} bytes are no whole number of float32");
                break;
            case FieldType.Double:
                if ((end - at) % 8 != 0) throw Bad(at, $"{end - at} bytes are no whole number of float64");
                break;
            case not null:
                CountNumbers(at, end - at);
                while (at < end) Varint(ref at, end);
                break;
        }
    }

    private static bool Fits(FieldDescriptor field, int wire)
    {
        int own = field.FieldType switch
        {
            FieldType.Message or FieldType.String or FieldType.Bytes => 2,
            FieldType.Float => 5,
            FieldType.Double => 1,
            _ => 0,
        };
        // Repeated numbers may be packed into one length-delimited field.
        return wire == own || (wire == 2 && field.IsRepeated);
    }

    /// <summary>How many entries of a repeated field came before.</summary>
    private static int Next(ref Dictionary<int, int>? indices, int number)
    {
        indices ??= [];
        int index = indices.GetValueOrDefault(number);
        indices[number] = index + 1;
        return index;
    }

    private static string Segment(FieldDescriptor? field, int number, int index)
    {
        if (field is null) return string.Create(CultureInfo.InvariantCulture, $"field {number}");
        return index < 0 ? field.Name : string.Create(CultureInfo.InvariantCulture, $"{field.Name}[{index}]");
    }

    private ulong Varint(ref int at, int end)
    {
        ulong value = 0;
        for (int shift = 0, i = at; shift < 70; shift += 7, i++)
        {
            if (i >= end) throw Bad(at, "a number is cut off");
            byte next = _bytes[i];
            value |= shift < 64 ? (ulong)(next & 0x7F) << shift : 0;
            if ((next & 0x80) != 0) continue;
            at = i + 1;
            return value;
        }

        throw Bad(at, "a number has more than ten bytes");
    }

    private readonly void Skip(ref int at, int end, int size)
    {
        if (end - at < size) throw Bad(at, $"{size} bytes expected, {end - at} left");
        at += size;
    }

    private void Count(int at)
    {
        if (++_items > MaxItems) throw Bad(at, $"more than {MaxItems} messages and texts");
    }

    private void CountNumbers(int at, int count)
    {
        _varints += count;
        if (_varints > MaxVarints) throw Bad(at, $"more than {MaxVarints} bytes of numbers stored one by one");
    }

    private readonly OnnxFormatException Bad(int at, string problem)
    {
        string path = string.Join(".", _path.Select(step => Segment(step.Field, step.Number, step.Index)));
        return new(_source, string.Create(CultureInfo.InvariantCulture, $"byte {at}{(path.Length == 0 ? string.Empty : ", ")}{path}"), problem);
    }
}
