using Lucid.Spirv;

namespace Lucid.Compiler.Codegen;

/// <summary>Functions of float vectors that SPIR-V lacks or leaves too loose.</summary>
internal sealed class FloatFunctions(FunctionBodyBuilder body)
{
    // erf(x)/x in x² on [0, 1]: Chebyshev interpolation, relative error below 9e-8.
    private static readonly double[] ErfSmall =
    [
        1.128379225730896, -0.37612637877464294, 0.11283782869577408, -0.026865437626838684,
        0.005221053492277861, -0.0008484396385028958, 0.00011268253729213029, -9.673590284364764e-06,
    ];

    // erfc(x)·exp(x²) in 1/(1 + x/2) on [1, 4]: Chebyshev interpolation; times exp(-x²) the error is below 3e-9.
    private static readonly double[] ErfcLarge =
    [
        -0.00012040255387546495, 0.2843257784843445, 0.26410767436027527, 0.3289462924003601, -0.05379354953765869,
        0.4798163175582886, -0.38464608788490295, 0.06853044033050537, 0.012932916171848774,
    ];

    // (tanh(x) - x)/x³ in x² for |x| < 0.625, the coefficients of Cephes' tanhf: relative error below 1.4e-7.
    private static readonly double[] TanhSmall =
    [
        -3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2, 2.06390887954e-2, -5.70498872745e-3,
    ];

    // (exp(x) - 1 - x)/x² in x for -0.5 < x ≤ 0, the Taylor series: error below 1e-8.
    private static readonly double[] ExpMinusOneSmall = [1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040];

    /// <summary>A vector of four equal floats.</summary>
    public SpirvValue Constant(double value) => body.Splat(body.Float((float)value));

    /// <summary>The larger; NaN if either is.</summary>
    public SpirvValue Max(SpirvValue x, SpirvValue y) =>
        body.Select(body.LogicalOr(body.FGreater(x, y), body.IsNan(x)), x, y);

    /// <summary>The smaller; NaN if either is.</summary>
    public SpirvValue Min(SpirvValue x, SpirvValue y) =>
        body.Select(body.LogicalOr(body.FLess(x, y), body.IsNan(x)), x, y);

    /// <summary>min(max(x, low), high); NaN if x is.</summary>
    public SpirvValue Clip(SpirvValue x, SpirvValue low, SpirvValue high) => Min(Max(x, low), high);

    /// <summary>1/(1 + exp(-x)).</summary>
    public SpirvValue Sigmoid(SpirvValue x) => body.FDiv(Constant(1), body.FAdd(Constant(1), body.Exp(body.FNegate(x))));

    /// <summary>ln(1 + exp(x)), written so that exp does not overflow.</summary>
    public SpirvValue Softplus(SpirvValue x) =>
        body.FAdd(Max(x, Constant(0)), body.Log(body.FAdd(Constant(1), body.Exp(body.FNegate(body.FAbs(x))))));

    /// <summary>exp(x) - 1 for x ≤ 0 without cancellation near 0.</summary>
    public SpirvValue ExpMinusOne(SpirvValue x)
    {
        SpirvValue small = body.FAdd(x, body.FMul(body.FMul(x, x), Polynomial(ExpMinusOneSmall, x)));
        return body.Select(body.FGreater(x, Constant(-0.5)), small, body.FSub(body.Exp(x), Constant(1)));
    }

    /// <summary>tanh: a polynomial near 0, 1 - 2/(exp(2|x|) + 1) with the sign of x elsewhere.</summary>
    public SpirvValue Tanh(SpirvValue x)
    {
        SpirvValue z = body.FMul(x, x);
        SpirvValue small = body.FAdd(x, body.FMul(body.FMul(x, z), Polynomial(TanhSmall, z)));
        SpirvValue magnitude = body.FAbs(x);
        SpirvValue exponential = body.Exp(body.FMul(Constant(2), magnitude));
        SpirvValue large = body.FSub(Constant(1), body.FDiv(Constant(2), body.FAdd(exponential, Constant(1))));
        large = body.Select(body.FLess(x, Constant(0)), body.FNegate(large), large);
        return body.Select(body.FLess(magnitude, Constant(0.625)), small, large);
    }

    /// <summary>The error function: x·P(x²) up to 1, 1 - exp(-x²)·Q(1/(1 + x/2)) beyond.</summary>
    public SpirvValue Erf(SpirvValue x)
    {
        SpirvValue z = body.FMul(x, x);
        SpirvValue small = body.FMul(x, Polynomial(ErfSmall, z));
        SpirvValue magnitude = body.FAbs(x);
        SpirvValue t = body.FDiv(Constant(1), body.FAdd(Constant(1), body.FMul(Constant(0.5), magnitude)));
        SpirvValue tail = body.FMul(body.Exp(body.FNegate(z)), Polynomial(ErfcLarge, t));
        // Beyond 4, erf is 1 in float32; the polynomial is not asked there.
        SpirvValue large = body.Select(body.FGreater(magnitude, Constant(4)), Constant(1), body.FSub(Constant(1), tail));
        large = body.Select(body.FLess(x, Constant(0)), body.FNegate(large), large);
        SpirvValue value = body.Select(body.FLessOrEqual(magnitude, Constant(1)), small, large);
        return body.Select(body.IsNan(x), x, value);
    }

    /// <summary>x^y of any sign: exp2(y·log2|x|), with the sign of x where y is an odd integer and NaN where it is no integer.</summary>
    public SpirvValue Pow(SpirvValue x, SpirvValue y)
    {
        SpirvValue zero = Constant(0);
        SpirvValue one = Constant(1);
        SpirvValue magnitude = body.Pow(body.FAbs(x), y);
        SpirvValue isInteger = body.FEqual(body.Floor(y), y);
        SpirvValue half = body.FMul(y, Constant(0.5));
        SpirvValue isOdd = body.LogicalAnd(isInteger, body.FNotEqual(body.Floor(half), half));
        SpirvValue nan = body.Splat(body.Float(float.NaN));
        SpirvValue ofNegative = body.Select(isInteger, body.Select(isOdd, body.FNegate(magnitude), magnitude), nan);
        SpirvValue infinity = body.Splat(body.Float(float.PositiveInfinity));
        SpirvValue ofZero = body.Select(body.FLess(y, zero), infinity, zero);
        SpirvValue value = body.Select(body.FLess(x, zero), ofNegative, magnitude);
        value = body.Select(body.FEqual(x, zero), ofZero, value);
        // x² and x are exact by other means, and common.
        value = body.Select(body.FEqual(y, Constant(2)), body.FMul(x, x), value);
        value = body.Select(body.FEqual(y, one), x, value);
        return body.Select(body.FEqual(y, zero), one, value);
    }

    /// <summary>Σ c[i]·xⁱ by Horner's rule.</summary>
    private SpirvValue Polynomial(double[] coefficients, SpirvValue x)
    {
        SpirvValue sum = Constant(coefficients[^1]);
        for (int i = coefficients.Length - 2; i >= 0; i--) sum = body.FAdd(body.FMul(sum, x), Constant(coefficients[i]));
        return sum;
    }
}
