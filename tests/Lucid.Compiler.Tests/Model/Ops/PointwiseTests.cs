using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

using static Lucid.Compiler.Tests.Model.Evaluation;
using static Lucid.Model.Ops.PointwiseKind;

namespace Lucid.Compiler.Tests.Model.Ops;

public sealed class PointwiseTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    // Values by hand or from the functions' tables (Abramowitz and Stegun for erf).
    public static TheoryData<PointwiseKind, double[], double[]> UnaryValues => new()
    {
        { Relu, [-1, 0, 2, NaN], [0, 0, 2, NaN] },
        { LeakyRelu, [-1, 0, 2], [-0.01, 0, 2] },
        { Sigmoid, [0, 1, -Inf, Inf], [0.5, 0.73105857863000488, 0, 1] },
        { Tanh, [0, 0.5, Inf], [0, 0.46211715726000976, 1] },
        { Clip, [-Inf, 5, NaN], [-Inf, 5, NaN] },
        { Neg, [1, -2], [-1, 2] },
        { Abs, [1, -2], [1, 2] },
        { Exp, [0, 1, -Inf], [1, Math.E, 0] },
        { Log, [1, 0, -1], [0, -Inf, NaN] },
        { Sqrt, [4, 2], [2, 1.4142135623730951] },
        { Reciprocal, [4, 0], [0.25, Inf] },
        { Floor, [1.5, -1.5], [1, -2] },
        { Ceil, [1.5, -1.5], [2, -1] },
        { Round, [0.5, 1.5, 2.5, -0.5, -1.5, 2.4], [0, 2, 2, -0.0, -2, 2] },
        { Sign, [3, -3, 0, NaN], [1, -1, 0, NaN] },
        { Sin, [0, 1], [0, 0.8414709848078965] },
        { Cos, [0, 1], [1, 0.54030230586813977] },
        { Erf, [0, 0.5, 1, 2, -1, 7, NaN], [0, 0.52049987781304654, 0.84270079294971487, 0.99532226501895273, -0.84270079294971487, 1, NaN] },
        { Elu, [-1, 2], [-0.63212055882855768, 2] },
        { Celu, [-1, 2], [-0.63212055882855768, 2] },
        { Selu, [-1, 2], [-1.1113307412864784, 2.10140204429626465] },
        { HardSigmoid, [-3, 0, 1, 3], [0, 0.5, 0.7, 1] },
        { HardSwish, [-4, 1, 4], [0, 0.66666666666666663, 4] },
        { Silu, [1, -1], [0.73105857863000488, -0.26894142136999512] },
        { Mish, [1], [0.86509838826731036] },
        { Softplus, [0, 1000, -1000], [0.69314718055994529, 1000, 0] },
        { Softsign, [1, -3], [0.5, -0.75] },
        { ThresholdedRelu, [1, 1.5, -2], [0, 1.5, 0] },
        { Gelu, [1, -1], [0.84134474606854293, -0.15865525393145707] },
        { GeluTanh, [1, -1], [0.8411919906082768, -0.15880800939172324] },
    };

    public static TheoryData<PointwiseKind, double[], double[], double[]> BinaryValues => new()
    {
        { PRelu, [-1, 2, -4], [0.5, 0.5, 0.25], [-0.5, 2, -1] },
        { Add, [1, 2], [10, Inf], [11, Inf] },
        { Sub, [1, 2], [10, 20], [-9, -18] },
        { Mul, [2, 0], [10, Inf], [20, NaN] },
        { Div, [1, 0], [4, 0], [0.25, NaN] },
        { Pow, [2, -2, 9], [3, 3, 0.5], [8, -8, 3] },
        { Mod, [5, -5, 5, -5], [3, 3, -3, -3], [2, 1, -1, -2] },
        { Min, [1, 2, NaN], [2, 1, 0], [1, 1, NaN] },
        { Max, [1, 2, NaN], [2, 1, 0], [2, 2, NaN] },
    };

    [Theory]
    [MemberData(nameof(UnaryValues))]
    public void A_function_of_one_operand_gives_the_known_values(PointwiseKind kind, double[] x, double[] expected) =>
        AssertValues(expected, Run(Pointwise.Of(kind), Doubles(x)));

    [Theory]
    [MemberData(nameof(BinaryValues))]
    public void A_function_of_two_operands_gives_the_known_values(PointwiseKind kind, double[] x, double[] y, double[] expected) =>
        AssertValues(expected, Run(Pointwise.Of(kind), Doubles(x), Doubles(y)));

    [Fact]
    public void Every_function_has_a_test()
    {
        PointwiseKind[] elsewhere = [Equal, Less, LessOrEqual, Greater, GreaterOrEqual, And, Or, Xor, Not, Where];
        IEnumerable<PointwiseKind> tested = UnaryValues.Select(row => (PointwiseKind)row[0]).Concat(BinaryValues.Select(row => (PointwiseKind)row[0])).Concat(elsewhere);
        Assert.Equal(Enum.GetValues<PointwiseKind>(), tested.Order());
    }

    [Fact]
    public void Parameters_reach_the_function()
    {
        HostTensor x = Doubles([-2, 1]);
        AssertValues([-0.4, 1], Run(new Pointwise(LeakyRelu, 0.2), x));
        AssertValues([-1, 0.5], Run(new Pointwise(Clip, -1, 0.5), x));
        AssertValues([3 * 2 * (Math.Exp(-2) - 1), 3], Run(new Pointwise(Selu, 2, 3), x));
        AssertValues([-2, 1], Run(new Pointwise(Mod, 1), Doubles([-5, 5]), Doubles([3, 4])));
    }

    [Fact]
    public void Comparisons_give_booleans_and_NaN_equals_nothing()
    {
        (HostTensor x, HostTensor y) = (Doubles([1, 2, 3, NaN]), Doubles([2, 2, 2, NaN]));
        Assert.Equal("bool[4]", Run(new Pointwise(Less), x, y).ToString());
        Assert.Equal([0L, 1, 0, 0], Run(new Pointwise(Equal), x, y).ToInt64s());
        Assert.Equal([1L, 0, 0, 0], Run(new Pointwise(Less), x, y).ToInt64s());
        Assert.Equal([1L, 1, 0, 0], Run(new Pointwise(LessOrEqual), x, y).ToInt64s());
        Assert.Equal([0L, 0, 1, 0], Run(new Pointwise(Greater), x, y).ToInt64s());
        Assert.Equal([0L, 1, 1, 0], Run(new Pointwise(GreaterOrEqual), x, y).ToInt64s());
        Assert.Equal([1L, 0], Run(new Pointwise(Equal), Bools(1, 0), Bools(1, 1)).ToInt64s());
    }

    [Fact]
    public void Logic_works_on_booleans()
    {
        (HostTensor x, HostTensor y) = (Bools(0, 0, 1, 1), Bools(0, 1, 0, 1));
        Assert.Equal([0L, 0, 0, 1], Run(new Pointwise(And), x, y).ToInt64s());
        Assert.Equal([0L, 1, 1, 1], Run(new Pointwise(Or), x, y).ToInt64s());
        Assert.Equal([0L, 1, 1, 0], Run(new Pointwise(Xor), x, y).ToInt64s());
        Assert.Equal([1L, 1, 0, 0], Run(new Pointwise(Not), x).ToInt64s());
    }

    [Fact]
    public void Where_selects_and_broadcasts()
    {
        HostTensor y = Run(new Pointwise(Where), Bools(1, 0), HostTensor.Of(new Shape(2, 1), 1, 2), HostTensor.Of(new Shape(), 9));
        Assert.Equal("f32[2,2]", y.ToString());
        Assert.Equal([1f, 9, 2, 9], y.ToFloats());
    }

    [Fact]
    public void Integers_compute_in_their_own_width()
    {
        static HostTensor Bytes(params long[] values) => HostTensor.FromInt64s(ElementType.I8, new Shape(values.Length), values);
        Assert.Equal([-128L, 44], Run(new Pointwise(Add), Bytes(127, 100), Bytes(1, -56)).ToInt64s());
        Assert.Equal([-3L, 0, -128], Run(new Pointwise(Div), Bytes(-7, 5, -128), Bytes(2, 0, -1)).ToInt64s());
        Assert.Equal([1L, -1, 0], Run(Pointwise.Of(Mod), Bytes(-5, 5, 5), Bytes(3, -3, 0)).ToInt64s());
        Assert.Equal([-2L, 2], Run(new Pointwise(Mod, 1), Bytes(-5, 5), Bytes(3, -3)).ToInt64s());
        Assert.Equal([-27L, 1, 0, 81], Run(new Pointwise(Pow), Bytes(-3, 7, 2, 3), Bytes(3, 0, -1, 4)).ToInt64s());
        Assert.Equal([-1L, 2, 2], Run(new Pointwise(Clip, -1.5, 2.5), Bytes(-9, 2, 9)).ToInt64s());
    }

    [Fact]
    public void Operands_broadcast_like_numpy()
    {
        HostTensor y = Run(new Pointwise(Add), HostTensor.Of(new Shape(2, 1, 2), 1, 2, 3, 4), HostTensor.Of(new Shape(3, 1), 10, 20, 30));
        Assert.Equal("f32[2,3,2]", y.ToString());
        Assert.Equal([11f, 12, 21, 22, 31, 32, 13, 14, 23, 24, 33, 34], y.ToFloats());
    }

    [Fact]
    public void Symbols_that_may_differ_become_a_guard()
    {
        Assert.Equal("f32[N,8,h] if h==k", Typed("f32[N,8,h]", "f32[8,k]"));
        Assert.Equal("f32[N,8,h] if ", Typed("f32[N,1,h]", "f32[8,h]"));
        Assert.Equal("f32[4] if h==4", Typed("f32[h]", "f32[4]"));

        static string Typed(string x, string y) => TypeAndGuards(new Pointwise(Add), x, y);
    }

    [Fact]
    public void A_slope_never_widens_its_operand() => Assert.Equal(
        "model.onnx:3:4: error LUC2208: prelu: [3,4] does not expand to [1,4]: extents 3 and 1 are neither equal nor 1",
        ErrorOf(new Pointwise(PRelu), "f32[1,4]", "f32[3,4]"));

    private static HostTensor Doubles(double[] values) => HostTensor.FromDoubles(ElementType.F64, new Shape(values.Length), values);

    private static HostTensor Bools(params long[] values) => HostTensor.FromInt64s(ElementType.Bool, new Shape(values.Length), values);

    private static void AssertValues(double[] expected, HostTensor got)
    {
        double[] values = got.ToDoubles();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(values[i].Equals(expected[i]) || Math.Abs(values[i] - expected[i]) <= 4e-15 * Math.Max(1, Math.Abs(expected[i])), $"element {i}: got {values[i]:R}, expected {expected[i]:R}");
    }
}
