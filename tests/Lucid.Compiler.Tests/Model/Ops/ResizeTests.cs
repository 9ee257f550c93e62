using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

using static Lucid.Compiler.Tests.Model.Evaluation;

namespace Lucid.Compiler.Tests.Model.Ops;

public sealed class ResizeTests
{
    private static readonly HostTensor Four = HostTensor.Of(new Shape(4), 1, 2, 3, 4);

    [Fact]
    public void The_output_has_the_sizes_given()
    {
        Assert.Equal("f32[N,3,2*h,7] if ", TypeAndGuards(To(ResizeMode.Linear, IntExpr.Symbol("N"), 3, IntExpr.Symbol("h") * 2, 7), "f32[N,3,h,w]"));
        Assert.Equal("f32[h-1] if 1<h", TypeAndGuards(To(ResizeMode.Linear, IntExpr.Symbol("h") - 1), "f32[h]"));
        Assert.Equal("i32[9]", TypeOf(To(ResizeMode.Nearest, 9), "i32[4]").Type);
    }

    // Positions of 4 outputs over 3 elements: -0.125, 0.625, 1.375, 2.125 half_pixel; 0, 0.75, 1.5, 2.25 asymmetric; 0, 2/3, 4/3, 2 align_corners.
    [Theory]
    [InlineData(CoordinateMode.HalfPixel, new[] { 1, 6.625, 13.75, 20 })]
    [InlineData(CoordinateMode.HalfPixelSymmetric, new[] { 1, 6.625, 13.75, 20 })]
    [InlineData(CoordinateMode.PytorchHalfPixel, new[] { 1, 6.625, 13.75, 20 })]
    [InlineData(CoordinateMode.AlignCorners, new[] { 1, 1 + (9 * 2.0 / 3), 10 + (10 / 3.0), 20 })]
    [InlineData(CoordinateMode.Asymmetric, new[] { 1, 7.75, 15, 20 })]
    [InlineData(CoordinateMode.TfHalfPixelForNn, new[] { 1 + (9 * 0.375), 11.25, 18.75, 20 })]
    public void A_coordinate_mode_gives_each_output_its_position(CoordinateMode mode, double[] expected)
    {
        HostTensor y = Run(To(ResizeMode.Linear, 4) with { Coordinates = mode }, HostTensor.Of(new Shape(3), 1, 10, 20));
        Assert.Equal(expected.Select(value => (float)value), y.ToFloats());
    }

    // Scale 0.6 over 4 elements: length 2.4, output 2. half_pixel 1/3, 2; the symmetric one adds 4/2·(1 - 2/2.4) = 1/3.
    [Fact]
    public void A_length_that_was_rounded_shifts_half_pixels_unless_symmetric()
    {
        Resize op = To(ResizeMode.Linear, 2) with { Scales = [0.6] };
        AssertClose(HostTensor.Of(new Shape(2), 4 / 3f, 3), Run(op, Four));
        AssertClose(HostTensor.Of(new Shape(2), 5 / 3f, 10 / 3f), Run(op with { Coordinates = CoordinateMode.HalfPixelSymmetric }, Four));
        // o·(in - 1)/(length - 1) = 3/1.4
        AssertClose(HostTensor.Of(new Shape(2), 1, 1 + (3 / 1.4f)), Run(op with { Coordinates = CoordinateMode.AlignCorners }, Four));
    }

    [Fact]
    public void One_output_reads_the_first_element_where_corners_align_and_in_pytorch_half_pixel()
    {
        Assert.Equal([1f], Run(To(ResizeMode.Cubic, 1) with { Coordinates = CoordinateMode.AlignCorners }, Four).ToFloats());
        Assert.Equal([1f], Run(To(ResizeMode.Cubic, 1) with { Coordinates = CoordinateMode.PytorchHalfPixel }, Four).ToFloats());
        Assert.Equal([2.5f], Run(To(ResizeMode.Linear, 1), Four).ToFloats());
    }

    // Positions 0, 0.5, 1, 1.5, … over 4 elements.
    [Theory]
    [InlineData(NearestRounding.RoundPreferFloor, new float[] { 1, 1, 2, 2, 3, 3, 4, 4 })]
    [InlineData(NearestRounding.RoundPreferCeil, new float[] { 1, 2, 2, 3, 3, 4, 4, 4 })]
    [InlineData(NearestRounding.Floor, new float[] { 1, 1, 2, 2, 3, 3, 4, 4 })]
    [InlineData(NearestRounding.Ceil, new float[] { 1, 2, 2, 3, 3, 4, 4, 4 })]
    public void Nearest_rounds_halves_as_told(NearestRounding rounding, float[] expected) =>
        Assert.Equal(expected, Run(To(ResizeMode.Nearest, 8) with { Coordinates = CoordinateMode.Asymmetric, Rounding = rounding }, Four).ToFloats());

    [Fact]
    public void Nearest_takes_any_element_type()
    {
        Assert.Equal([7L, 7, 9, 9], Run(To(ResizeMode.Nearest, 4), HostTensor.OfInt64(new Shape(2), 7, 9)).ToInt64s());
        Assert.Equal([7L, 9, 9], Run(To(ResizeMode.Nearest, 3) with { Coordinates = CoordinateMode.Asymmetric, Rounding = NearestRounding.RoundPreferCeil }, HostTensor.OfInt64(new Shape(2), 7, 9)).ToInt64s());
    }

    // ONNX test_resize_upsample_scales_linear: corners 1 2 3 4 to 4 by 4.
    [Fact]
    public void Axes_are_resampled_one_after_the_other()
    {
        HostTensor y = Run(To(ResizeMode.Linear, 1, 1, 4, 4), HostTensor.Of(new Shape(1, 1, 2, 2), 1, 2, 3, 4));
        Assert.Equal([1f, 1.25f, 1.75f, 2, 1.5f, 1.75f, 2.25f, 2.5f, 2.5f, 2.75f, 3.25f, 3.5f, 3, 3.25f, 3.75f, 4], y.ToFloats());
    }

    // Weights at 1/4 for a = -0.75: -0.10546875, 0.87890625, 0.26171875, -0.03515625.
    [Fact]
    public void Cubic_weighs_four_neighbours()
    {
        HostTensor x = HostTensor.Of(new Shape(4), 1, 0, 0, 0);
        // Output 0 is at -1/4, output 1 at 1/4, …: the first element stands for those before it.
        Assert.Equal([1.10546875f, 0.7734375f, 0.2265625f, -0.10546875f, -0.03515625f, 0, 0, 0], Run(To(ResizeMode.Cubic, 8), x).ToFloats());
        float excluded = Run(To(ResizeMode.Cubic, 8) with { ExcludeOutside = true }, x).ToFloats()[1];
        Assert.Equal((float)(0.87890625 / (0.87890625 + 0.26171875 - 0.03515625)), excluded);
    }

    // Scale 1/2: distances 0.5 and 1.5 halved are 0.25 and 0.75; weights 0.75, 0.25 a side, their sum 2.
    [Fact]
    public void Antialias_widens_the_weights_of_an_axis_that_shrinks()
    {
        HostTensor x = HostTensor.Of(new Shape(8), 0, 0, 0, 8, 0, 0, 0, 0);
        Assert.Equal([0f, 3, 1, 0], Run(To(ResizeMode.Linear, 4) with { Antialias = true }, x).ToFloats());
        Assert.Equal([0f, 4, 0, 0], Run(To(ResizeMode.Linear, 4), x).ToFloats());
        Assert.Equal(Run(To(ResizeMode.Cubic, 11), x).ToFloats(), Run(To(ResizeMode.Cubic, 11) with { Antialias = true }, x).ToFloats());
    }

    [Fact]
    public void A_weight_of_0_adds_nothing()
    {
        HostTensor x = HostTensor.Of(new Shape(3), 1, float.PositiveInfinity, 3);
        Assert.Equal([1f, float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, 3], Run(To(ResizeMode.Linear, 5) with { Coordinates = CoordinateMode.AlignCorners }, x).ToFloats());
    }

    // Region 0.25 … 1.25 of 5 elements: positions 1, 2, 3, 4, 5.
    [Fact]
    public void Crop_and_resize_reads_a_region_and_extrapolates_outside()
    {
        Resize op = To(ResizeMode.Linear, 5) with { Coordinates = CoordinateMode.TfCropAndResize, Roi = [0.25, 1.25], Extrapolation = -7 };
        HostTensor x = HostTensor.Of(new Shape(5), 1, 2, 3, 4, 5);
        Assert.Equal([2f, 3, 4, 5, -7], Run(op, x).ToFloats());
        Assert.Equal([3f], Run(op with { Sizes = [1], Roi = [0, 1] }, x).ToFloats());
        Assert.Equal([5f, 3, 1], Run(op with { Sizes = [3], Roi = [1, 0] }, x).ToFloats());
        Assert.Equal([2L, 3, 4, 5, -7], Run(op with { Mode = ResizeMode.Nearest }, HostTensor.OfInt64(new Shape(5), 1, 2, 3, 4, 5)).ToInt64s());
    }

    [Fact]
    public void An_empty_batch_stays_empty() => Assert.Equal("f32[0,4]", Run(To(ResizeMode.Linear, 0, 4), new HostTensor(ElementType.F32, new Shape(0, 2), Array.Empty<byte>())).ToString());

    private static Resize To(ResizeMode mode, params ReadOnlySpan<IntExpr> sizes) =>
        new(mode, CoordinateMode.HalfPixel, NearestRounding.RoundPreferFloor, ValueList.Create(sizes), [], -0.75, false, false, 0, []);
}
