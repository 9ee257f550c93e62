using Lucid.Tensors;

namespace Lucid.Packaging.Goldens;

/// <summary>
/// The numbers that a package stores as a seed (spec/package-format.md, section 10.1). Whole numbers and one rounded division make them, so that they
/// have the same bits on every machine; no function of a C library is asked.
/// </summary>
public static class SeededNumbers
{
    // Four uniform numbers of 16 bits: mean 131070, deviation 65536·√(4/12).
    private const long Mean = 131_070;
    private const double Deviation = 37_837;

    /// <summary>The data of an input, or of a weight: nearly normal with mean 0 and deviation 1; integers with deviation 4, not negative where unsigned; booleans 0 or 1.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="name">What it is for: each name has numbers of its own.</param>
    /// <param name="element">The element type.</param>
    /// <param name="shape">The extents.</param>
    public static HostTensor Of(long seed, string name, ElementType element, Shape shape)
    {
        SeededBits bits = new(seed, name);
        int count = checked((int)shape.ElementCount);
        if (element.IsFloat())
        {
            double[] floats = new double[count];
            for (int i = 0; i < count; i++) floats[i] = (float)(Next(ref bits) / Deviation);
            return HostTensor.FromDoubles(element, shape, floats);
        }

        long[] integers = new long[count];
        bool isSigned = element is ElementType.I8 or ElementType.I16 or ElementType.I32 or ElementType.I64;
        for (int i = 0; i < count; i++)
        {
            long next = Next(ref bits);
            long small = next / 9459; // a quarter of the deviation
            integers[i] = element == ElementType.Bool ? (next > 0 ? 1 : 0) : isSigned ? small : Math.Abs(small);
        }

        return HostTensor.FromInt64s(element, shape, integers);
    }

    // The sum of the four 16-bit parts of a draw, less its mean.
    private static long Next(ref SeededBits bits)
    {
        ulong z = bits.Next();
        return (long)((z & 0xFFFF) + ((z >> 16) & 0xFFFF) + ((z >> 32) & 0xFFFF) + (z >> 48)) - Mean;
    }
}
