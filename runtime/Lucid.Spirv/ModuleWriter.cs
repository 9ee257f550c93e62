using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lucid.Spirv;

/// <summary>Writes a module as little-endian words. What was read and not edited comes out byte for byte.</summary>
public static class ModuleWriter
{
    internal const uint Magic = 0x07230203;

    private const int HeaderWords = 5;

    public static byte[] Write(SpirvModule module)
    {
        byte[] bytes = new byte[checked(Length(module) * sizeof(uint))];
        if (BitConverter.IsLittleEndian)
        {
            Write(module, MemoryMarshal.Cast<byte, uint>(bytes.AsSpan()));
            return bytes;
        }

        uint[] words = WriteWords(module);
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), words[i]);
        return bytes;
    }

    public static uint[] WriteWords(SpirvModule module)
    {
        uint[] words = new uint[Length(module)];
        Write(module, words);
        return words;
    }

    private static int Length(SpirvModule module)
    {
        int length = HeaderWords;
        foreach (Instruction instruction in module.Instructions) length = checked(length + instruction.Words.Length + 1);
        return length;
    }

    private static void Write(SpirvModule module, Span<uint> words)
    {
        ReadOnlySpan<uint> header = [Magic, module.Version.Word, module.Generator, module.IdBound, 0];
        header.CopyTo(words);
        int at = HeaderWords;
        foreach (Instruction instruction in module.Instructions)
        {
            words[at++] = ((uint)(instruction.Words.Length + 1) << 16) | (uint)instruction.Opcode;
            instruction.Words.AsSpan().CopyTo(words[at..]);
            at += instruction.Words.Length;
        }
    }
}
