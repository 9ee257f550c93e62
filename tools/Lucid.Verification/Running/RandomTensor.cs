using System.Text;

using Lucid.Tensors;

namespace Lucid.Verification.Running;

/// <summary>Tensors of seeded normal numbers, for inputs that nobody gave: the same for a seed and a name on every machine.</summary>
public static class RandomTensor
{
    /// <summary>
    /// Floats are normal with mean 0 and deviation 1; integers are those times 4, rounded; booleans say whether they are positive.
    /// Generator: SplitMix64 (Steele, Lea, Flood 2014), begun at the seed mixed with the FNV-1a hash of the name; Box and Muller's transform.
    /// </summary>
    public static HostTensor Normal(long seed, string name, TensorType type)
    {
        Shape shape = type.Shape.ToShape();
        double[] values = new double[shape.ElementCount];
        ulong state = unchecked((ulong)seed * 0x9E3779B97F4A7C15) ^ Hash(name);
        for (int i = 0; i < values.Length; i += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - Uniform(ref state)));
            (double sin, double cos) = Math.SinCos(2 * Math.PI * Uniform(ref state));
            values[i] = radius * cos;
            if (i + 1 < values.Length) values[i + 1] = radius * sin;
        }

        if (type.Element.IsFloat()) return HostTensor.FromDoubles(type.Element, shape, values);
        bool isSigned = type.Element is ElementType.I8 or ElementType.I16 or ElementType.I32 or ElementType.I64;
        return HostTensor.FromInt64s(type.Element, shape, Array.ConvertAll(values, value =>
            type.Element == ElementType.Bool ? (value > 0 ? 1 : 0) : (long)Math.Round(4 * (isSigned ? value : Math.Abs(value)))));
    }

    // In [0, 1), 53 bits.
    private static double Uniform(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }

    private static ulong Hash(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name)) hash = unchecked((hash ^ b) * 0x100000001B3);
        return hash;
    }
}
