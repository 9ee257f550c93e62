using Lucid.Model;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>Closeness of a reference run to golden data: max|got - ref| / max|ref|. The interpreter works in float64, so the limit is tight.</summary>
internal static class Relative
{
    public static void Close(HostTensor expected, ReferenceTensor got, double limit, string what)
    {
        Assert.True(expected.Shape == got.Shape, $"{what}: got {got.Shape}, expected {expected.Shape}");
        double[] reference = expected.ToDoubles();
        double[] values = got.Element.IsFloat() ? got.Floats : Array.ConvertAll(got.Integers, value => (double)value);
        double largest = reference.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        double worst = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            if (reference[i].Equals(values[i])) continue;
            double error = Math.Abs(values[i] - reference[i]);
            Assert.False(double.IsNaN(error), $"{what}: element {i} is {values[i]}, expected {reference[i]}");
            worst = Math.Max(worst, error);
        }

        Assert.True(!got.Element.IsFloat() ? worst == 0 : worst <= limit * largest, $"{what}: relative error {worst / largest:E2}, at most {limit:E0} expected");
    }
}
