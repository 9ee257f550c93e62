namespace Lucid.Tensors;

/// <summary>Floats as strict programs store them (spec/numerics.md, section 1): one NaN, one zero, nothing subnormal.</summary>
public static class StoredFloats
{
    private const uint Nan = 0x7fc00000;
    private const uint Infinity = 0x7f800000;
    private const uint SmallestNormal = 0x00800000;

    /// <summary>Replaces the bits of each binary32 by those that are stored for it.</summary>
    public static void Canonicalise(Span<uint> bits)
    {
        foreach (ref uint word in bits)
        {
            uint magnitude = word & 0x7fffffff;
            if (magnitude > Infinity) word = Nan;
            else if (magnitude < SmallestNormal) word = 0;
        }
    }
}
