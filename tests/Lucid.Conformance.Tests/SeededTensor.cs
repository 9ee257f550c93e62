using Lucid.Tensors;

namespace Lucid.Conformance.Tests;

/// <summary>Tensors of seeded random numbers.</summary>
internal static class SeededTensor
{
    /// <summary>Floats spread evenly over [-2, 2).</summary>
    public static HostTensor Floats(Random random, params long[] extents)
    {
        Shape shape = new(extents);
        float[] values = new float[shape.ElementCount];
        for (int i = 0; i < values.Length; i++) values[i] = (float)((random.NextDouble() * 4) - 2);
        return HostTensor.Of(shape, values);
    }

    /// <summary>Integers of [low, high).</summary>
    public static HostTensor Integers(Random random, ElementType element, int low, int high, params long[] extents)
    {
        Shape shape = new(extents);
        long[] values = new long[shape.ElementCount];
        for (int i = 0; i < values.Length; i++) values[i] = random.Next(low, high);
        return HostTensor.FromInt64s(element, shape, values);
    }
}
