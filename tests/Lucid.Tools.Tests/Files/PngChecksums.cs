using System.Buffers.Binary;

namespace Lucid.Tools.Tests.Files;

/// <summary>Makes the checksums of a damaged PNG right again, as far as its chunks can be told apart. Bit by bit, unlike the reader's table.</summary>
internal static class PngChecksums
{
    public static byte[] Repaired(byte[] bytes)
    {
        byte[] repaired = [.. bytes];
        long at = 8;
        while (at + 12 <= repaired.Length)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(repaired.AsSpan((int)at));
            if (length > repaired.Length - at - 12) break;
            uint checksum = Crc(repaired.AsSpan((int)at + 4, (int)length + 4));
            BinaryPrimitives.WriteUInt32BigEndian(repaired.AsSpan((int)(at + 8 + length)), checksum);
            at += 12 + length;
        }

        return repaired;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint state = uint.MaxValue;
        foreach (byte value in bytes)
        {
            state ^= value;
            for (int bit = 0; bit < 8; bit++) state = (state >> 1) ^ ((state & 1) * 0xEDB88320u);
        }

        return ~state;
    }
}
