using Lucid.Tensors;
using Xunit;

namespace Lucid.Runtime.Tests.Tensors;

public sealed class ShapeTests
{
    [Fact]
    public void Shapes_compare_by_their_extents()
    {
        Assert.Equal(new Shape(2, 3), new Shape(2, 3));
        Assert.NotEqual(new Shape(2, 3), new Shape(3, 2));
        Assert.Equal(default, new Shape());
        Assert.Equal(new Shape(2, 3).GetHashCode(), new Shape(2, 3).GetHashCode());
    }

    [Fact]
    public void Strides_run_from_the_last_axis()
    {
        Assert.Equal([12L, 4, 1], new Shape(2, 3, 4).RowMajorStrides());
        Assert.Equal([4L, 4, 1], new Shape(2, 0, 4).RowMajorStrides());
        Assert.Empty(new Shape().RowMajorStrides());
    }

    [Fact]
    public void The_element_count_is_checked()
    {
        Assert.Equal(24, new Shape(2, 3, 4).ElementCount);
        Assert.Equal(1, new Shape().ElementCount);
        Assert.Equal(0, new Shape(long.MaxValue, 0, long.MaxValue).ElementCount);
        Assert.Throws<OverflowException>(() => new Shape(1L << 32, 1L << 32).ElementCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(-1));
    }

    [Fact]
    public void A_symbolic_shape_is_evaluated_and_substituted()
    {
        SymbolicShape shape = new(IntExpr.Symbol("N"), 3, 2 * IntExpr.Symbol("h"));
        Assert.Equal("[N,3,2*h]", shape.ToString());
        Assert.Equal("6*N*h", shape.ElementCount.ToString());
        Assert.Equal(new Shape(4, 3, 10), shape.Evaluate(new Dictionary<string, long> { ["N"] = 4, ["h"] = 5 }));
        Assert.Equal("[N,3,14]", shape.Substitute(new Dictionary<string, IntExpr> { ["h"] = 7 }).ToString());
        Assert.False(shape.IsConstant);
        Assert.Equal(shape, new SymbolicShape(IntExpr.Symbol("N"), 3, IntExpr.Symbol("h") + IntExpr.Symbol("h")));
    }

    [Fact]
    public void An_extent_below_0_is_a_named_exception() => Assert.Equal(
        "extent h-5 of axis 1 is -2; expected 0 or more",
        Assert.Throws<ShapeEvaluationException>(() => new SymbolicShape(1, IntExpr.Symbol("h") - 5).Evaluate(new Dictionary<string, long> { ["h"] = 3 })).Message);

    [Fact]
    public void Types_print_element_and_extents() => Assert.Equal("f16[N,3]", new TensorType(ElementType.F16, new SymbolicShape(IntExpr.Symbol("N"), 3)).ToString());

    [Fact]
    public void Lists_compare_by_value_and_the_default_is_empty()
    {
        ValueList<long> list = [1, 2];
        Assert.True(list == ValueList.Create<long>([1, 2]));
        Assert.True(list != [1, 3]);
        Assert.Equal(default, ValueList.Create<long>([]));
        Assert.Equal("[1,2]", list.ToString());
        Assert.Equal(list.GetHashCode(), ValueList.Create<long>([1, 2]).GetHashCode());
        Assert.Empty(default(ValueList<long>));
    }
}
