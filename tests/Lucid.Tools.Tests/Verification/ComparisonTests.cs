using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Xunit;
using Xunit.Sdk;

namespace Lucid.Tools.Tests.Verification;

public sealed class ComparisonTests
{
    private static readonly ComparisonLimit Limit = new("a test", 1e-3);

    [Fact]
    public void The_error_is_relative_to_the_largest_reference()
    {
        ComparisonResult result = Comparison.Compare(F(1.001f, -10f), F(1f, -10f), Limit);
        Assert.True(result.Passed);
        Assert.Equal(0.001, result.MaxAbsError, 6);
        Assert.Equal(10, result.MaxAbsReference);
        Assert.Equal(0.0001, result.RelativeError, 6);
    }

    [Fact]
    public void Beyond_the_limit_the_worst_place_is_named()
    {
        HostTensor reference = HostTensor.Of(new Shape(2, 2), 1, 2, 3, 4);
        HostTensor got = HostTensor.Of(new Shape(2, 2), 1, 2, 3.5f, 4.25f);
        Assert.Equal("relative error 1.25E-01, allowed is relative error ≤ 1E-03 (a test); worst at [1,0]: got 3.5, expected 3",
            Comparison.Compare(got, reference, Limit).Failure);
    }

    [Fact]
    public void A_limit_is_met_at_its_edge_and_not_beyond()
    {
        Assert.True(Comparison.Compare(D(1.5), D(1), new ComparisonLimit("edge", 0.5)).Passed);
        Assert.False(Comparison.Compare(D(Math.BitIncrement(1.5)), D(1), new ComparisonLimit("edge", 0.5)).Passed);
    }

    [Theory]
    [InlineData(float.NaN, 1f)]
    [InlineData(1f, float.NaN)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(1f, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.PositiveInfinity)]
    [InlineData(float.MaxValue, float.PositiveInfinity)]
    public void A_value_that_is_not_finite_where_the_reference_says_otherwise_fails(float got, float reference)
    {
        ComparisonResult result = Comparison.Compare(F(got, 1), F(reference, 1), new("anything", double.MaxValue, new(double.MaxValue, double.MaxValue)));
        Assert.False(result.Passed);
        Assert.StartsWith("at [0]: got ", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_are_not_finite_match_themselves_and_leave_the_maximum_alone()
    {
        HostTensor tensor = F(float.NaN, float.PositiveInfinity, float.NegativeInfinity, 2);
        ComparisonResult result = Comparison.Compare(tensor, tensor, Limit);
        Assert.True(result.Passed);
        Assert.Equal(2, result.MaxAbsReference);
    }

    [Fact]
    public void An_all_zero_reference_is_compared_absolutely()
    {
        Assert.True(Comparison.Compare(F(0.001f), F(0), new("zero", 0.0011)).Passed);
        Assert.False(Comparison.Compare(F(0.001f), F(0), new("zero", 0.0009)).Passed);
    }

    [Fact]
    public void Either_bound_is_enough()
    {
        // 1e-4 off at a small element: within the whole tensor's bound, beyond the elementwise one; and the reverse.
        Assert.True(Comparison.Compare(F(0.0011f, 1000), F(0.001f, 1000), new("either", 1e-5, new(1e-3, 1e-7))).Passed);
        Assert.True(Comparison.Compare(F(1.0005f), F(1), new("either", 1e-5, new(1e-3, 1e-7))).Passed);
        Assert.False(Comparison.Compare(F(1.01f), F(1), new("either", 1e-5, new(1e-3, 1e-7))).Passed);
    }

    [Fact]
    public void Integers_are_exact_whatever_the_limit()
    {
        ComparisonResult result = Comparison.Compare(HostTensor.OfInt64(new Shape(3), 1, 2, 4), HostTensor.OfInt64(new Shape(3), 1, 2, 3), new("loose", 100));
        Assert.Equal("1 of 3 elements differ, i64 is compared exactly; first at [2]: got 4, expected 3", result.Failure);
        Assert.Equal(1, result.MaxAbsError);
    }

    [Fact]
    public void Integers_beyond_53_bits_are_told_apart()
    {
        HostTensor big = HostTensor.OfInt64(new Shape(1), (1L << 53) + 1);
        Assert.False(Comparison.Compare(HostTensor.OfInt64(new Shape(1), 1L << 53), big, Limit).Passed);
        Assert.True(Comparison.Compare(big, big, Limit).Passed);
    }

    [Fact]
    public void Any_non_zero_byte_is_true()
    {
        HostTensor one = new(ElementType.Bool, new Shape(2), new byte[] { 1, 0 });
        Assert.True(Comparison.Compare(new HostTensor(ElementType.Bool, new Shape(2), new byte[] { 255, 0 }), one, Limit).Passed);
        Assert.False(Comparison.Compare(new HostTensor(ElementType.Bool, new Shape(2), new byte[] { 1, 1 }), one, Limit).Passed);
    }

    [Fact]
    public void Element_type_and_shape_must_be_the_same()
    {
        Assert.Equal("got f32[1,2], expected f32[2]", Comparison.Compare(HostTensor.Of(new Shape(1, 2), 1, 2), F(1, 2), Limit).Failure);
        Assert.Equal("got f64[1], expected f32[1]", Comparison.Compare(D(1), F(1), Limit).Failure);
    }

    [Fact]
    public void An_empty_tensor_equals_itself()
    {
        HostTensor empty = HostTensor.Of(new Shape(0, 3));
        Assert.True(Comparison.Compare(empty, empty, Limit).Passed);
    }

    [Fact]
    public void The_limits_are_those_of_the_golden_readme()
    {
        Assert.Equal(1e-5, ComparisonLimits.OperatorCase(halfStorage: false).Relative);
        Assert.Equal(3e-3, ComparisonLimits.OperatorCase(halfStorage: true).Relative);
        Assert.Equal(2e-5, ComparisonLimits.GoldenModel(halfStorage: false, 1e-7, 1e-3).Relative);
        Assert.Equal(5e-5, ComparisonLimits.GoldenModel(halfStorage: false, 5e-6, 1e-3).Relative!.Value, 12);
        Assert.Equal(5e-2, ComparisonLimits.GoldenModel(halfStorage: true, 1e-7, 1e-2).Relative);
        Assert.Equal(5e-5, ComparisonLimits.TrainedModel(halfStorage: false).Relative);
        Assert.Equal(new ElementwiseLimit(1e-3, 1e-7), ComparisonLimits.OnnxNode(halfStorage: false).Elementwise);
    }

    [Fact]
    public void Tensor_assert_fails_with_the_name_of_what_it_compared()
    {
        TensorAssert.Close(F(1), F(1.0001f), Limit);
        Assert.StartsWith("layer 3: relative error", Assert.Throws<XunitException>(() => TensorAssert.Close(F(1), F(2), Limit, "layer 3")).Message, StringComparison.Ordinal);
        Assert.Throws<XunitException>(() => TensorAssert.BitwiseEqual(F(0f), F(-0f)));
        TensorAssert.BitwiseEqual(F(float.NaN), F(float.NaN));
    }

    private static HostTensor F(params float[] values) => HostTensor.Of(new Shape(values.Length), values);

    private static HostTensor D(params double[] values) => HostTensor.FromDoubles(ElementType.F64, new Shape(values.Length), values);
}
