using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv;

/// <summary>
/// One instruction: its opcode and the words after the first, which the grammar divides into operands. An instruction that exists is well formed;
/// one whose opcode is unknown is only words. It has identity, not value.
/// </summary>
public sealed class Instruction
{
    private readonly ImmutableArray<Operand> _operands;
    private Id[]? _possibleUses;

    public Instruction(Opcode opcode, params ReadOnlySpan<uint> words)
        : this(opcode, [.. words], [], null)
    {
    }

    internal Instruction(Opcode opcode, ImmutableArray<uint> words, ImmutableArray<Instruction> lines, int? wordOffset)
    {
        // SPIR-V §2.3: the word count, first word included, has 16 bits.
        if (words.Length >= ushort.MaxValue) throw new SpirvFormatException(wordOffset, $"Op{opcode} has {words.Length + 1} words, at most 65535 are possible");
        Opcode = opcode;
        Words = words;
        Lines = lines;
        WordOffset = wordOffset;
        InstructionGrammar? grammar = InstructionTable.Find(opcode);
        IsKnown = grammar is not null;
        _operands = OperandParser.Parse(grammar, opcode, words.AsSpan(), wordOffset);
        foreach (Operand operand in _operands)
        {
            if (operand.Kind == OperandKind.ResultType) ResultType = new Id(words[operand.Start]);
            if (operand.Kind == OperandKind.Result) Result = new Id(words[operand.Start]);
        }
    }

    public Opcode Opcode { get; }

    /// <summary>The words after the first.</summary>
    public ImmutableArray<uint> Words { get; }

    /// <summary>The OpLine and OpNoLine that stand directly before this instruction: they share its fate.</summary>
    public ImmutableArray<Instruction> Lines { get; }

    /// <summary>Where the instruction stood in the module it was read from; null if it was made.</summary>
    public int? WordOffset { get; }

    public Id? ResultType { get; }

    public Id? Result { get; }

    /// <summary>False if the opcode is not in our tables: what it defines and uses is then unknown.</summary>
    public bool IsKnown { get; }

    internal ImmutableArray<Operand> Operands => _operands;

    /// <summary>The ids that are used: the result type and every id operand, in order.</summary>
    public IEnumerable<Id> Uses =>
        from operand in _operands
        where operand.Kind is OperandKind.ResultType or OperandKind.Id
        select IdAt(operand.Start);

    /// <summary>The ids that are used, and every word of which nothing is known: it may be one.</summary>
    /// <remarks>Found once, for modules share instructions; two threads would find the same.</remarks>
    public IReadOnlyList<Id> PossibleUses => _possibleUses ??=
        [.. _operands.Where(operand => operand.Kind is OperandKind.ResultType or OperandKind.Id or OperandKind.Raw).Select(operand => IdAt(operand.Start))];

    public Id IdAt(int word) => new(Words[word]);

    /// <summary>The string that starts at a word, without its terminating zero.</summary>
    public string StringAt(int word)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(Words.AsSpan()[word..]);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>The words of a string literal (SPIR-V §2.2.1): UTF-8, a zero, padding.</summary>
    public static uint[] EncodeString(string text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        uint[] words = new uint[(bytes / 4) + 1];
        Encoding.UTF8.GetBytes(text, MemoryMarshal.AsBytes(words.AsSpan()));
        return words;
    }

    /// <summary>The same instruction with one word changed.</summary>
    public Instruction With(int word, uint value) => WithWords(Words.SetItem(word, value));

    /// <summary>The same opcode with other words after the first.</summary>
    public Instruction WithWords(ImmutableArray<uint> words) => new(Opcode, words, Lines, WordOffset);

    /// <summary>Another opcode in the same place.</summary>
    internal Instruction Replace(Opcode opcode, params ReadOnlySpan<uint> words) => new(opcode, [.. words], Lines, WordOffset);

    internal SpirvFormatException Fault(string message) => new(WordOffset, message);
}
