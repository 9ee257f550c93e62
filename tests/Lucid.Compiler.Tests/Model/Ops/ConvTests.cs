using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

using static Lucid.Compiler.Tests.Model.Evaluation;

namespace Lucid.Compiler.Tests.Model.Ops;

public sealed class ConvTests
{
    [Fact]
    public void Every_output_is_the_sum_of_the_products_under_the_kernel()
    {
        // 1·10 + 2·1, 2·10 + 3·1, 3·10 + 4·1
        HostTensor y = Run(new Conv([1], [0], [0], [1], 1), HostTensor.Of(new Shape(1, 1, 4), 1, 2, 3, 4), HostTensor.Of(new Shape(1, 1, 2), 10, 1));
        Assert.Equal([12f, 23, 34], y.ToFloats());
    }

    [Fact]
    public void Stride_dilation_and_padding_choose_the_inputs()
    {
        // in: _ 1 2 3 4 5 _ ; kernel positions 0 and 2 apart; every second output; bias 100
        HostTensor y = Run(
            new Conv([2], [1], [1], [2], 1), HostTensor.Of(new Shape(1, 1, 5), 1, 2, 3, 4, 5), HostTensor.Of(new Shape(1, 1, 2), 10, 1), HostTensor.Of(new Shape(1), 100));
        Assert.Equal([102f, 100 + 20 + 4, 100 + 40], y.ToFloats());
    }

    [Fact]
    public void Negative_padding_crops_and_uneven_padding_shifts()
    {
        HostTensor x = HostTensor.Of(new Shape(1, 1, 4), 1, 2, 3, 4);
        HostTensor w = HostTensor.Of(new Shape(1, 1, 1), 1);
        Assert.Equal([2f, 3, 4, 0, 0], Run(new Conv([1], [-1], [2], [1], 1), x, w).ToFloats());
    }

    [Fact]
    public void Groups_see_their_own_channels_only()
    {
        HostTensor x = HostTensor.Of(new Shape(1, 4, 1), 1, 2, 3, 4);
        HostTensor w = HostTensor.Of(new Shape(2, 2, 1), 1, 10, 100, 1000);
        Assert.Equal([21f, 4300], Run(new Conv([1], [0], [0], [1], 2), x, w).ToFloats());
    }

    [Fact]
    public void Unbatched_input_gives_unbatched_output()
    {
        HostTensor y = Run(new Conv([1, 1], [0, 0], [0, 0], [1, 1], 1), HostTensor.Of(new Shape(1, 2, 2), 1, 2, 3, 4), HostTensor.Of(new Shape(3, 1, 2, 2), 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1));
        Assert.Equal("f32[3,1,1]", y.ToString());
        Assert.Equal([10f, 1, 4], y.ToFloats());
    }

    [Fact]
    public void Three_axes_work_like_one()
    {
        // A kernel of a single 1 at (1,0,1) shifts the picture.
        float[] cube = [.. Enumerable.Range(0, 27).Select(i => (float)i)];
        HostTensor y = Run(new Conv([1, 1, 1], [0, 0, 0], [0, 0, 0], [1, 1, 1], 1), HostTensor.Of(new Shape(1, 1, 3, 3, 3), cube), HostTensor.Of(new Shape(1, 1, 2, 2, 2), 0, 0, 0, 0, 0, 1, 0, 0));
        Assert.Equal([10f, 11, 13, 14, 19, 20, 22, 23], y.ToFloats());
    }

    [Fact]
    public void Padding_adds_no_product_so_an_infinite_weight_stays_out()
    {
        HostTensor y = Run(new Conv([1], [1], [0], [1], 1), HostTensor.Of(new Shape(1, 1, 2), 1, 2), HostTensor.Of(new Shape(1, 1, 2), float.PositiveInfinity, 1));
        Assert.Equal([1f, float.PositiveInfinity], y.ToFloats());
    }

    [Fact]
    public void Extents_may_be_symbols() => Assert.Equal(
        "f32[N,8,h//2,((w+1)//2)-1] if 0<h//2, 1<(w+1)//2", TypeAndGuards(new Conv([2, 2], [1, 0], [1, 0], [1, 1], 1), "f32[N,4,h,w]", "f32[8,4,4,3]"));
}
