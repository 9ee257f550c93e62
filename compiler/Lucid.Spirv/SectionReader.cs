using System.Collections.Immutable;

namespace Lucid.Spirv;

/// <summary>Sorts a module's instructions into the sections of SPIR-V §2.4 and refuses an order that the layout does not allow.</summary>
internal sealed class SectionReader
{
    private readonly List<Instruction>[] _sections = [[], [], [], [], [], []];
    private readonly List<ImmutableArray<Instruction>> _functions = [];
    private List<Instruction>? _function;
    private int _section;

    public void Add(Instruction instruction, int wordOffset)
    {
        int minimum = MinimumWords(instruction.Op);
        if (instruction.Words.Length < minimum) throw new SpirvFormatException($"Op{instruction.Op} has {instruction.Words.Length} operands, expected at least {minimum}", wordOffset);
        if (_function is not null)
        {
            _function.Add(instruction);
            if (instruction.Op != Op.FunctionEnd) return;
            _functions.Add([.. _function]);
            _function = null;
            return;
        }

        if (instruction.Op == Op.Function)
        {
            _function = [instruction];
            _section = _sections.Length;
            return;
        }

        int section = SectionOf(instruction.Op);
        if (section < _section) throw new SpirvFormatException($"Op{instruction.Op} stands behind a later section", wordOffset);
        _section = section;
        _sections[section].Add(instruction);
    }

    public SpirvModule ToModule(uint version, uint generator, uint bound, int words)
    {
        if (_function is not null) throw new SpirvFormatException("the last function has no end", words);
        return new SpirvModule
        {
            Version = version, Generator = generator, Bound = bound,
            Preamble = [.. _sections[0]], EntryPoints = [.. _sections[1]], ExecutionModes = [.. _sections[2]],
            Debug = [.. _sections[3]], Annotations = [.. _sections[4]], Globals = [.. _sections[5]], Functions = [.. _functions],
        };
    }

    private static int SectionOf(Op op) => op switch
    {
        Op.Capability or Op.Extension or Op.ExtInstImport or Op.MemoryModel => 0,
        Op.EntryPoint => 1,
        Op.ExecutionMode => 2,
        Op.String or Op.Source or Op.SourceExtension or Op.Name or Op.MemberName or Op.ModuleProcessed => 3,
        Op.Decorate or Op.MemberDecorate => 4,
        _ => 5,
    };

    /// <summary>Words that the rest of the library reads without asking.</summary>
    private static int MinimumWords(Op op) => OperandLayout.Of(op) switch
    {
        { HasResultType: true } => 2,
        { HasResult: true } => 1,
        _ => op is Op.Name or Op.Decorate or Op.MemberDecorate or Op.MemberName ? 2 : op is Op.EntryPoint ? 3 : 0,
    };
}
