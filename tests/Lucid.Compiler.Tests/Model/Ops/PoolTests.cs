using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

using static Lucid.Compiler.Tests.Model.Evaluation;

namespace Lucid.Compiler.Tests.Model.Ops;

public sealed class PoolTests
{
    private static readonly HostTensor Six = HostTensor.Of(new Shape(1, 1, 6), 1, 5, 2, -4, 3, 6);

    [Fact]
    public void The_output_extent_follows_the_formula()
    {
        Assert.Equal("f32[N,c,(h+1)//2] if ", TypeAndGuards(Of(PoolKind.Max, 3, stride: 2, begin: 1, end: 1), "f32[N,c,h]"));
        Assert.Equal("f32[N,c,(h//2)+1] if ", TypeAndGuards(Of(PoolKind.Max, 3, stride: 2, begin: 1, end: 1, ceil: true), "f32[N,c,h]"));
        Assert.Equal("f32[c,h-4] if 4<h", TypeAndGuards(Of(PoolKind.Average, 3, dilation: 2), "f32[c,h]"));
        Assert.Equal("i8[1,1,3]", TypeOf(Of(PoolKind.Max, 2, stride: 2), "i8[1,1,6]").Type);
    }

    // 6 positions, kernel 3, stride 2: the third window hangs over; with stride 4 and no padding a window that begins at 8 is dropped.
    [Theory]
    [InlineData(6, 3, 2, 0, 3)]
    [InlineData(5, 3, 2, 0, 2)]
    [InlineData(7, 2, 4, 0, 2)]
    [InlineData(8, 2, 4, 1, 3)]
    [InlineData(4, 2, 3, 1, 2)]
    [InlineData(1, 2, 2, 1, 1)]
    public void Ceil_mode_keeps_windows_that_begin_within_the_operand(long extent, long kernel, long stride, long pad, long expected) =>
        Assert.Equal($"f32[1,1,{expected}]", TypeOf(Of(PoolKind.Max, kernel, stride: stride, begin: pad, end: pad, ceil: true), $"f32[1,1,{extent}]").Type);

    [Fact]
    public void The_largest_element_wins_and_padding_is_none()
    {
        Assert.Equal([5f, 5, 2, 3, 6], Run(Of(PoolKind.Max, 2), Six).ToFloats());
        Assert.Equal([-1f, -1, -2], Run(Of(PoolKind.Max, 2, begin: 1, end: 1), HostTensor.Of(new Shape(1, 2), -1, -2)).ToFloats());
        Assert.Equal([2f, 5, 3, 6], Run(Of(PoolKind.Max, 2, dilation: 2), Six).ToFloats());
        Assert.Equal([5f, 3, 6], Run(Of(PoolKind.Max, 3, stride: 2, ceil: true), Six).ToFloats());
        Assert.Equal([-1L, -1], Run(Of(PoolKind.Max, 2), HostTensor.OfInt64(new Shape(1, 3), -3, -1, -7)).ToInt64s());
        Assert.Equal([float.NaN, float.NaN, 3], Run(Of(PoolKind.Max, 2), HostTensor.Of(new Shape(1, 4), 1, float.NaN, 2, 3)).ToFloats());
    }

    [Fact]
    public void The_mean_counts_elements_or_padding()
    {
        Assert.Equal([1f, 3, 3.5f, -1, -0.5f, 4.5f, 6], Run(Of(PoolKind.Average, 2, begin: 1, end: 1), Six).ToFloats());
        Assert.Equal([0.5f, 3, 3.5f, -1, -0.5f, 4.5f, 3], Run(Of(PoolKind.Average, 2, begin: 1, end: 1, countPad: true), Six).ToFloats());
        // The last window covers 3, 6 and what ceil mode added: padding at the end counts, that does not.
        Assert.Equal([8 / 3f, 1 / 3f, 4.5f], Run(Of(PoolKind.Average, 3, stride: 2, ceil: true, countPad: true), Six).ToFloats());
        Assert.Equal([1.5f, 1.25f, 3], Run(Of(PoolKind.Average, 4, stride: 3, begin: 1, ceil: true, countPad: true), HostTensor.Of(new Shape(1, 8), 1, 5, 0, 2, 3, 0, 4, 5)).ToFloats());
    }

    [Fact]
    public void A_window_in_the_padding_has_no_mean_and_the_lowest_maximum()
    {
        // Positions -2 and 3 of an operand of extent 1.
        Assert.Equal([float.NegativeInfinity], Run(Of(PoolKind.Max, 2, begin: 2, end: 3, dilation: 5), HostTensor.Of(new Shape(1, 1), 9)).ToFloats());
        Assert.Equal([float.NaN], Run(Of(PoolKind.Average, 2, begin: 2, end: 3, dilation: 5), HostTensor.Of(new Shape(1, 1), 9)).ToFloats());
        Assert.Equal([0f], Run(Of(PoolKind.Average, 2, begin: 2, end: 3, dilation: 5, countPad: true), HostTensor.Of(new Shape(1, 1), 9)).ToFloats());
    }

    [Fact]
    public void The_norm_takes_magnitudes()
    {
        Assert.Equal([3f, 7, 6], Run(Of(PoolKind.Lp, 2, p: 1), HostTensor.Of(new Shape(1, 4), -1, 2, -5, 1)).ToFloats());
        Assert.Equal([5f], Run(Of(PoolKind.Lp, 2), HostTensor.Of(new Shape(1, 2), 3, -4)).ToFloats());
        AssertClose(HostTensor.Of(new Shape(1, 1), MathF.Cbrt(91)), Run(Of(PoolKind.Lp, 2, p: 3), HostTensor.Of(new Shape(1, 2), 3, -4)));
    }

    [Fact]
    public void Three_axes_are_pooled_at_once()
    {
        HostTensor x = HostTensor.Of(new Shape(1, 2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
        Assert.Equal([4.5f], Run(new Pool(PoolKind.Average, [2, 2, 2], [1, 1, 1], [0, 0, 0], [0, 0, 0], [1, 1, 1], false, false, 2), x).ToFloats());
    }

    private static Pool Of(PoolKind kind, long kernel, long stride = 1, long begin = 0, long end = 0, long dilation = 1, bool ceil = false, bool countPad = false, long p = 2) =>
        new(kind, [kernel], [stride], [begin], [end], [dilation], ceil, countPad, p);
}
