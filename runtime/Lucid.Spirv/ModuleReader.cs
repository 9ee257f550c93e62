using System.Buffers.Binary;
using System.Collections.Immutable;
using Lucid.Spirv.Grammar;
using Lucid.Spirv.Reading;

namespace Lucid.Spirv;

/// <summary>
/// Reads a module and refuses what is not well formed: the header, every instruction's operands, the order of sections, functions and
/// blocks, and that each id is defined once, and before it is used where the standard wants it. It does not replace a validator: types
/// of operands and control flow are not checked.
/// </summary>
public static class ModuleReader
{
    /// <summary>No kernel comes near it; it bounds the memory that a hostile file can ask for.</summary>
    public const int MaxBytes = 1 << 22;

    /// <summary>SPIR-V §2.17: the bound of ids that every implementation takes.</summary>
    public const uint MaxIdBound = 0x3FFFFF;

    private const int HeaderWords = 5;

    /// <exception cref="SpirvFormatException">The bytes are not a well-formed module.</exception>
    public static SpirvModule Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes) throw new SpirvFormatException(null, $"the module has {bytes.Length} bytes, at most {MaxBytes} are read");
        if (bytes.Length % sizeof(uint) != 0) throw new SpirvFormatException(null, $"the module has {bytes.Length} bytes, which is not a whole number of words");
        uint[] words = new uint[bytes.Length / sizeof(uint)];
        for (int i = 0; i < words.Length; i++)
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * sizeof(uint))..]);

        SpirvVersion version = ReadHeader(words);
        List<Instruction> instructions = ReadInstructions(words, out ImmutableArray<Instruction> trailingLines);
        SpirvModule module = Arrange(instructions, words.Length) with
        {
            Version = version,
            Generator = words[2],
            IdBound = words[3],
            TrailingLines = trailingLines,
        };
        IdCheck.Run(module);
        return module;
    }

    private static SpirvVersion ReadHeader(uint[] words)
    {
        if (words.Length < HeaderWords) throw new SpirvFormatException(0, $"the module has {words.Length} words, its header alone needs {HeaderWords}");
        if (words[0] == BinaryPrimitives.ReverseEndianness(ModuleWriter.Magic)) throw new SpirvFormatException(0, "the module is big-endian; Vulkan takes little-endian ones");
        if (words[0] != ModuleWriter.Magic) throw new SpirvFormatException(0, $"the magic number is 0x{words[0]:x8}, not 0x{ModuleWriter.Magic:x8}");
        var version = new SpirvVersion((byte)(words[1] >> 16), (byte)(words[1] >> 8));
        if (version.Word != words[1] || version.Major != 1 || version.Minor > 6) throw new SpirvFormatException(1, $"the version is 0x{words[1]:x8}; 1.0 to 1.6 are known");
        if (words[3] is 0 or > MaxIdBound) throw new SpirvFormatException(3, $"the bound of ids is {words[3]}, 1 to {MaxIdBound} are possible");
        if (words[4] != 0) throw new SpirvFormatException(4, $"the schema is {words[4]}, the standard has only 0");
        return version;
    }

    private static List<Instruction> ReadInstructions(uint[] words, out ImmutableArray<Instruction> trailingLines)
    {
        var instructions = new List<Instruction>();
        var lines = ImmutableArray.CreateBuilder<Instruction>();
        for (int offset = HeaderWords; offset < words.Length;)
        {
            int count = (int)(words[offset] >> 16);
            var opcode = (Opcode)(ushort)words[offset];
            if (count == 0) throw new SpirvFormatException(offset, $"Op{opcode} has a word count of 0");
            if (count > words.Length - offset) throw new SpirvFormatException(offset, $"Op{opcode} has {count} words, but the module ends after {words.Length - offset}");
            ImmutableArray<uint> operands = [.. words.AsSpan(offset + 1, count - 1)];
            if (opcode is Opcode.Line or Opcode.NoLine)
            {
                lines.Add(new Instruction(opcode, operands, [], offset));
            }
            else
            {
                instructions.Add(new Instruction(opcode, operands, lines.ToImmutable(), offset));
                lines.Clear();
            }

            offset += count;
        }

        trailingLines = lines.ToImmutable();
        return instructions;
    }

    private static SpirvModule Arrange(List<Instruction> instructions, int end)
    {
        var sections = new ImmutableArray<Instruction>[(int)ModuleSection.Functions];
        int next = 0;
        for (var section = ModuleSection.Capabilities; section < ModuleSection.Functions; section++)
        {
            int start = next;
            while (next < instructions.Count && ModuleSections.Of(instructions[next].Opcode) == section) next++;
            sections[(int)section] = [.. instructions[start..next]];
        }

        foreach (Instruction global in sections[(int)ModuleSection.Globals])
        {
            if (!ModuleSections.MayBeGlobal(global.Opcode)) throw global.Fault($"Op{global.Opcode} stands outside a function");
        }

        ImmutableArray<Instruction> memoryModels = sections[(int)ModuleSection.MemoryModel];
        if (memoryModels.Length != 1)
            throw new SpirvFormatException(memoryModels.ElementAtOrDefault(1)?.WordOffset, $"the module has {memoryModels.Length} memory models, 1 is expected");

        return new SpirvModule
        {
            Version = default,
            Generator = 0,
            IdBound = 0,
            Capabilities = sections[(int)ModuleSection.Capabilities],
            Extensions = sections[(int)ModuleSection.Extensions],
            ExtendedInstructionSets = sections[(int)ModuleSection.ExtendedInstructionSets],
            MemoryModel = memoryModels[0],
            EntryPoints = sections[(int)ModuleSection.EntryPoints],
            ExecutionModes = sections[(int)ModuleSection.ExecutionModes],
            Sources = sections[(int)ModuleSection.Sources],
            Names = sections[(int)ModuleSection.Names],
            Processings = sections[(int)ModuleSection.Processings],
            Annotations = sections[(int)ModuleSection.Annotations],
            Globals = sections[(int)ModuleSection.Globals],
            Functions = FunctionReader.Read(instructions[next..], end),
        };
    }
}
