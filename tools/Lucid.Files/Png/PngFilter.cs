namespace Lucid.Files.Png;

/// <summary>
/// The five filters of a row (PNG, clause 9). With a the byte of the pixel on the left, b the one above, c the one above left, a filtered byte is
/// x - {0, a, b, ⌊(a+b)/2⌋, paeth(a,b,c)} modulo 256.
/// </summary>
internal static class PngFilter
{
    public const int Count = 5;

    /// <summary>Undoes a filter in place; <paramref name="above"/> is the row before, already undone, or zeros.</summary>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        for (int i = 0; i < row.Length && filter != 0; i++)
        {
            int a = i >= distance ? row[i - distance] : 0;
            int c = i >= distance ? above[i - distance] : 0;
            row[i] += (byte)Prediction(filter, a, above[i], c);
        }
    }

    /// <summary>Applies a filter; returns the sum of the result's bytes taken as signed magnitudes, small where it compresses well.</summary>
    public static long Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> filtered)
    {
        long cost = 0;
        for (int i = 0; i < row.Length; i++)
        {
            int a = i >= distance ? row[i - distance] : 0;
            int c = i >= distance ? above[i - distance] : 0;
            byte value = (byte)(row[i] - Prediction(filter, a, above[i], c));
            filtered[i] = value;
            cost += value < 128 ? value : 256 - value;
        }

        return cost;
    }

    private static int Prediction(int filter, int a, int b, int c) => filter switch
    {
        0 => 0,
        1 => a,
        2 => b,
        3 => (a + b) / 2,
        _ => Paeth(a, b, c),
    };

    // The neighbour nearest to a + b - c; ties go to a, then b.
    private static int Paeth(int a, int b, int c)
    {
        (int toA, int toB, int toC) = (Math.Abs(b - c), Math.Abs(a - c), Math.Abs(a + b - c - c));
        return toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
    }
}
