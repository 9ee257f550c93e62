using System.Buffers.Binary;

namespace Lucid.Spirv;

/// <summary>Writes a module as little-endian words. What was read and not edited comes out byte for byte.</summary>
public static class ModuleWriter
{
    internal const uint Magic = 0x07230203;

    public static byte[] Write(SpirvModule module)
    {
        uint[] words = WriteWords(module);
        byte[] bytes = new byte[checked(words.Length * sizeof(uint))];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), words[i]);
        return bytes;
    }

    public static uint[] WriteWords(SpirvModule module)
    {
        var words = new List<uint> { Magic, module.Version.Word, module.Generator, module.IdBound, 0 };
        foreach (Instruction instruction in module.Instructions)
        {
            words.Add(((uint)(instruction.Words.Length + 1) << 16) | (uint)instruction.Opcode);
            words.AddRange(instruction.Words.AsSpan());
        }

        return [.. words];
    }
}
