using System.Collections.Immutable;

using Lucid.Tensors;

using static Lucid.Model.Ops.PointwiseKind;

namespace Lucid.Model.Ops;

/// <summary>
/// Every elementwise function in one table: its text name, its operands and parameters, and what it computes. Definitions are ONNX's
/// where ONNX has the function. NaN operands give NaN, in minimum, maximum and clip too; integers wrap; an integer division by 0 gives 0.
/// </summary>
public static class PointwiseTable
{
    private static readonly ImmutableArray<PointwiseFunction> Functions =
    [
        // One operand.
        Unary(Relu, "relu", "max(x, 0)", x => Math.Max(x, 0), i => Math.Max(i, 0)),
        Unary(Sigmoid, "sigmoid", "1 / (1 + e^-x)", x => 1 / (1 + Math.Exp(-x))),
        Unary(Tanh, "tanh", "tanh(x)", Math.Tanh),
        Unary(Neg, "neg", "-x", x => -x, i => unchecked(-i)),
        Unary(Abs, "abs", "|x|", Math.Abs, i => i < 0 ? unchecked(-i) : i),
        Unary(Exp, "exp", "e^x", Math.Exp),
        Unary(Log, "log", "ln(x)", Math.Log),
        Unary(Sqrt, "sqrt", "√x", Math.Sqrt),
        Unary(Reciprocal, "reciprocal", "1 / x", x => 1 / x),
        Unary(Floor, "floor", "the greatest integer ≤ x", Math.Floor),
        Unary(Ceil, "ceil", "the least integer ≥ x", Math.Ceiling),
        Unary(Round, "round", "the nearest integer, of two the even one", x => Math.Round(x, MidpointRounding.ToEven)),
        Unary(Sign, "sign", "1 where x > 0, -1 where x < 0, else x", x => x > 0 ? 1 : x < 0 ? -1 : x, i => Math.Sign(i)),
        Unary(Sin, "sin", "sin(x)", Math.Sin),
        Unary(Cos, "cos", "cos(x)", Math.Cos),
        Unary(Erf, "erf", "erf(x) = 2/√π · ∫ from 0 to x of e^-t² dt", ErrorFunction.Erf),
        Unary(HardSwish, "hard_swish", "x · max(0, min(1, x/6 + 1/2))", x => x * Math.Max(0, Math.Min(1, (x / 6) + 0.5))),
        Unary(Silu, "silu", "x / (1 + e^-x)", x => x / (1 + Math.Exp(-x))),
        Unary(Mish, "mish", "x · tanh(ln(1 + e^x))", x => x * Math.Tanh(SoftplusOf(x))),
        Unary(Softplus, "softplus", "ln(1 + e^x)", SoftplusOf),
        Unary(Softsign, "softsign", "x / (1 + |x|)", x => x / (1 + Math.Abs(x))),
        Unary(Gelu, "gelu", "x/2 · (1 + erf(x/√2))", x => 0.5 * x * (1 + ErrorFunction.Erf(x / Math.Sqrt(2)))),
        Unary(GeluTanh, "gelu_tanh", "x/2 · (1 + tanh(√(2/π) · (x + 0.044715·x³)))", x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))))),

        // One operand and parameters.
        Unary(LeakyRelu, "leaky_relu", "x where x ≥ 0, else alpha·x", [new("alpha", 0.01)], (x, alpha, _) => x < 0 ? alpha * x : x),
        Unary(Elu, "elu", "x where x ≥ 0, else alpha·(e^x - 1)", [new("alpha", 1)], (x, alpha, _) => x < 0 ? alpha * (Math.Exp(x) - 1) : x),
        Unary(Celu, "celu", "x where x ≥ 0, else alpha·(e^(x/alpha) - 1)", [new("alpha", 1)], (x, alpha, _) => x < 0 ? alpha * (Math.Exp(x / alpha) - 1) : x),
        Unary(Selu, "selu", "gamma · (x where x ≥ 0, else alpha·(e^x - 1))", [new("alpha", 1.67326319217681884765625), new("gamma", 1.05070102214813232421875)],
            (x, alpha, gamma) => gamma * (x < 0 ? alpha * (Math.Exp(x) - 1) : x)),
        Unary(HardSigmoid, "hard_sigmoid", "max(0, min(1, alpha·x + beta))", [new("alpha", 0.2), new("beta", 0.5)], (x, alpha, beta) => Math.Max(0, Math.Min(1, (alpha * x) + beta))),
        Unary(ThresholdedRelu, "thresholded_relu", "x where x > alpha, else 0", [new("alpha", 1)], (x, alpha, _) => x > alpha || double.IsNaN(x) ? x : 0),
        // Clip: the upper bound wins where the bounds cross, as in ONNX and numpy.
        Unary(Clip, "clip", "min(max(x, min), max)", [new("min", double.NegativeInfinity), new("max", double.PositiveInfinity)],
            (x, min, max) => Math.Min(Math.Max(x, min), max), (i, min, max) => ClipInteger(i, min, max)),

        // Two operands.
        Binary(PRelu, "prelu", "x where x ≥ 0, else y·x; y broadcasts to x", (x, slope) => x < 0 ? slope * x : x, (x, slope) => x < 0 ? unchecked(slope * x) : x),
        Binary(Add, "add", "x + y", (x, y) => x + y, (x, y) => unchecked(x + y)),
        Binary(Sub, "sub", "x - y", (x, y) => x - y, (x, y) => unchecked(x - y)),
        Binary(Mul, "mul", "x · y", (x, y) => x * y, (x, y) => unchecked(x * y)),
        Binary(Div, "div", "x / y; integers are cut towards 0", (x, y) => x / y, (x, y) => y == 0 ? 0 : y == -1 ? unchecked(-x) : x / y),
        Binary(Pow, "pow", "x to the power of y", Math.Pow, IntegerPower),
        Binary(Min, "min", "the smaller of x and y", Math.Min, Math.Min),
        Binary(Max, "max", "the larger of x and y", Math.Max, Math.Max),
        // fmod = 0: the sign of the divisor (Python %); fmod = 1: the sign of the dividend (C fmod).
        new(Mod, "mod", 2, PointwiseResult.SameAsOperands, "the rest of x / y: with the sign of y where fmod is 0, of x where it is 1", [new("fmod", 0)],
            (x, y, _, fmod, _) => fmod != 0 ? x % y : x - (y * Math.Floor(x / y)),
            (x, y, _, fmod, _) => ModInteger(x, y, fmod != 0)),
        Comparison(Equal, "equal", "x = y", (x, y) => x == y, (x, y) => x == y),
        Comparison(Less, "less", "x < y", (x, y) => x < y, (x, y) => x < y),
        Comparison(LessOrEqual, "less_or_equal", "x ≤ y", (x, y) => x <= y, (x, y) => x <= y),
        Comparison(Greater, "greater", "x > y", (x, y) => x > y, (x, y) => x > y),
        Comparison(GreaterOrEqual, "greater_or_equal", "x ≥ y", (x, y) => x >= y, (x, y) => x >= y),
        Logic(And, "and", 2, "x and y", (x, y) => x & y),
        Logic(Or, "or", 2, "x or y", (x, y) => x | y),
        Logic(Xor, "xor", 2, "either x or y", (x, y) => x ^ y),
        Logic(Not, "not", 1, "not x", (x, _) => 1 - x),

        // Three operands.
        new(Where, "where", 3, PointwiseResult.Selection, "y where x, else z", [],
            (condition, x, y, _, _) => condition != 0 ? x : y, (condition, x, y, _, _) => condition != 0 ? x : y),
    ];

    private static readonly ImmutableArray<PointwiseFunction> ByKind =
        [.. Enum.GetValues<PointwiseKind>().Select(kind => Functions.Single(function => function.Kind == kind))];

    /// <summary>Every function, in the order of the table.</summary>
    public static ImmutableArray<PointwiseFunction> All => Functions;

    /// <summary>The line of a function.</summary>
    public static PointwiseFunction Of(PointwiseKind kind) => ByKind[(int)kind];

    private static PointwiseFunction Unary(PointwiseKind kind, string name, string formula, Func<double, double> f, Func<long, long>? integers = null) =>
        new(kind, name, 1, PointwiseResult.SameAsOperands, formula, [], (x, _, _, _, _) => f(x), integers is null ? null : (i, _, _, _, _) => integers(i));

    private static PointwiseFunction Unary(
        PointwiseKind kind, string name, string formula, ValueList<PointwiseParameter> parameters, Func<double, double, double, double> f, Func<long, double, double, long>? integers = null) =>
        new(kind, name, 1, PointwiseResult.SameAsOperands, formula, parameters, (x, _, _, alpha, beta) => f(x, alpha, beta),
            integers is null ? null : (i, _, _, alpha, beta) => integers(i, alpha, beta));

    private static PointwiseFunction Binary(PointwiseKind kind, string name, string formula, Func<double, double, double> f, Func<long, long, long> integers) =>
        new(kind, name, 2, PointwiseResult.SameAsOperands, formula, [], (x, y, _, _, _) => f(x, y), (x, y, _, _, _) => integers(x, y));

    private static PointwiseFunction Comparison(PointwiseKind kind, string name, string formula, Func<double, double, bool> f, Func<long, long, bool> integers) =>
        new(kind, name, 2, PointwiseResult.Comparison, formula, [], (x, y, _, _, _) => f(x, y) ? 1 : 0, (x, y, _, _, _) => integers(x, y) ? 1 : 0);

    private static PointwiseFunction Logic(PointwiseKind kind, string name, int arity, string formula, Func<long, long, long> f) =>
        new(kind, name, arity, PointwiseResult.Logic, formula, [], null, (x, y, _, _, _) => f(x, y));

    // ln(1 + eˣ), written so that eˣ does not overflow.
    private static double SoftplusOf(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static long ClipInteger(long value, double min, double max)
    {
        if (min > value) value = (long)Math.Ceiling(min);
        return max < value ? (long)Math.Floor(max) : value;
    }

    private static long ModInteger(long x, long y, bool signOfDividend)
    {
        if (y is 0 or -1) return 0;
        long rest = x % y;
        return !signOfDividend && rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
    }

    // By squaring, modulo 2^64; a negative exponent leaves the integers except for the bases 1 and -1.
    private static long IntegerPower(long x, long exponent)
    {
        if (exponent < 0) return x == 1 ? 1 : x == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
        long power = 1;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) == 1) power = unchecked(power * x);
            x = unchecked(x * x);
        }

        return power;
    }
}
