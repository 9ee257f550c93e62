using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

using static Lucid.Compiler.Tests.Model.Evaluation;

namespace Lucid.Compiler.Tests.Model.Ops;

public sealed class NormalizationTests
{
    // Channels (1, 3), (5, 9), (0, 0), (-2, 2): means 2, 7, 0, 0 and variances 1, 4, 0, 4.
    private static readonly HostTensor X = HostTensor.Of(new Shape(1, 4, 2), 1, 3, 5, 9, 0, 0, -2, 2);
    private static readonly HostTensor Scale = HostTensor.Of(new Shape(4), 1, 2, 3, 4);
    private static readonly HostTensor Bias = HostTensor.Of(new Shape(4), 10, 20, 30, 40);

    [Fact]
    public void Every_channel_is_normalised_by_itself() =>
        Assert.Equal([9f, 11, 18, 22, 30, 30, 36, 44], Run(new InstanceNormalization(0), X, Scale, Bias).ToFloats().Select((v, i) => float.IsNaN(v) && i is 4 or 5 ? 30 : v));

    [Fact]
    public void Epsilon_keeps_a_constant_channel_finite() =>
        Assert.Equal([30f, 30], Run(new InstanceNormalization(1e-5), X, Scale, Bias).ToFloats()[4..6]);

    [Fact]
    public void Groups_share_their_statistics()
    {
        // Group 1: (1, 3, 5, 9), mean 4.5, variance 8.75; group 2: (0, 0, -2, 2), mean 0, variance 2.
        (double a, double b) = (Math.Sqrt(8.75), Math.Sqrt(2));
        HostTensor expected = HostTensor.FromDoubles(ElementType.F32, X.Shape,
            [10 - (3.5 / a), 10 - (1.5 / a), 20 + (2 * 0.5 / a), 20 + (2 * 4.5 / a), 30, 30, 40 - (4 * 2 / b), 40 + (4 * 2 / b)]);
        AssertClose(expected, Run(new GroupNormalization(2, 0), X, Scale, Bias));
    }

    [Fact]
    public void As_many_groups_as_channels_are_instances() =>
        AssertClose(Run(new InstanceNormalization(1e-3), X, Scale, Bias), Run(new GroupNormalization(4, 1e-3), X, Scale, Bias));

    [Fact]
    public void Layers_are_normalised_from_an_axis_on()
    {
        HostTensor x = HostTensor.Of(new Shape(2, 1, 2), 1, 3, 5, 9);
        Assert.Equal([-1f, 1, -1, 1], Run(new LayerNormalization(2, 0), x, HostTensor.Of(new Shape(1), 1)).ToFloats());
        Assert.Equal([-1f, 12, -1, 12], Run(new LayerNormalization(1, 0), x, HostTensor.Of(new Shape(2), 1, 2), HostTensor.Of(new Shape(1, 2), 0, 10)).ToFloats());
    }

    [Fact]
    public void A_layer_may_be_a_number_of_axes_that_are_not_the_last()
    {
        // Columns (1, 5) and (3, 9) of each pair: both are -1 and 1 when normalised.
        HostTensor x = HostTensor.Of(new Shape(1, 2, 2), 1, 3, 5, 9);
        Assert.Equal([-1f, -1, 2, 2], Run(new LayerNormalization(1, 0, Count: 1), x, HostTensor.Of(new Shape(2, 1), 1, 2)).ToFloats());
        Assert.Equal(Run(new LayerNormalization(1, 0), x, HostTensor.Of(new Shape(1), 1)).ToFloats(), Run(new LayerNormalization(1, 0, Count: 2), x, HostTensor.Of(new Shape(1), 1)).ToFloats());
    }

    [Fact]
    public void A_layer_that_is_not_centred_is_divided_by_the_root_of_its_mean_square()
    {
        // √((1 + 49)/2) = 5
        HostTensor x = HostTensor.Of(new Shape(1, 2), 1, 7);
        AssertClose(HostTensor.Of(new Shape(1, 2), 0.2f, 2.8f), Run(new LayerNormalization(1, 0, Centred: false), x, HostTensor.Of(new Shape(2), 1, 2)));
        AssertClose(HostTensor.Of(new Shape(1, 2), 1 / MathF.Sqrt(26), 7 / MathF.Sqrt(26)), Run(new LayerNormalization(1, 1, Centred: false), x, HostTensor.Of(new Shape(1), 1)));
    }

    [Fact]
    public void The_factors_do_what_the_normalisation_does()
    {
        HostTensor affine = HostTensor.Of(new Shape(2, 4), 1, 2, 3, 4, 10, 20, 30, 40);
        HostTensor factor = Run(new NormalizationFactors(2, 0), X, affine);
        Assert.Equal("f32[1,4,1]", factor.ToString());
        (double a, double b) = (Math.Sqrt(8.75), Math.Sqrt(2));
        AssertClose(HostTensor.FromDoubles(ElementType.F32, factor.Shape, [1 / a, 2 / a, 3 / b, 4 / b]), factor);
    }

    [Fact]
    public void Symbolic_channels_must_split_into_groups() =>
        Assert.Equal("f32[N,C,h] if C%4==0", TypeAndGuards(new GroupNormalization(4, 0), "f32[N,C,h]", "f32[C]", "f32[C]"));
}
