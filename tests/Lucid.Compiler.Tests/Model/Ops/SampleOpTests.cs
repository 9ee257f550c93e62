using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

using static Lucid.Compiler.Tests.Model.Evaluation;

namespace Lucid.Compiler.Tests.Model.Ops;

/// <summary>Reading at positions that are data, and the ops that mix channels with positions or with each other.</summary>
public sealed class SampleOpTests
{
    private static readonly HostTensor Row = HostTensor.Of(new Shape(1, 1, 4), 10, 20, 30, 40);

    [Fact]
    public void A_grid_gives_the_output_its_positions()
    {
        Assert.Equal("f32[N,3,k,5] if ", TypeAndGuards(Of(ResizeMode.Linear), "f32[N,3,h,w]", "f32[N,k,5,2]"));
        Assert.Equal("f32[N,3,k] if M==N", TypeAndGuards(Of(ResizeMode.Linear), "f32[N,3,w]", "f32[M,k,1]"));
    }

    // Positions of ((g+1)·4 - 1)/2 are -0.5, 0.5, 1.5, 3.5, 4.5; with corners aligned (g+1)/2·3 gives 0, 0.75, 1.5, 3, 3.75.
    [Theory]
    [InlineData(GridPadding.Zeros, false, new float[] { 5, 15, 25, 20, 0 })]
    [InlineData(GridPadding.Border, false, new float[] { 10, 15, 25, 40, 40 })]
    [InlineData(GridPadding.Reflection, false, new float[] { 10, 15, 25, 40, 35 })]
    [InlineData(GridPadding.Zeros, true, new float[] { 10, 17.5f, 25, 40, 10 })]
    [InlineData(GridPadding.Border, true, new float[] { 10, 17.5f, 25, 40, 40 })]
    [InlineData(GridPadding.Reflection, true, new float[] { 10, 17.5f, 25, 40, 32.5f })]
    public void Padding_says_what_lies_outside(GridPadding padding, bool align, float[] expected) =>
        Assert.Equal(expected, Run(new GridSample(ResizeMode.Linear, padding, align), Row, HostTensor.Of(new Shape(1, 5, 1), -1, -0.5f, 0, 1, 1.5f)).ToFloats());

    [Fact]
    public void Nearest_rounds_halves_to_even_with_two_axes_and_away_from_zero_with_three()
    {
        // Positions 0.5, 1.5, 2.5.
        HostTensor grid = HostTensor.Of(new Shape(1, 3, 1), -0.5f, 0, 0.5f);
        Assert.Equal([10f, 30, 30], Run(Of(ResizeMode.Nearest), Row, grid).ToFloats());
        HostTensor volume = HostTensor.Of(new Shape(1, 1, 1, 3, 1, 3), -0.5f, 0, 0, 0, 0, 0, 0.5f, 0, 0);
        Assert.Equal([20f, 30, 40], Run(Of(ResizeMode.Nearest), Row.Reshape(new Shape(1, 1, 1, 1, 4)), volume.Reshape(new Shape(1, 1, 3, 1, 3))).ToFloats());
    }

    [Fact]
    public void The_last_coordinate_names_the_first_axis()
    {
        HostTensor plane = HostTensor.Of(new Shape(1, 1, 2, 3), 1, 2, 3, 4, 5, 6);
        HostTensor grid = HostTensor.Of(new Shape(1, 1, 2, 2), 1, -1, -1, 1);
        Assert.Equal([3f, 4], Run(Of(ResizeMode.Linear, align: true), plane, grid).ToFloats());
    }

    // At 1.25: weights -0.10546875, 0.87890625, 0.26171875, -0.03515625 of 10 20 30 40.
    [Fact]
    public void Cubic_weighs_four_elements_an_axis()
    {
        HostTensor grid = HostTensor.Of(new Shape(1, 1, 1), -0.125f);
        Assert.Equal([-1.0546875f + 17.578125f + 7.8515625f - 1.40625f], Run(Of(ResizeMode.Cubic), Row, grid).ToFloats());
    }

    [Theory]
    [InlineData(GridPadding.Zeros, new float[] { 0, 0, 0 })]
    [InlineData(GridPadding.Border, new float[] { 10, 10, 40 })]
    [InlineData(GridPadding.Reflection, new float[] { 10, 10, 10 })]
    public void What_is_no_position_reads_the_first_element_or_nothing(GridPadding padding, float[] expected) =>
        Assert.Equal(expected, Run(new GridSample(ResizeMode.Linear, padding, false), Row, HostTensor.Of(new Shape(1, 3, 1), float.NaN, float.NegativeInfinity, float.PositiveInfinity)).ToFloats());

    // ONNX test_depthtospace_example: channels 0, 9, 18, 27 spread over blocks of 2 by 2.
    [Fact]
    public void Depth_becomes_space()
    {
        HostTensor x = HostTensor.Of(new Shape(1, 8, 1, 1), 0, 1, 2, 3, 4, 5, 6, 7);
        Assert.Equal([0f, 2, 4, 6, 1, 3, 5, 7], Run(new DepthToSpace(2, false), x).ToFloats());
        Assert.Equal([0f, 1, 2, 3, 4, 5, 6, 7], Run(new DepthToSpace(2, true), x).ToFloats());
        Assert.Equal("f32[N,3,2*h,2*w]", TypeOf(new DepthToSpace(2, true), "f32[N,12,h,w]").Type);
        Assert.Equal("i32[1,2,6,6,6]", TypeOf(new DepthToSpace(3, false), "i32[1,54,2,2,2]").Type);
        Assert.Equal([0f, 1, 2, 3], Run(new DepthToSpace(2, true), HostTensor.Of(new Shape(1, 2, 2), 0, 2, 1, 3)).ToFloats());
    }

    [Fact]
    public void Space_becomes_depth_and_back()
    {
        HostTensor x = HostTensor.Of(new Shape(1, 2, 2, 4), [.. Enumerable.Range(0, 16).Select(i => (float)i)]);
        HostTensor deep = Run(new SpaceToDepth(2), x);
        Assert.Equal([0f, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15], deep.ToFloats());
        Assert.Equal(x.ToFloats(), Run(new DepthToSpace(2, false), deep).ToFloats());
        Assert.Equal("f32[N,12,h//2,3] if h%2==0", TypeAndGuards(new SpaceToDepth(2), "f32[N,3,h,6]"));
    }

    // Size 2 sums a channel and the next: 1 + 4, 4 + 16, 16.
    [Fact]
    public void A_local_response_is_divided_by_the_squares_around_it()
    {
        HostTensor x = HostTensor.Of(new Shape(1, 3, 1), 1, 2, 4);
        AssertClose(HostTensor.Of(new Shape(1, 3, 1), 1 / 6f, 2 / 21f, 4 / 17f), Run(new LocalResponseNormalization(2, 2, 1, 1), x));
        AssertClose(HostTensor.Of(new Shape(1, 3, 1), 1 / MathF.Sqrt(5), 2 / MathF.Sqrt(21), 4 / MathF.Sqrt(20)), Run(new LocalResponseNormalization(3, 3, 0.5, 0), x));
    }

    private static GridSample Of(ResizeMode mode, bool align = false) => new(mode, GridPadding.Zeros, align);
}
