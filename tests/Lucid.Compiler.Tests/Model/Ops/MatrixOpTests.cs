using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

using static Lucid.Compiler.Tests.Model.Evaluation;

namespace Lucid.Compiler.Tests.Model.Ops;

public sealed class MatrixOpTests
{
    [Fact]
    public void Linear_multiplies_by_the_rows_of_the_weight()
    {
        HostTensor x = HostTensor.Of(new Shape(2, 3), 1, 2, 3, 4, 5, 6);
        HostTensor w = HostTensor.Of(new Shape(2, 3), 1, 10, 100, 1, 1, 1);
        Assert.Equal([321f, 6, 654, 15], Run(new Linear(), x, w).ToFloats());
        Assert.Equal([322f, 8, 655, 17], Run(new Linear(), x, w, HostTensor.Of(new Shape(2), 1, 2)).ToFloats());
    }

    [Fact]
    public void Linear_takes_any_leading_axes()
    {
        Assert.Equal("f32[h,N,5]", TypeOf(new Linear(), "f32[h,N,3]", "f32[5,3]", "f32[5]").Type);
        Assert.Equal("f32[5]", TypeOf(new Linear(), "f32[3]", "f32[5,3]").Type);
    }

    [Fact]
    public void Matrices_multiply()
    {
        HostTensor y = Run(new MatMul(), HostTensor.Of(new Shape(2, 2), 1, 2, 3, 4), HostTensor.Of(new Shape(2, 3), 1, 10, 100, 2, 20, 200));
        Assert.Equal([5f, 50, 500, 11, 110, 1100], y.ToFloats());
    }

    [Fact]
    public void Leading_axes_broadcast()
    {
        HostTensor a = HostTensor.Of(new Shape(2, 1, 1, 2), 1, 2, 3, 4);
        HostTensor b = HostTensor.Of(new Shape(3, 2, 1), 1, 10, 2, 20, 3, 30);
        HostTensor y = Run(new MatMul(), a, b);
        Assert.Equal("f32[2,3,1,1]", y.ToString());
        Assert.Equal([21f, 42, 63, 43, 86, 129], y.ToFloats());
    }

    [Theory]
    [InlineData("f32[3]", "f32[3]", "f32[]")]
    [InlineData("f32[3]", "f32[3,4]", "f32[4]")]
    [InlineData("f32[2,3]", "f32[3]", "f32[2]")]
    [InlineData("f32[N,2,3]", "f32[3]", "f32[N,2]")]
    [InlineData("f32[3]", "f32[N,3,4]", "f32[N,4]")]
    [InlineData("f32[N,1,2,k]", "f32[h,k,4]", "f32[N,h,2,4]")]
    public void One_dimensional_operands_lose_their_added_axis(string left, string right, string result) =>
        Assert.Equal(result, TypeOf(new MatMul(), left, right).Type);

    [Fact]
    public void A_row_times_a_column_is_a_number() =>
        Assert.Equal([32f], Run(new MatMul(), HostTensor.Of(new Shape(3), 1, 2, 3), HostTensor.Of(new Shape(3), 4, 5, 6)).ToFloats());

    [Fact]
    public void Batch_normalization_uses_the_stored_statistics_of_axis_1()
    {
        HostTensor x = HostTensor.Of(new Shape(1, 2, 2), 1, 2, 3, 4);
        HostTensor y = Run(
            new BatchNormalization(0.25), x, HostTensor.Of(new Shape(2), 2, 1), HostTensor.Of(new Shape(2), 10, 0), HostTensor.Of(new Shape(2), 1, 4), HostTensor.Of(new Shape(2), 3.75f, 0));
        Assert.Equal([10f, 11, -2, 0], y.ToFloats());
    }
}
