using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

using static Lucid.Compiler.Tests.Model.Evaluation;

namespace Lucid.Compiler.Tests.Model.Ops;

public sealed class IndexingOpTests
{
    private static readonly HostTensor Grid = HostTensor.Of(new Shape(3, 2), 1, 2, 3, 4, 5, 6);

    [Fact]
    public void Gather_puts_the_axes_of_the_indices_in_place_of_its_axis()
    {
        HostTensor y = Run(new Gather(0), Grid, HostTensor.OfInt64(new Shape(2, 1), 2, -3));
        Assert.Equal("f32[2,1,2]", y.ToString());
        Assert.Equal([5f, 6, 1, 2], y.ToFloats());
        Assert.Equal([2f, 4, 6], Run(new Gather(1), Grid, HostTensor.OfInt64(new Shape(), 1)).ToFloats());
        Assert.Equal("f32[N,k,2,w] if ", TypeAndGuards(new Gather(1), "f32[N,h,w]", "i32[k,2]"));
    }

    [Fact]
    public void An_index_outside_reads_nothing()
    {
        Assert.Equal([float.NaN, 4f, float.NaN], Run(new Gather(0), HostTensor.Of(new Shape(3), 2, 3, 4), HostTensor.OfInt64(new Shape(3), 3, 2, -4)).ToFloats());
        Assert.Equal([0L, 9], Run(new GatherElements(0), HostTensor.OfInt64(new Shape(1), 9), HostTensor.OfInt64(new Shape(2), 1, -1)).ToInt64s());
    }

    [Fact]
    public void Gather_elements_takes_one_element_an_index()
    {
        HostTensor y = Run(new GatherElements(0), Grid, HostTensor.OfInt64(new Shape(2, 2), 2, 0, -2, 1));
        Assert.Equal([5f, 2, 3, 4], y.ToFloats());
        Assert.Equal([2f, 1], Run(new GatherElements(1), Grid, HostTensor.OfInt64(new Shape(1, 2), 1, 0)).ToFloats());
        Assert.Equal("f32[k,9] if k<N+1", TypeAndGuards(new GatherElements(1), "f32[N,h]", "i64[k,9]"));
    }

    [Theory]
    [InlineData(ScatterReduction.None, new float[] { 30, 40, 3, 4, 5, 6 })]
    [InlineData(ScatterReduction.Add, new float[] { 41, 62, 3, 4, 5, 6 })]
    [InlineData(ScatterReduction.Mul, new float[] { 300, 1600, 3, 4, 5, 6 })]
    [InlineData(ScatterReduction.Max, new float[] { 30, 40, 3, 4, 5, 6 })]
    [InlineData(ScatterReduction.Min, new float[] { 1, 2, 3, 4, 5, 6 })]
    public void Scatter_applies_slices_in_order(ScatterReduction reduction, float[] expected) =>
        Assert.Equal(expected, Run(new ScatterND(reduction), Grid, HostTensor.OfInt64(new Shape(3, 1), 0, -3, 7), HostTensor.Of(new Shape(3, 2), 10, 20, 30, 40, 70, 80)).ToFloats());

    [Fact]
    public void Scatter_writes_single_elements_and_keeps_narrow_integers_narrow()
    {
        Assert.Equal([1f, 2, 3, 9, 5, 6], Run(new ScatterND(ScatterReduction.None), Grid, HostTensor.OfInt64(new Shape(2), 1, 1), HostTensor.Of(new Shape(), 9)).ToFloats());
        HostTensor bytes = HostTensor.FromInt64s(ElementType.U8, new Shape(1), [200]);
        Assert.Equal([144L], Run(new ScatterND(ScatterReduction.Add), bytes, HostTensor.OfInt64(new Shape(1, 1), 0), bytes).ToInt64s());
        Assert.Equal("f32[N,h,w] if j==k, m==w", TypeAndGuards(new ScatterND(ScatterReduction.None), "f32[N,h,w]", "i64[j,2]", "f32[k,m]"));
    }

    [Fact]
    public void Sizes_are_data_where_they_are_asked_for()
    {
        (IntExpr h, IntExpr w) = (IntExpr.Symbol("h"), IntExpr.Symbol("w"));
        Lucid.Model.GraphBuilder builder = new("sizes");
        builder.AddInput("x", Type("f32[h,w]"));
        builder.AddOutput("values", builder.Add(new ShapeValues([h * w, 7, h - w]), [])!.Value);
        builder.AddOutput("numbers", builder.Add(new Iota(h - 1), [])!.Value);
        Lucid.Model.ReferenceResult result = Lucid.Model.ReferenceInterpreter.Run(builder.Build(), new Dictionary<string, HostTensor> { ["x"] = Grid });
        Assert.Equal([6L, 7, 1], result.Outputs["values"].Integers);
        Assert.Equal([0L, 1], result.Outputs["numbers"].Integers);
    }
}
