using Lucid.Spirv.Editing;

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

    // (sin(x) - x)/x³ in x².
    private static readonly double[] SinSeries = [-1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800];

    // π = Σ: the first two have few bits, so that their products with an integer are exact (Cody and Waite).
    private static readonly double[] PiParts = [3.140625, 9.67502593994140625e-4, 1.509957990978376432e-7];

    // (exp(x) - 1 - x)/x² in x for -0.5 < x ≤ 0, the Taylor series: error below 1e-8.
    private static readonly double[] ExpMinusOneSmall = [1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040];

    /// <summary>A vector of four equal floats.</summary>
    public ShaderValue Constant(double value) => body.Constant((float)value, 4);

    /// <summary>The larger; NaN if either is.</summary>
    public ShaderValue Max(ShaderValue x, ShaderValue y) =>
        body.Select(body.LogicalOr(body.FOrdGreaterThan(x, y), body.IsNan(x)), x, y);

    /// <summary>The smaller; NaN if either is.</summary>
    public ShaderValue Min(ShaderValue x, ShaderValue y) =>
        body.Select(body.LogicalOr(body.FOrdLessThan(x, y), body.IsNan(x)), x, y);

    /// <summary>min(max(x, low), high); NaN if x is.</summary>
    public ShaderValue Clip(ShaderValue x, ShaderValue low, ShaderValue high) => Min(Max(x, low), high);

    /// <summary>eˣ. SwiftShader's exp, log, sin and cos give a number for NaN.</summary>
    public ShaderValue Exp(ShaderValue x) => body.Select(body.IsNan(x), x, body.Exp(x));

    /// <summary>ln x. SwiftShader's is finite at 0 and a number below.</summary>
    public ShaderValue Log(ShaderValue x)
    {
        ShaderValue value = body.Select(body.FOrdGreaterThan(x, Constant(0)), body.Log(x), Constant(double.NaN));
        return body.Select(body.FOrdEqual(x, Constant(0)), Constant(double.NegativeInfinity), value);
    }

    /// <summary>sin x: Vulkan allows its own an error of 2⁻¹¹. x = n·π + r with π in three parts, so that n·π is exact for moderate n.</summary>
    public ShaderValue Sin(ShaderValue x)
    {
        ShaderValue n = body.RoundEven(body.FMul(x, Constant(1 / Math.PI)));
        return WithSignOfPower(SinReduced(x, n), n);
    }

    /// <summary>cos x: x = (n + ½)·π + r, and cos x = -(-1)ⁿ·sin r.</summary>
    public ShaderValue Cos(ShaderValue x)
    {
        ShaderValue n = body.RoundEven(body.FSub(body.FMul(x, Constant(1 / Math.PI)), Constant(0.5)));
        return body.FNegate(WithSignOfPower(SinReduced(x, body.FAdd(n, Constant(0.5))), n));
    }

    /// <summary>1/(1 + exp(-x)).</summary>
    public ShaderValue Sigmoid(ShaderValue x) => body.FDiv(Constant(1), body.FAdd(Constant(1), Exp(body.FNegate(x))));

    /// <summary>ln(1 + exp(x)), written so that exp does not overflow.</summary>
    public ShaderValue Softplus(ShaderValue x) =>
        body.FAdd(Max(x, Constant(0)), Log(body.FAdd(Constant(1), Exp(body.FNegate(body.FAbs(x))))));

    /// <summary>exp(x) - 1 for x ≤ 0 without cancellation near 0.</summary>
    public ShaderValue ExpMinusOne(ShaderValue x)
    {
        ShaderValue small = body.FAdd(x, body.FMul(body.FMul(x, x), Polynomial(ExpMinusOneSmall, x)));
        return body.Select(body.FOrdGreaterThan(x, Constant(-0.5)), small, body.FSub(Exp(x), Constant(1)));
    }

    /// <summary>tanh: a polynomial near 0, 1 - 2/(exp(2|x|) + 1) with the sign of x elsewhere.</summary>
    public ShaderValue Tanh(ShaderValue x)
    {
        ShaderValue z = body.FMul(x, x);
        ShaderValue small = body.FAdd(x, body.FMul(body.FMul(x, z), Polynomial(TanhSmall, z)));
        ShaderValue magnitude = body.FAbs(x);
        ShaderValue exponential = Exp(body.FMul(Constant(2), magnitude));
        ShaderValue large = body.FSub(Constant(1), body.FDiv(Constant(2), body.FAdd(exponential, Constant(1))));
        large = body.Select(body.FOrdLessThan(x, Constant(0)), body.FNegate(large), large);
        return body.Select(body.FOrdLessThan(magnitude, Constant(0.625)), small, large);
    }

    /// <summary>The error function: x·P(x²) up to 1, 1 - exp(-x²)·Q(1/(1 + x/2)) beyond.</summary>
    public ShaderValue Erf(ShaderValue x)
    {
        ShaderValue z = body.FMul(x, x);
        ShaderValue small = body.FMul(x, Polynomial(ErfSmall, z));
        ShaderValue magnitude = body.FAbs(x);
        ShaderValue t = body.FDiv(Constant(1), body.FAdd(Constant(1), body.FMul(Constant(0.5), magnitude)));
        ShaderValue tail = body.FMul(Exp(body.FNegate(z)), Polynomial(ErfcLarge, t));
        // Beyond 4, erf is 1 in float32; the polynomial is not asked there.
        ShaderValue large = body.Select(body.FOrdGreaterThan(magnitude, Constant(4)), Constant(1), body.FSub(Constant(1), tail));
        large = body.Select(body.FOrdLessThan(x, Constant(0)), body.FNegate(large), large);
        ShaderValue value = body.Select(body.FOrdLessThanEqual(magnitude, Constant(1)), small, large);
        return body.Select(body.IsNan(x), x, value);
    }

    /// <summary>x^y of any sign: exp2(y·log2|x|), with the sign of x where y is an odd integer and NaN where it is no integer.</summary>
    public ShaderValue Pow(ShaderValue x, ShaderValue y)
    {
        ShaderValue zero = Constant(0);
        ShaderValue one = Constant(1);
        ShaderValue magnitude = body.Pow(body.FAbs(x), y);
        ShaderValue isInteger = body.FOrdEqual(body.Floor(y), y);
        ShaderValue half = body.FMul(y, Constant(0.5));
        ShaderValue isOdd = body.LogicalAnd(isInteger, body.FOrdNotEqual(body.Floor(half), half));
        ShaderValue nan = body.Constant(float.NaN, 4);
        ShaderValue ofNegative = body.Select(isInteger, body.Select(isOdd, body.FNegate(magnitude), magnitude), nan);
        // A zero keeps its sign under odd powers.
        ShaderValue base0 = body.Select(isOdd, x, zero);
        ShaderValue ofZero = body.Select(body.FOrdLessThan(y, zero), body.FDiv(one, base0), base0);
        ShaderValue value = body.Select(body.FOrdLessThan(x, zero), ofNegative, magnitude);
        value = body.Select(body.FOrdEqual(x, zero), ofZero, value);
        // llvmpipe gives 0 for NaN.
        value = body.Select(body.LogicalOr(body.IsNan(x), body.IsNan(y)), body.FAdd(x, y), value);
        // x² and x are exact by other means, and common.
        value = body.Select(body.FOrdEqual(y, Constant(2)), body.FMul(x, x), value);
        value = body.Select(body.FOrdEqual(y, one), x, value);
        return body.Select(body.LogicalOr(body.FOrdEqual(y, zero), body.FOrdEqual(x, one)), one, value);
    }

    /// <summary>sin(x - turns·π) for a difference within ±π/2: the Taylor series to x¹³, error below 1e-8.</summary>
    private ShaderValue SinReduced(ShaderValue x, ShaderValue turns)
    {
        ShaderValue r = x;
        foreach (double part in PiParts) r = body.FSub(r, body.FMul(turns, Constant(part)));
        ShaderValue z = body.FMul(r, r);
        return body.FAdd(r, body.FMul(body.FMul(r, z), Polynomial(SinSeries, z)));
    }

    /// <summary>(-1)ⁿ·value.</summary>
    private ShaderValue WithSignOfPower(ShaderValue value, ShaderValue n)
    {
        ShaderValue half = body.FMul(n, Constant(0.5));
        return body.Select(body.FOrdEqual(body.Floor(half), half), value, body.FNegate(value));
    }

    /// <summary>Σ c[i]·xⁱ by Horner's rule.</summary>
    private ShaderValue Polynomial(double[] coefficients, ShaderValue x)
    {
        ShaderValue sum = Constant(coefficients[^1]);
        for (int i = coefficients.Length - 2; i >= 0; i--) sum = body.FAdd(body.FMul(sum, x), Constant(coefficients[i]));
        return sum;
    }
}
