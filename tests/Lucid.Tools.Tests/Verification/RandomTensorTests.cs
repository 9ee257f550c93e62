using Lucid.Tensors;
using Lucid.Verification.Running;

using Xunit;

namespace Lucid.Tools.Tests.Verification;

public sealed class RandomTensorTests
{
    private static readonly TensorType Many = new(ElementType.F64, new SymbolicShape(new Shape(100_000)));

    [Fact]
    public void Numbers_are_normal()
    {
        double[] values = RandomTensor.Normal(3, "x", Many).ToDoubles();
        double mean = values.Average();
        Assert.InRange(mean, -0.02, 0.02);
        Assert.InRange(values.Average(value => (value - mean) * (value - mean)), 0.98, 1.02);
        Assert.InRange(values.Count(value => Math.Abs(value) < 1) / (double)values.Length, 0.673, 0.693);
    }

    [Fact]
    public void Seed_and_name_decide_them_for_ever() =>
        Assert.Equal(
            [-0.3639358, -0.35899898, -0.76076138, 0.36528155],
            RandomTensor.Normal(1, "latent", new TensorType(ElementType.F32, new SymbolicShape(new Shape(4)))).ToDoubles().Select(value => Math.Round(value, 8)));

    [Fact]
    public void Another_name_or_seed_gives_others()
    {
        double[] first = RandomTensor.Normal(1, "x", Many).ToDoubles();
        Assert.NotEqual(first, RandomTensor.Normal(2, "x", Many).ToDoubles());
        Assert.NotEqual(first, RandomTensor.Normal(1, "y", Many).ToDoubles());
    }

    [Theory]
    [InlineData(ElementType.U8)]
    [InlineData(ElementType.I64)]
    [InlineData(ElementType.Bool)]
    public void Integers_and_booleans_stay_in_range(ElementType element)
    {
        double[] values = RandomTensor.Normal(1, "x", Many with { Element = element }).ToDoubles();
        Assert.True(values.Distinct().Count() > 1);
        Assert.All(values, value => Assert.InRange(value, element == ElementType.I64 ? -30 : 0, element == ElementType.Bool ? 1 : 30));
    }
}
