namespace Lucid.Compiler.Passes;

/// <summary>Positions of a small box in row-major order: kernel elements, phases.</summary>
internal sealed record Grid(long[] Extents)
{
    public long Count => Extents.Aggregate(1L, (product, extent) => checked(product * extent));

    /// <summary>The position with a given number.</summary>
    public long[] At(long index)
    {
        long[] at = new long[Extents.Length];
        for (int axis = at.Length - 1; axis >= 0; axis--) (index, at[axis]) = Math.DivRem(index, Extents[axis]);
        return at;
    }

    /// <summary>The number of a position.</summary>
    public long IndexOf(long[] at)
    {
        long index = 0;
        for (int axis = 0; axis < at.Length; axis++) index = (index * Extents[axis]) + at[axis];
        return index;
    }
}
