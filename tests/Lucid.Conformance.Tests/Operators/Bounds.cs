using Lucid.Tensors;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Comparison with a bound of its own for every element.</summary>
internal static class Bounds
{
    /// <summary>Fails where an element lies farther from its reference than the bound at its place; NaN and infinities agree.</summary>
    public static void CheckWithin(HostTensor reference, HostTensor got, Func<int, double> bound, string? what = null)
    {
        Assert.Equal(reference.Type, got.Type);
        (double[] expected, double[] actual) = (reference.ToDoubles(), got.ToDoubles());
        for (int i = 0; i < expected.Length; i++)
        {
            bool agrees = double.IsFinite(expected[i]) ? Math.Abs(actual[i] - expected[i]) <= bound(i) : actual[i].Equals(expected[i]);
            Assert.True(agrees, $"{what}: element {i} of {reference}: got {actual[i]:G9}, expected {expected[i]:G9} within {bound(i):G3}");
        }
    }
}
