using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Lucid.Spirv;

/// <summary>
/// A SPIR-V module as its logical layout (SPIR-V §2.4): the order of the sections is the order of the fields, so that a module
/// cannot be written out of order. Immutable; edits make a new one.
/// </summary>
public sealed record SpirvModule
{
    private const uint Magic = 0x07230203;
    private const int HeaderWords = 5;

    // More than any shader needs, small enough that a hostile file cannot exhaust memory.
    private const int MaxWords = 1 << 22;
    private const uint MaxBound = 1 << 22;

    /// <summary>Version word, as 0x00010300 for 1.3.</summary>
    public required uint Version { get; init; }

    /// <summary>The generator's magic number.</summary>
    public required uint Generator { get; init; }

    /// <summary>All ids are below it.</summary>
    public required uint Bound { get; init; }

    /// <summary>Capabilities, extensions, imports and the memory model.</summary>
    public required ImmutableArray<Instruction> Preamble { get; init; }

    /// <summary>Entry points.</summary>
    public required ImmutableArray<Instruction> EntryPoints { get; init; }

    /// <summary>Execution modes.</summary>
    public required ImmutableArray<Instruction> ExecutionModes { get; init; }

    /// <summary>Strings, sources and names.</summary>
    public required ImmutableArray<Instruction> Debug { get; init; }

    /// <summary>Decorations.</summary>
    public required ImmutableArray<Instruction> Annotations { get; init; }

    /// <summary>Types, constants and module-scope variables.</summary>
    public required ImmutableArray<Instruction> Globals { get; init; }

    /// <summary>Functions, each from OpFunction to OpFunctionEnd.</summary>
    public required ImmutableArray<ImmutableArray<Instruction>> Functions { get; init; }

    /// <summary>Reads little-endian words.</summary>
    /// <exception cref="SpirvFormatException">They are no module.</exception>
    public static SpirvModule Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % 4 != 0) throw new SpirvFormatException($"{bytes.Length} bytes are no whole number of words", bytes.Length / 4);
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
        if (words.Length is < HeaderWords or > MaxWords) throw new SpirvFormatException($"a module has {HeaderWords} to {MaxWords} words, found {words.Length}", 0);
        if (words[0] != Magic) throw new SpirvFormatException($"expected the magic number {Magic:x8}, found {words[0]:x8}", 0);
        if (words[3] is 0 or > MaxBound) throw new SpirvFormatException($"the id bound {words[3]} is not within 1..{MaxBound}", 3);
        SectionReader sections = new();
        for (int at = HeaderWords; at < words.Length;)
        {
            int count = (int)(words[at] >> 16);
            if (count == 0 || count > words.Length - at) throw new SpirvFormatException($"an instruction of {count} words does not fit the {words.Length - at} that are left", at);
            sections.Add(new Instruction((Op)(words[at] & 0xFFFF), [.. words.Slice(at + 1, count - 1)]), at);
            at += count;
        }

        return sections.ToModule(words[1], words[2], words[3], words.Length);
    }

    /// <summary>The module as little-endian words; byte for byte what was read if nothing was changed.</summary>
    public byte[] ToBytes()
    {
        List<uint> words = [Magic, Version, Generator, Bound, 0];
        foreach (Instruction instruction in Instructions())
        {
            words.Add(((uint)(instruction.Words.Length + 1) << 16) | (uint)instruction.Op);
            words.AddRange(instruction.Words);
        }

        return MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(words)).ToArray();
    }

    /// <summary>All instructions in order.</summary>
    public IEnumerable<Instruction> Instructions() =>
        [.. Preamble, .. EntryPoints, .. ExecutionModes, .. Debug, .. Annotations, .. Globals, .. Functions.SelectMany(f => f)];

    /// <summary>The id that carries a debug name.</summary>
    /// <exception cref="KeyNotFoundException">No id does.</exception>
    public uint IdNamed(string name)
    {
        foreach (Instruction instruction in Debug)
        {
            if (instruction.Op == Op.Name && instruction.StringAt(1).Text == name) return instruction.Words[0];
        }

        throw new KeyNotFoundException($"the module names nothing '{name}'");
    }

    /// <summary>Gives a function a straight-line body that returns what <paramref name="write"/> returns.</summary>
    /// <param name="function">The function's debug name, as glslang makes it: <c>f(vf4;i1;</c>.</param>
    /// <param name="write">Writes the body and gives the value to return.</param>
    public SpirvModule ReplaceBody(string function, Func<FunctionBodyBuilder, SpirvValue> write)
    {
        uint id = IdNamed(function);
        int index = Functions.ToList().FindIndex(f => f[0].Result == id);
        if (index < 0) throw new KeyNotFoundException($"'{function}' is no function");
        FunctionBodyBuilder builder = new(this, Functions[index]);
        return builder.Finish(index, write(builder));
    }

    /// <summary>The module without what its entry points do not reach: functions, variables, types and constants with their names and decorations.</summary>
    public SpirvModule RemoveUnused() => UnusedRemover.Run(this);
}
