using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

using static Lucid.Compiler.Tests.Model.Evaluation;

namespace Lucid.Compiler.Tests.Model.Ops;

public sealed class ConvTransposeTests
{
    [Fact]
    public void Every_input_scatters_the_kernel()
    {
        // 1·(1 10 100) at 0, 2·(1 10 100) at 2
        HostTensor y = Run(Op(2), HostTensor.Of(new Shape(1, 1, 2), 1, 2), HostTensor.Of(new Shape(1, 1, 3), 1, 10, 100));
        Assert.Equal([1f, 10, 102, 20, 200], y.ToFloats());
    }

    [Fact]
    public void Padding_cuts_and_output_padding_extends_into_products()
    {
        HostTensor x = HostTensor.Of(new Shape(1, 1, 2), 1, 2);
        HostTensor w = HostTensor.Of(new Shape(1, 1, 3), 1, 10, 100);
        Assert.Equal([10f, 102, 20], Run(Op(2, 1), x, w).ToFloats());
        Assert.Equal([10f, 102, 20, 200], Run(Op(2, 1, 1), x, w).ToFloats());
    }

    [Fact]
    public void Output_padding_beyond_the_products_is_bias_alone()
    {
        HostTensor y = Run(
            new ConvTranspose([3], [0], [0], [2], [1], 1), HostTensor.Of(new Shape(1, 1, 2), 1, 2), HostTensor.Of(new Shape(1, 1, 1), 10), HostTensor.Of(new Shape(1), 7));
        Assert.Equal([17f, 7, 7, 27, 7, 7], y.ToFloats());
    }

    [Fact]
    public void Dilation_spreads_the_kernel()
    {
        HostTensor y = Run(new ConvTranspose([1], [0], [0], [0], [3], 1), HostTensor.Of(new Shape(1, 1, 2), 1, 2), HostTensor.Of(new Shape(1, 1, 2), 1, 10));
        Assert.Equal([1f, 2, 0, 10, 20], y.ToFloats());
    }

    [Fact]
    public void The_weight_leads_from_input_channels_to_the_outputs_of_their_group()
    {
        // [Cin=4, Cout/groups=2, 1]: channels 0, 1 feed outputs 0, 1; channels 2, 3 feed outputs 2, 3.
        HostTensor y = Run(
            new ConvTranspose([1], [0], [0], [0], [1], 2), HostTensor.Of(new Shape(1, 4, 1), 1, 2, 3, 4), HostTensor.Of(new Shape(4, 2, 1), 1, 2, 10, 20, 1, 2, 10, 20));
        Assert.Equal([21f, 42, 43, 86], y.ToFloats());
    }

    [Fact]
    public void Two_axes_scatter_a_picture_unbatched_too()
    {
        HostTensor y = Run(
            new ConvTranspose([2, 1], [0, 0], [0, 0], [0, 0], [1, 1], 1), HostTensor.Of(new Shape(1, 2, 2), 1, 2, 3, 4), HostTensor.Of(new Shape(1, 1, 2, 2), 1, 10, 100, 1000));
        Assert.Equal("f32[1,4,3]", y.ToString());
        Assert.Equal([1f, 12, 20, 100, 1200, 2000, 3, 34, 40, 300, 3400, 4000], y.ToFloats());
    }

    [Fact]
    public void Three_axes_with_kernel_equal_to_stride_put_blocks_side_by_side()
    {
        HostTensor y = Run(
            new ConvTranspose([1, 2, 2], [0, 0, 0], [0, 0, 0], [0, 0, 0], [1, 1, 1], 1), HostTensor.Of(new Shape(1, 1, 1, 1, 2), 1, 10), HostTensor.Of(new Shape(1, 1, 1, 2, 2), 1, 2, 3, 4));
        Assert.Equal([1f, 2, 10, 20, 3, 4, 30, 40], y.ToFloats());
    }

    [Fact]
    public void Products_that_are_cut_off_leave_no_trace()
    {
        // Infinity times the kernel's last position falls outside; infinity times 0 would be NaN if it counted.
        HostTensor y = Run(
            new ConvTranspose([2], [0], [2], [0], [1], 1), HostTensor.Of(new Shape(1, 1, 2), 1, float.PositiveInfinity), HostTensor.Of(new Shape(1, 1, 3), 1, 0, 0));
        Assert.Equal([1f, 0, float.PositiveInfinity], y.ToFloats());
    }

    [Fact]
    public void A_grouped_batch_keeps_images_apart()
    {
        HostTensor x = HostTensor.Of(new Shape(2, 2, 1), 1, 2, 3, 4);
        HostTensor w = HostTensor.Of(new Shape(2, 1, 2), 1, 10, 1, 10);
        HostTensor y = Run(new ConvTranspose([1], [0], [0], [0], [1], 2), x, w);
        Assert.Equal([1f, 10, 2, 20, 3, 30, 4, 40], y.ToFloats());
    }

    [Fact]
    public void Extents_may_be_symbols() => Assert.Equal("f32[N,6,2*h+1,2*w]", TypeOf(
        new ConvTranspose([2, 2], [1, 1], [1, 1], [1, 0], [1, 1], 2), "f32[N,4,h,w]", "f32[4,3,4,4]").Type);

    private static ConvTranspose Op(long stride, long padding = 0, long outputPadding = 0) => new([stride], [padding], [padding], [outputPadding], [1], 1);
}
