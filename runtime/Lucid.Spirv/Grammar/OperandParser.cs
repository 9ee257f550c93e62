using System.Collections.Immutable;

namespace Lucid.Spirv.Grammar;

/// <summary>Divides an instruction's words into operands, refusing what the instruction tables do not allow.</summary>
internal ref struct OperandParser
{
    private readonly Opcode _opcode;
    private readonly ReadOnlySpan<uint> _words;
    private readonly int? _wordOffset;
    private readonly ImmutableArray<Operand>.Builder _operands = ImmutableArray.CreateBuilder<Operand>();
    private int _next;

    private OperandParser(Opcode opcode, ReadOnlySpan<uint> words, int? wordOffset)
    {
        _opcode = opcode;
        _words = words;
        _wordOffset = wordOffset;
    }

    public static ImmutableArray<Operand> Parse(InstructionGrammar? grammar, Opcode opcode, ReadOnlySpan<uint> words, int? wordOffset)
    {
        if (grammar is not null && grammar.Fixed.Length == words.Length && grammar.IsFixed && !words.Contains(0u)) return grammar.Fixed;
        var parser = new OperandParser(opcode, words, wordOffset);
        if (grammar is not null)
        {
            parser.ParseAll(grammar.Operands.AsSpan());
            if (parser._next < words.Length) throw parser.Fault($"Op{opcode} has {words.Length - parser._next} words too many");
        }
        else
        {
            parser.TakeRaw();
        }

        return parser._operands.DrainToImmutable();
    }

    private void ParseAll(ReadOnlySpan<OperandPattern> patterns)
    {
        foreach (OperandPattern pattern in patterns)
        {
            switch (pattern.Repetition)
            {
                case Repetition.Once:
                    ParseOne(pattern);
                    break;
                case Repetition.AtMostOnce:
                    if (_next < _words.Length) ParseOne(pattern);
                    break;
                case Repetition.AnyNumber:
                    while (_next < _words.Length) ParseGroupOrOne(pattern);
                    break;
            }
        }
    }

    private void ParseGroupOrOne(OperandPattern pattern)
    {
        if (pattern.Group.IsEmpty)
            ParseOne(pattern);
        else
            ParseAll(pattern.Group.AsSpan());
    }

    private void ParseOne(OperandPattern pattern)
    {
        if (_next >= _words.Length) throw Fault($"Op{_opcode} ends before its {Describe(pattern)}");
        switch (pattern.Kind)
        {
            case OperandKind.String:
                Take(pattern, StringLength());
                break;
            case OperandKind.Number:
                int count = _words.Length - _next;
                if (count > 2) throw Fault($"Op{_opcode} has a literal of {count} words, at most 2 are expected");
                Take(pattern, count);
                break;
            case OperandKind.NestedOpcode:
                ParseNested(pattern);
                break;
            case OperandKind.Enumerant:
                ParseEnumerant(pattern);
                break;
            case OperandKind.ResultType or OperandKind.Result or OperandKind.Id:
                if (_words[_next] == 0) throw Fault($"Op{_opcode} has id 0 as its {Describe(pattern)}");
                Take(pattern, 1);
                break;
            default:
                Take(pattern, 1);
                break;
        }
    }

    private void ParseEnumerant(OperandPattern pattern)
    {
        uint value = _words[_next];
        Take(pattern, 1);
        if (pattern.Enumeration!.Following(value) is { } following)
            ParseAll(following.AsSpan());
        else
            TakeRaw();
    }

    private void ParseNested(OperandPattern pattern)
    {
        var nested = (Opcode)checked((ushort)Math.Min(_words[_next], ushort.MaxValue));
        Take(pattern, 1);
        if (nested == Opcode.SpecConstantOp) throw Fault("OpSpecConstantOp cannot nest in itself");
        if (InstructionTable.Find(nested) is { HasResultType: true } grammar)
            ParseAll(grammar.Operands.AsSpan()[2..]);
        else
            TakeRaw();
    }

    private void TakeRaw()
    {
        while (_next < _words.Length) Take(OperandPattern.Of(OperandKind.Raw), 1);
    }

    private void Take(OperandPattern pattern, int count)
    {
        _operands.Add(new Operand(pattern.Kind, _next, count, pattern.Enumeration));
        _next += count;
    }

    private readonly int StringLength()
    {
        for (int i = _next; i < _words.Length; i++)
        {
            if (_words[i] >> 24 == 0) return i - _next + 1;
        }

        throw Fault($"Op{_opcode} has a string without a terminating zero");
    }

    private static string Describe(OperandPattern pattern) => pattern.Enumeration?.Name ?? pattern.Kind.ToString();

    private readonly SpirvFormatException Fault(string message) => new(_wordOffset, message);
}
