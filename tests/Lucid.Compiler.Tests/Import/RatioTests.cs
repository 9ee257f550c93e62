using Lucid.Import.Onnx.Symbolic;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>The arithmetic of sizes against plain numbers: every operation, evaluated at many values of the symbols.</summary>
public sealed class RatioTests
{
    private const int Seed = 77;

    [Theory]
    [InlineData(0.5, 1, 2)]
    [InlineData(-1.5, -3, 2)]
    [InlineData(0.9f, 9, 10)]
    [InlineData(1.1f, 11, 10)]
    [InlineData(1f / 3, 1, 3)]
    [InlineData(2.6666667f, 8, 3)]
    [InlineData(4, 4, 1)]
    [InlineData(0, 0, 1)]
    public void A_float_is_the_simplest_ratio_that_rounds_to_it(double value, long numerator, long denominator)
    {
        Ratio ratio = Ratio.FromFloat(value)!.Value;
        Assert.Equal((numerator, denominator), (ratio.Numerator.ConstantValue, ratio.Denominator.ConstantValue));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e30)]
    [InlineData(1e-30)]
    public void What_is_no_small_ratio_is_none(double value) => Assert.Null(Ratio.FromFloat(value));

    [Fact]
    public void Every_float_found_rounds_to_itself()
    {
        Random random = new(Seed);
        for (int i = 0; i < 2000; i++)
        {
            float value = (float)Math.Pow(10, (random.NextDouble() * 6) - 3);
            Assert.True(Ratio.FromFloat(value) is { } ratio && (float)ratio.ConstantValue == value, $"seed {Seed}: {value}");
        }
    }

    [Fact]
    public void A_size_through_floats_is_an_integer_again()
    {
        IntExpr h = IntExpr.Symbol("h");
        Ratio scaled = (Ratio)h * Ratio.FromFloat(2)!.Value;
        Assert.Equal(2 * h, scaled.Floor());
        Assert.Equal(IntExpr.FloorDiv(3 * h, 2), ((Ratio)h * Ratio.FromFloat(1.5)!.Value).Floor());
        Assert.Equal(2 * h, (Ratio.Divide((Ratio)(2 * h), h)!.Value * h).Integer);
    }

    [Fact]
    public void Operations_agree_with_plain_numbers()
    {
        Random random = new(Seed);
        for (int round = 0; round < 1500; round++)
        {
            (Ratio a, Ratio b) = (Draw(random), Draw(random));
            Dictionary<string, long> symbols = new() { ["h"] = random.Next(1, 40), ["w"] = random.Next(1, 40) };
            (double x, double y) = (Value(a, symbols), Value(b, symbols));
            string what = $"seed {Seed}, round {round}: {a} and {b} at h={symbols["h"]}, w={symbols["w"]}";
            Same(x + y, a + b);
            Same(x - y, a - b);
            Same(x * y, a * b);
            Same(Math.Min(x, y), Ratio.Min(a, b));
            Same(Math.Max(x, y), Ratio.Max(a, b));
            Same(x < y ? 1 : 0, Ratio.Less(a, b));
            Same(x == y ? 1 : 0, Ratio.Equal(a, b));
            Same(Math.Floor(x), a.Floor());
            Same(Math.Ceiling(x), a.Ceil());
            Same(Math.Truncate(x), a.Truncate());
            Same(Math.Round(x, MidpointRounding.ToEven), a.Round());
            if (Ratio.Divide(a, b) is { } quotient && y != 0) Same(x / y, quotient);

            void Same(double expected, Ratio got) => Assert.True(Math.Abs(expected - Value(got, symbols)) < 1e-9, $"{what}: {got}, expected {expected}");
        }
    }

    private static double Value(Ratio ratio, Dictionary<string, long> symbols) => (double)ratio.Numerator.Evaluate(symbols) / ratio.Denominator.Evaluate(symbols);

    // Halves and quarters, so that float64 is exact and ties occur.
    private static Ratio Draw(Random random)
    {
        IntExpr numerator = (random.Next(-3, 4) * IntExpr.Symbol("h")) + (random.Next(-2, 3) * IntExpr.Symbol("w")) + random.Next(-9, 10);
        return Ratio.Of(numerator, 1 << random.Next(3))!.Value;
    }
}
