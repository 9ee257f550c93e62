using System.Collections.Immutable;
using System.Globalization;

namespace Lucid.Planning;

/// <summary>
/// Reads the public static-allocation CSV form: a header naming the columns <c>id,lower,upper,size</c> and optionally
/// <c>offset</c> and <c>alignment</c>, in any order, then one buffer a line, lifetimes half-open. Bounded in line length and in
/// number of lines, so that no file can exhaust memory; any fault is a <see cref="ProblemFormatException"/> with its line.
/// </summary>
public sealed class ProblemReader
{
    public const int MaxLineLength = 4096;
    public const int MaxBuffers = 1_000_000;

    private static readonly string[] Columns = ["id", "lower", "upper", "size", "offset", "alignment"];
    private static readonly int RequiredColumns = 4;

    private readonly TextReader _reader;
    private readonly string _source;
    private readonly char[] _line = new char[MaxLineLength];
    private long _lineNumber;

    private ProblemReader(TextReader reader, string source) => (_reader, _source) = (reader, source);

    /// <param name="reader">The text; read to its end, not closed.</param>
    /// <param name="source">The name to call it by in error messages.</param>
    public static ProblemDocument Read(TextReader reader, string source) => new ProblemReader(reader, source).ReadAll();

    private ProblemDocument ReadAll()
    {
        string header = NextLine() ?? throw Fault("the file is empty; expected the header id,lower,upper,size[,offset]");
        int[] fieldOf = ReadHeader(header.TrimStart('\uFEFF'), out int fieldCount);
        bool hasOffsets = fieldOf[4] >= 0;

        var buffers = new List<BufferLifetime>();
        var offsets = ImmutableArray.CreateBuilder<long>();
        var lineOfId = new Dictionary<string, long>(StringComparer.Ordinal);
        while (NextLine() is string line)
        {
            if (line.Length == 0)
                continue;
            if (buffers.Count == MaxBuffers)
                throw Fault(Text($"more than {MaxBuffers} buffers"));
            string[] fields = line.Split(',');
            if (fields.Length != fieldCount)
                throw Fault(Text($"found {fields.Length} fields, expected {fieldCount} as in the header"));

            BufferLifetime buffer = new(
                fields[fieldOf[0]].Trim(),
                Number(fields, fieldOf, 1),
                Number(fields, fieldOf, 2),
                Number(fields, fieldOf, 3),
                fieldOf[5] >= 0 ? Number(fields, fieldOf, 5) : 1);
            if (buffer.Id.Length == 0)
                throw Fault("the id is empty");
            if (!lineOfId.TryAdd(buffer.Id, _lineNumber))
                throw Fault(Text($"the id '{buffer.Id}' was already used in line {lineOfId[buffer.Id]}"));
            if (MemoryProblem.FaultOf(buffer) is string fault)
                throw Fault(fault);
            buffers.Add(buffer);
            if (hasOffsets)
                offsets.Add(Number(fields, fieldOf, 4));
        }

        try
        {
            return new ProblemDocument(new MemoryProblem(buffers), hasOffsets ? offsets.ToImmutable() : null);
        }
        catch (ArgumentException sum)
        {
            throw Fault(sum.Message); // Only the sum over all lines can still be too large.
        }
    }

    // For each known column its field number, or -1.
    private int[] ReadHeader(string header, out int fieldCount)
    {
        string[] names = header.Split(',');
        fieldCount = names.Length;
        int[] fieldOf = new int[Columns.Length];
        Array.Fill(fieldOf, -1);
        for (int field = 0; field < names.Length; field++)
        {
            int column = Array.IndexOf(Columns, names[field].Trim());
            if (column < 0)
                throw Fault($"unknown column '{names[field].Trim()}'; expected {string.Join(',', Columns)} (offset and alignment are optional)");
            if (fieldOf[column] >= 0)
                throw Fault($"the column '{Columns[column]}' appears twice");
            fieldOf[column] = field;
        }

        for (int column = 0; column < RequiredColumns; column++)
        {
            if (fieldOf[column] < 0)
                throw Fault($"the column '{Columns[column]}' is missing; found '{header}', expected id,lower,upper,size[,offset]");
        }

        return fieldOf;
    }

    private long Number(string[] fields, int[] fieldOf, int column)
    {
        string text = fields[fieldOf[column]];
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        return long.TryParse(text, Style, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Fault($"{Columns[column]}: found '{text}', expected a 64-bit integer");
    }

    // Without its line end, which is \n, \r\n or \r; null after the last line.
    private string? NextLine()
    {
        _lineNumber++;
        int length = 0;
        for (int next = _reader.Read(); ; next = _reader.Read())
        {
            if (next < 0)
                return length == 0 ? null : new string(_line, 0, length);
            if (next is '\n' or '\r')
            {
                if (next == '\r' && _reader.Peek() == '\n')
                    _reader.Read();
                return new string(_line, 0, length);
            }

            if (length == MaxLineLength)
                throw Fault(Text($"the line is longer than {MaxLineLength} characters"));
            _line[length++] = (char)next;
        }
    }

    private ProblemFormatException Fault(string fault) => new(_source, _lineNumber, fault);

    private static string Text(FormattableString message) => message.ToString(CultureInfo.InvariantCulture);
}
