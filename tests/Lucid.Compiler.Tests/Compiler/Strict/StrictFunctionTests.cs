using System.Globalization;

using Lucid.Compiler.Strict;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler.Strict;

/// <summary>The contract's functions against float64: the errors that spec/numerics.md states.</summary>
public sealed class StrictFunctionTests
{
    private const int Seed = 20260709;
    private const int Count = 200_000;

    [Fact]
    public void Quotients_and_roots_are_rounded_exactly()
    {
        Random random = new(Seed);
        for (int i = 0; i < Count; i++)
        {
            (float x, float y) = (Number(random, -60, 60), Number(random, -60, 60));
            // A float64 quotient of two floats is far enough from every midpoint.
            Assert.Equal((float)((double)x / y), StrictArithmetic.Divide(x, y));
            Assert.Equal((float)Math.Sqrt(MathF.Abs(x)), StrictArithmetic.SquareRoot(MathF.Abs(x)));
        }
    }

    [Theory]
    [InlineData(0f, -0f, float.NaN)]
    [InlineData(1f, -0f, float.PositiveInfinity)]
    [InlineData(-1f, 0f, float.NegativeInfinity)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity, float.NaN)]
    [InlineData(1f, float.NegativeInfinity, 0f)]
    [InlineData(1.17549435e-38f, 2f, 0f)]
    [InlineData(1.17549435e-38f, 1.5f, 0f)]
    [InlineData(1.1754945e-38f, 1.0000001f, 1.17549435e-38f)]
    [InlineData(3e38f, 0.5f, float.PositiveInfinity)]
    [InlineData(1e-40f, 1e-40f, float.NaN)]
    public void Quotients_at_the_edges(float x, float y, float expected) => Assert.Equal(expected, StrictArithmetic.Divide(x, y));

    [Fact]
    public void Exponentials_err_by_less_than_is_stated()
    {
        Assert.InRange(Worst(-87, 88, x => StrictFunctions.Exp((float)x), Math.Exp), 0, 1.5);
        Assert.InRange(Worst(0.5, 2, x => StrictFunctions.Log((float)x), Math.Log), 0, 1.5);
        Assert.InRange(Worst(1e-30, 1e30, x => StrictFunctions.Log((float)x), Math.Log), 0, 1.5);
        Assert.InRange(Worst(-80, 80, x => StrictFunctions.Sigmoid((float)x), x => 1 / (1 + Math.Exp(-x))), 0, 3);
        Assert.InRange(Worst(-5, 5, x => StrictFunctions.Tanh((float)x), Math.Tanh), 0, 3);
    }

    [Fact]
    public void Powers_err_by_less_than_is_stated()
    {
        Random random = new(Seed);
        double worst = 0;
        for (int i = 0; i < Count; i++)
        {
            float x = MathF.Abs(Number(random, -20, 20)), y = (float)((random.NextDouble() * 8) - 4);
            double exact = Math.Pow(x, y);
            if (exact is < 1e-37 or > 3e38) continue;
            worst = Math.Max(worst, Error(StrictFunctions.PowerOfPositive(x, y), exact));
        }

        Assert.InRange(worst, 0, 3);
    }

    [Fact]
    public void Rounding_and_conversions_are_those_of_the_standard()
    {
        Random random = new(Seed);
        for (int i = 0; i < Count; i++)
        {
            float x = Number(random, -30, 30);
            Assert.Equal(MathF.Floor(x), StrictArithmetic.Floor(x));
            Assert.Equal(MathF.Ceiling(x), StrictArithmetic.Ceiling(x));
            Assert.Equal(MathF.Truncate(x), StrictArithmetic.Truncate(x));
            Assert.Equal(MathF.Round(x, MidpointRounding.ToEven), StrictArithmetic.RoundEven(x));
            Assert.Equal((float)(Half)x, StrictFunctions.ToHalf(x));
            int n = random.Next(int.MinValue, int.MaxValue);
            Assert.Equal((float)n, StrictArithmetic.FromInteger(n));
        }

        foreach (float half in (float[])[0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 8388607.5f])
            Assert.Equal(MathF.Round(half, MidpointRounding.ToEven), StrictArithmetic.RoundEven(half));
    }

    private static float Number(Random random, int low, int high) => (float)(Math.ScaleB(1 + random.NextDouble(), random.Next(low, high)) * (random.Next(2) * 2 - 1));

    private static double Worst(double low, double high, Func<double, float> f, Func<double, double> exact)
    {
        Random random = new(Seed);
        bool wide = low > 0 && high / low > 100;
        (double worst, float at) = (0, 0);
        for (int i = 0; i < Count; i++)
        {
            float x = (float)(wide ? low * Math.Pow(high / low, random.NextDouble()) : low + ((high - low) * random.NextDouble()));
            double error = Error(f(x), exact(x));
            if (error > worst) (worst, at) = (error, x);
        }

        Assert.False(double.IsNaN(worst), at.ToString(CultureInfo.InvariantCulture));
        return worst;
    }

    /// <summary>In units of the last place of the exact value's float.</summary>
    private static double Error(float got, double exact) => Math.Abs(got - exact) / Math.ScaleB(1, Math.Max(Math.ILogB(exact), -126) - 23);
}
