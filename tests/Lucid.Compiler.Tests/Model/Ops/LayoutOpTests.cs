using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

using static Lucid.Compiler.Tests.Model.Evaluation;

namespace Lucid.Compiler.Tests.Model.Ops;

public sealed class LayoutOpTests
{
    private static readonly HostTensor Grid = HostTensor.Of(new Shape(2, 3), 1, 2, 3, 4, 5, 6);

    [Fact]
    public void Concat_joins_along_its_axis()
    {
        HostTensor more = HostTensor.Of(new Shape(2, 1), 10, 20);
        Assert.Equal([1f, 2, 3, 10, 4, 5, 6, 20], Run(new Concat(1), Grid, more).ToFloats());
        Assert.Equal([1f, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], Run(new Concat(0), Grid, Grid).ToFloats());
        Assert.Equal([1L, 2, 3], Run(new Concat(0), HostTensor.OfInt64(new Shape(1), 1), HostTensor.OfInt64(new Shape(2), 2, 3)).ToInt64s());
    }

    [Fact]
    public void Concat_adds_symbolic_extents()
    {
        Assert.Equal("f32[N,2*h+3,w] if ", TypeAndGuards(new Concat(1), "f32[N,h,w]", "f32[N,h,w]", "f32[N,3,w]"));
        Assert.Equal("f32[h,4] if h==k", TypeAndGuards(new Concat(1), "f32[h,2]", "f32[k,2]"));
    }

    [Fact]
    public void Reshape_keeps_the_order_of_elements()
    {
        HostTensor y = Run(new Reshape(new SymbolicShape(3, 1, 2)), Grid);
        Assert.Equal("f32[3,1,2]", y.ToString());
        Assert.Equal(Grid.ToFloats(), y.ToFloats());
    }

    [Fact]
    public void Transpose_reorders_axes()
    {
        Assert.Equal([1f, 4, 2, 5, 3, 6], Run(new Transpose([1, 0]), Grid).ToFloats());
        Assert.Equal("f32[w,N,3]", TypeOf(new Transpose([2, 0, 1]), "f32[N,3,w]").Type);
    }

    [Fact]
    public void Slice_reads_regular_positions_backwards_too()
    {
        Assert.Equal([2f, 3, 5, 6], Run(new Slice([0, 1], [2, 2], [1, 1]), Grid).ToFloats());
        Assert.Equal([6f, 4], Run(new Slice([1, 2], [1, 2], [1, -2]), Grid).ToFloats());
        Assert.Equal([], Run(new Slice([0, 7], [2, 0], [1, 1]), Grid).ToFloats());
    }

    [Theory]
    [InlineData(PadMode.Constant, new float[] { 9, 9, 1, 2, 3, 9 })]
    [InlineData(PadMode.Reflect, new float[] { 3, 2, 1, 2, 3, 2 })]
    [InlineData(PadMode.Edge, new float[] { 1, 1, 1, 2, 3, 3 })]
    [InlineData(PadMode.Wrap, new float[] { 2, 3, 1, 2, 3, 1 })]
    public void Pad_fills_after_its_mode(PadMode mode, float[] expected) =>
        Assert.Equal(expected, Run(new Pad(mode, [2], [1], 9), HostTensor.Of(new Shape(3), 1, 2, 3)).ToFloats());

    [Fact]
    public void Pad_maps_each_axis_on_its_own_and_crops_where_negative()
    {
        Assert.Equal([7f, 7, 7, 2, 3, 7, 5, 6, 7], Run(new Pad(PadMode.Constant, [1, -1], [0, 1], 7), Grid).ToFloats());
        Assert.Equal([5f, 4, 5, 2, 1, 2, 5, 4, 5, 2, 1, 2], Run(new Pad(PadMode.Reflect, [1, 1], [1, -1]), Grid).ToFloats());
    }

    [Fact]
    public void Pad_of_integers_takes_an_integer_value() =>
        Assert.Equal([5L, 1, 2], Run(new Pad(PadMode.Constant, [1], [0], 5), HostTensor.OfInt64(new Shape(2), 1, 2)).ToInt64s());

    [Fact]
    public void Expand_repeats_axes_of_extent_1()
    {
        Assert.Equal([1f, 1, 2, 2, 1, 1, 2, 2], Run(new Expand(new SymbolicShape(2, 2, 2)), HostTensor.Of(new Shape(2, 1), 1, 2)).ToFloats());
        Assert.Equal([5f, 5, 5], Run(new Expand(new SymbolicShape(3)), HostTensor.Of(new Shape(), 5)).ToFloats());
    }

    [Fact]
    public void Cast_rounds_once_to_floats_and_cuts_to_integers()
    {
        HostTensor x = HostTensor.Of(new Shape(6), 1.5f, -1.5f, 300, -300, float.NaN, 0.1f);
        Assert.Equal([1L, -1, 127, -128, 0, 0], Run(new Cast(ElementType.I8), x).ToInt64s());
        Assert.Equal([1L, 1, 1, 1, 1, 1], Run(new Cast(ElementType.Bool), x).ToInt64s());
        Assert.Equal((double)(Half)0.1f, Run(new Cast(ElementType.F16), x).ToDoubles()[5]);
        Assert.Equal([44L, -44], Run(new Cast(ElementType.I8), HostTensor.OfInt64(new Shape(2), 300, -300)).ToInt64s());
        Assert.Equal([16777216.0], Run(new Cast(ElementType.F32), HostTensor.OfInt64(new Shape(1), 16777217)).ToDoubles());
    }
}
