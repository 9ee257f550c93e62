using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

using static Lucid.Compiler.Tests.Model.Evaluation;

namespace Lucid.Compiler.Tests.Model.Ops;

public sealed class ReductionTests
{
    private const float Infinity = float.PositiveInfinity;

    [Theory]
    [InlineData(ReduceKind.Sum, 6f, 0)]
    [InlineData(ReduceKind.Mean, 1.5f, 0)]
    [InlineData(ReduceKind.Max, 4f, 2)]
    [InlineData(ReduceKind.Min, 1f, -3)]
    [InlineData(ReduceKind.Prod, 0f, 6)]
    [InlineData(ReduceKind.L1, 10f, 6)]
    [InlineData(ReduceKind.SumSquare, 30f, 14)]
    public void Rows_are_taken_together(ReduceKind kind, float first, float second)
    {
        float[] row = kind == ReduceKind.Prod ? [0, 1, 2, 3] : kind is ReduceKind.L1 or ReduceKind.SumSquare ? [1, -2, 3, -4] : kind is ReduceKind.Sum or ReduceKind.Mean ? [1, -2, 3, 4] : [1, 2, 3, 4];
        HostTensor x = HostTensor.Of(new Shape(2, 4), [.. row, 1, 2, -3, kind is ReduceKind.Prod ? -1 : 0]);
        Assert.Equal([first, second], Run(new Reduce(kind, [1]), x).ToFloats());
    }

    [Fact]
    public void Norms_and_logarithms_are_what_they_say()
    {
        HostTensor x = HostTensor.Of(new Shape(2, 2), 3, 4, 1000, 1000);
        Assert.Equal([5f, (float)(1000 * Math.Sqrt(2))], Run(new Reduce(ReduceKind.L2, [1], false), x).ToFloats());
        Assert.Equal([(float)Math.Log(7), (float)Math.Log(2000)], Run(new Reduce(ReduceKind.LogSum, [1], false), x).ToFloats());
        Assert.Equal([(float)(4 + Math.Log(1 + Math.Exp(-1))), (float)(1000 + Math.Log(2))], Run(new Reduce(ReduceKind.LogSumExp, [1], false), x).ToFloats());
    }

    [Theory]
    [InlineData("[0]", true, "f32[1,3,h]")]
    [InlineData("[0]", false, "f32[3,h]")]
    [InlineData("[0,2]", false, "f32[3]")]
    [InlineData("[0,1,2]", false, "f32[]")]
    [InlineData("[]", false, "f32[N,3,h]")]
    public void The_axes_go_or_stay_with_extent_1(string axes, bool keep, string result)
    {
        ValueList<long> list = axes.Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).ToValueList();
        Assert.Equal(result, TypeOf(new Reduce(ReduceKind.Mean, list, keep), "f32[N,3,h]").Type);
    }

    [Fact]
    public void Axes_that_are_no_neighbours_are_taken_together()
    {
        HostTensor x = HostTensor.Of(new Shape(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
        Assert.Equal([1f + 2 + 5 + 6, 3 + 4 + 7 + 8], Run(new Reduce(ReduceKind.Sum, [0, 2], false), x).ToFloats());
    }

    [Theory]
    [InlineData(ReduceKind.Sum, 0f)]
    [InlineData(ReduceKind.Mean, float.NaN)]
    [InlineData(ReduceKind.Max, -Infinity)]
    [InlineData(ReduceKind.Min, Infinity)]
    [InlineData(ReduceKind.Prod, 1f)]
    [InlineData(ReduceKind.LogSum, -Infinity)]
    [InlineData(ReduceKind.LogSumExp, -Infinity)]
    public void No_elements_give_the_neutral_element(ReduceKind kind, float expected) =>
        Assert.Equal([expected, expected], Run(new Reduce(kind, [1], false), HostTensor.Of(new Shape(2, 0))).ToFloats());

    [Fact]
    public void Integers_wrap_and_their_mean_is_truncated()
    {
        HostTensor x = HostTensor.FromInt64s(ElementType.I32, new Shape(2, 2), [int.MaxValue, 1, -4, -3]);
        Assert.Equal([int.MinValue, -7], Run(new Reduce(ReduceKind.Sum, [1], false), x).ToInt64s());
        Assert.Equal([-1, -3], Run(new Reduce(ReduceKind.Mean, [1], false), HostTensor.FromInt64s(ElementType.I32, new Shape(2, 2), [-4, 2, -4, -3])).ToInt64s());
        Assert.Equal([0, 1], Run(new Reduce(ReduceKind.Max, [1], false), HostTensor.FromInt64s(ElementType.Bool, new Shape(2, 2), [0, 0, 0, 1])).ToInt64s());
    }

    [Theory]
    [InlineData(ReduceKind.Max)]
    [InlineData(ReduceKind.Min)]
    [InlineData(ReduceKind.LogSumExp)]
    public void Not_a_number_wins(ReduceKind kind) =>
        Assert.Equal([float.NaN], Run(new Reduce(kind, [0], false), HostTensor.Of(new Shape(3), 1, float.NaN, -Infinity)).ToFloats());

    [Fact]
    public void Logarithms_of_sums_of_infinite_exponents_are_infinite()
    {
        HostTensor x = HostTensor.Of(new Shape(2, 2), -Infinity, -Infinity, 3, Infinity);
        Assert.Equal([-Infinity, Infinity], Run(new Reduce(ReduceKind.LogSumExp, [1], false), x).ToFloats());
    }

    [Theory]
    [InlineData(true, false, 1)]
    [InlineData(true, true, 3)]
    [InlineData(false, false, 0)]
    [InlineData(false, true, 4)]
    public void The_first_or_last_of_equal_extrema_is_found(bool max, bool last, long position)
    {
        HostTensor x = HostTensor.Of(new Shape(5), -1, 7, 2, 7, -1);
        Assert.Equal([position], Run(new ArgReduce(max, 0, false, last), x).ToInt64s());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Not_a_number_is_chosen_before_any_number(bool max) =>
        Assert.Equal([2], Run(new ArgReduce(max, 0), HostTensor.Of(new Shape(5), -Infinity, 7, float.NaN, float.NaN, Infinity)).ToInt64s());

    [Fact]
    public void The_position_along_an_inner_axis_keeps_the_others()
    {
        HostTensor x = HostTensor.Of(new Shape(2, 2, 2), 1, 8, 3, 4, 5, 6, 7, 2);
        HostTensor y = Run(new ArgReduce(true, 1), x);
        Assert.Equal("i64[2,1,2]", y.ToString());
        Assert.Equal([1, 0, 1, 0], y.ToInt64s());
    }

    [Fact]
    public void Softmax_divides_exponentials_by_their_sum()
    {
        HostTensor x = HostTensor.Of(new Shape(2, 2), 0, (float)Math.Log(3), 1000, 1000);
        AssertClose(HostTensor.Of(new Shape(2, 2), 0.25f, 0.75f, 0.5f, 0.5f), Run(new Softmax(1), x));
        AssertClose(HostTensor.Of(new Shape(2, 2), (float)Math.Log(0.25), (float)Math.Log(0.75), (float)Math.Log(0.5), (float)Math.Log(0.5)), Run(new Softmax(1, true), x));
    }

    [Fact]
    public void Softmax_along_another_axis_takes_columns() =>
        AssertClose(HostTensor.Of(new Shape(2, 2), 0.5f, 0.25f, 0.5f, 0.75f), Run(new Softmax(0), HostTensor.Of(new Shape(2, 2), 0, 0, 0, (float)Math.Log(3))));

    [Fact]
    public void Softmax_of_infinities_is_torchs()
    {
        HostTensor x = HostTensor.Of(new Shape(3, 2), -Infinity, 2, -Infinity, -Infinity, Infinity, 2);
        Assert.Equal([0f, 1, float.NaN, float.NaN, float.NaN, float.NaN], Run(new Softmax(1), x).ToFloats());
        Assert.Equal([-Infinity, 0f], Run(new Softmax(1, true), x).ToFloats()[..2]);
    }

    [Fact]
    public void The_greatest_come_in_descending_order_with_their_positions()
    {
        HostTensor x = HostTensor.Of(new Shape(2, 4), 1, 5, 5, 3, 4, 3, 2, 1);
        (HostTensor values, HostTensor positions) = Both(new TopK(1, 3), x);
        Assert.Equal([5f, 5, 3, 4, 3, 2], values.ToFloats());
        Assert.Equal([1, 2, 3, 0, 1, 2], positions.ToInt64s());
    }

    [Fact]
    public void The_least_come_ascending_along_any_axis()
    {
        HostTensor x = HostTensor.Of(new Shape(3, 2), 3, 1, 2, 1, 1, float.NaN);
        (HostTensor values, HostTensor positions) = Both(new TopK(0, 2, Largest: false), x);
        Assert.Equal([1f, 1, 2, 1], values.ToFloats());
        Assert.Equal([2, 0, 1, 1], positions.ToInt64s());
    }

    [Fact]
    public void A_count_within_an_open_extent_becomes_a_guard() =>
        Assert.Equal("f32[N,3] if 2<h", TypeAndGuards(new TopK(1, 3), "f32[N,h]"));

    private static (HostTensor Values, HostTensor Positions) Both(TopK op, HostTensor x)
    {
        Lucid.Model.GraphBuilder builder = new("test");
        ValueList<Lucid.Model.ValueId> outputs = builder.AddNode(op, [builder.AddInput("x", x.Type)], null, default, [])!.Value;
        builder.AddOutput("values", outputs[0]);
        builder.AddOutput("positions", outputs[1]);
        var results = Lucid.Model.ReferenceInterpreter.Run(builder.Build(), new Dictionary<string, HostTensor> { ["x"] = x }).Outputs;
        return (results["values"].ToHost(), results["positions"].ToHost());
    }
}
