namespace Lucid.Files.Png;

/// <summary>CRC-32 as PNG uses it: polynomial 0xEDB88320 reflected, all ones before and after (PNG, annex D).</summary>
internal static class PngChecksum
{
    private static readonly uint[] Table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content) => ~Update(Update(uint.MaxValue, type), content);

    private static uint Update(uint state, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes) state = Table[(byte)(state ^ value)] ^ (state >> 8);
        return state;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? 0xEDB88320u ^ (value >> 1) : value >> 1;
            table[i] = value;
        }

        return table;
    }
}
