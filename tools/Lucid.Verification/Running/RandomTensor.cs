using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Verification.Running;

/// <summary>Tensors of seeded normal numbers, for inputs that nobody gave: the same for a seed and a name on every machine.</summary>
public static class RandomTensor
{
    /// <summary>
    /// Floats are normal with mean 0 and deviation 1; integers are those times 4, rounded; booleans say whether they are positive.
    /// <see cref="SeededBits"/> through Box and Muller's transform.
    /// </summary>
    public static HostTensor Normal(long seed, string name, TensorType type)
    {
        Shape shape = type.Shape.ToShape();
        double[] values = new double[shape.ElementCount];
        SeededBits bits = new(seed, name);
        for (int i = 0; i < values.Length; i += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - Uniform(ref bits)));
            (double sin, double cos) = Math.SinCos(2 * Math.PI * Uniform(ref bits));
            values[i] = radius * cos;
            if (i + 1 < values.Length) values[i + 1] = radius * sin;
        }

        if (type.Element.IsFloat()) return HostTensor.FromDoubles(type.Element, shape, values);
        bool isSigned = type.Element is ElementType.I8 or ElementType.I16 or ElementType.I32 or ElementType.I64;
        return HostTensor.FromInt64s(type.Element, shape, Array.ConvertAll(values, value =>
            type.Element == ElementType.Bool ? (value > 0 ? 1 : 0) : (long)Math.Round(4 * (isSigned ? value : Math.Abs(value)))));
    }

    // In [0, 1), 53 bits.
    private static double Uniform(ref SeededBits bits) => (bits.Next() >> 11) * (1.0 / (1UL << 53));
}
