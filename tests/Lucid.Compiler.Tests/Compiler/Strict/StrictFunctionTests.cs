using System.Globalization;

using Lucid.Compiler.Strict;
using Lucid.Model.Ops;
using Lucid.Testing;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler.Strict;

/// <summary>The contract's functions against float64: the errors that spec/numerics.md states.</summary>
public sealed class StrictFunctionTests
{
    private const int Seed = 20260709;
    private const int Count = 200_000;
    private const float MinNormal = 1.17549435e-38f;

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

    /// <summary>
    /// Floats of both signs and every exponent against float64: every 4093rd, every 509th with --full. Where the result is below 2^-126 the contract gives 0. The bounds are those of
    /// spec/numerics.md, section 3.
    /// </summary>
    [Theory]
    [InlineData("exp", 1.5)]
    [InlineData("log", 1.5)]
    [InlineData("sigmoid", 2.5)]
    [InlineData("tanh", 1.5)]
    [InlineData("erf", 3)]
    public void Functions_err_by_less_than_is_stated_over_all_floats(string name, double bound)
    {
        (Func<float, float> function, Func<double, double> exact) = name switch
        {
            "exp" => ((Func<float, float>)StrictFunctions.Exp, (Func<double, double>)Math.Exp),
            "log" => (StrictFunctions.Log, Math.Log),
            "sigmoid" => (StrictFunctions.Sigmoid, x => 1 / (1 + Math.Exp(-x))),
            "tanh" => (StrictFunctions.Tanh, Math.Tanh),
            _ => (StrictFunctions.Erf, ErrorFunction.Erf),
        };
        (double worst, float at) = (0, 0);
        for (long bits = 0; bits < 1L << 32; bits += Resources.Full ? 509 : 4093)
        {
            float x = BitConverter.UInt32BitsToSingle((uint)bits);
            if (!float.IsFinite(x) || (MathF.Abs(x) < MinNormal && x != 0)) continue;
            (float got, double right) = (function(x), exact(x));
            if (double.IsNaN(right)) Assert.True(float.IsNaN(got), $"{name}({x:R}) is {got}");
            else if (Math.Abs(right) < MinNormal) Assert.True(Math.Abs(got) <= MinNormal, $"{name}({x:R}) is {got}");
            else if (Math.Abs(right) > float.MaxValue) Assert.True(float.IsInfinity(got), $"{name}({x:R}) is {got}");
            else if (!(Error(got, right) <= worst)) (worst, at) = (Error(got, right), x);
        }

        Assert.True(worst < bound, string.Create(CultureInfo.InvariantCulture, $"{name} errs by {worst:0.###} ulp at {at:R}; stated is {bound}"));
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
