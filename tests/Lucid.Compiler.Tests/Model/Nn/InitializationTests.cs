using System.Security.Cryptography;
using Lucid.Model.Nn;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Model.Nn;

public sealed class InitializationTests
{
    [Fact]
    public void Values_are_the_same_on_every_machine_and_in_every_version()
    {
        Sequential net = Decoder();
        net.Initialize(1234);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((_, HostTensor tensor) in net.GetStateDict()) hash.AppendData(tensor.Bytes.Span);
        Assert.Equal("lucid-splitmix64-1", ParameterGenerator.Name);
        // Written once; a change here changes every model that was ever initialised by seed.
        Assert.Equal("2e97666e8be4a81cea6f89dce6bd4d57fb867deea3a0487f513be1e103f9d034", Convert.ToHexStringLower(hash.GetHashAndReset()));
        Assert.Equal("0.027605355 -0.026310638 -0.045569614 0.11287597", string.Join(" ", net.GetStateDict()["0.weight"].ToFloats().Take(4).Select(value => value.ToString("R"))));
    }

    [Theory]
    [InlineData(16, 8, 4, 1, 8 * 16)]
    [InlineData(16, 8, 4, 4, 2 * 16)]
    public void Weight_and_bias_fill_the_interval_of_torchs_fan_in(long inChannels, long outChannels, int kernel, long groups, long fanIn)
    {
        ConvTranspose2d layer = new(inChannels, outChannels, kernel, groups: groups);
        layer.Initialize(1);
        double bound = 1 / Math.Sqrt(fanIn);
        double[] weight = layer.Weight!.Data!.ToDoubles();
        Assert.All(weight.Concat(layer.Bias!.Data!.ToDoubles()), value => Assert.InRange(value, -bound - 1e-9, bound));
        // Uniform: mean 0 and variance bound²/3, each within five standard errors.
        double mean = weight.Average();
        double variance = weight.Select(value => value * value).Average();
        Assert.InRange(mean, -5 * bound / Math.Sqrt(3.0 * weight.Length), 5 * bound / Math.Sqrt(3.0 * weight.Length));
        Assert.InRange(variance / (bound * bound / 3), 1 - (5 * Math.Sqrt(0.8 / weight.Length)), 1 + (5 * Math.Sqrt(0.8 / weight.Length)));
    }

    [Fact]
    public void Conv_and_Linear_use_their_own_fan_in()
    {
        (Conv1d conv, Linear linear) = (new(4, 2, 9), new(64, 3));
        conv.Initialize(5);
        linear.Initialize(5);
        Assert.InRange(conv.Weight!.Data!.ToDoubles().Max(), 0.9 / 6, 1.0 / 6);
        Assert.InRange(linear.Weight!.Data!.ToDoubles().Max(), 0.9 / 8, 1.0 / 8);
    }

    [Fact]
    public void Seed_and_name_both_count_and_order_does_not()
    {
        float[] Weights(long seed, string name)
        {
            ConvTranspose1d layer = new(2, 3, 4);
            _ = new Sequential((name, layer));
            layer.Initialize(seed);
            return layer.Weight!.Data!.ToFloats();
        }

        Assert.Equal(Weights(1, "a"), Weights(1, "a"));
        Assert.NotEqual(Weights(1, "a"), Weights(2, "a"));
        Assert.NotEqual(Weights(1, "a"), Weights(1, "b"));
    }

    [Fact]
    public void Norms_and_slopes_start_as_torch_starts_them()
    {
        Sequential net = new(new BatchNorm2d(2), new PReLU(3));
        net.Initialize(9);
        Assert.Equal(
            "0.weight=1,1 0.bias=0,0 0.running_mean=0,0 0.running_var=1,1 1.weight=0.25,0.25,0.25",
            string.Join(" ", net.GetStateDict().Select(entry => $"{entry.Key}={string.Join(",", entry.Value.ToFloats())}")));
    }

    [Fact]
    public void Half_parameters_are_rounded_once()
    {
        (ConvTranspose2d half, ConvTranspose2d full) = (new(2, 2, 3, dtype: ElementType.F16), new(2, 2, 3));
        half.Initialize(3);
        full.Initialize(3);
        Assert.Equal(ElementType.F16, half.Weight!.Data!.Element);
        Assert.All(half.Weight.Data.ToDoubles().Zip(full.Weight!.Data!.ToDoubles()), pair => Assert.Equal(pair.First, pair.Second, 3));
    }

    private static Sequential Decoder() => new(new ConvTranspose2d(8, 4, 4, stride: 2, padding: 1), new BatchNorm2d(4), new PReLU(4), new Conv2d(4, 3, 3, padding: 1));
}
