using Lucid.Spirv;
using Lucid.Spirv.Editing;

namespace Lucid.Compiler.Codegen;

/// <summary>
/// Exponential, logarithm and power of additions and multiplications that are rounded one by one (spec/numerics.md, section 3). The polynomials are those of
/// Cephes' expf and logf.
/// </summary>
internal sealed class StrictExponentials(FunctionBodyBuilder body, int count)
{
    // Beyond these, eˣ is infinite or below the smallest normal number.
    private const double Largest = 88.72283;
    private const double Smallest = -87.33654;

    // ln 2 as a number of few bits, whose product with an exponent is exact, and the rest with its sign turned.
    private const double Ln2High = 0.693359375;
    private const double Ln2Rest = 2.12194440e-4;
    private const double RootOfHalf = 0.707106781186547524;

    private static readonly double[] ExpSeries = [5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3, 1.9875691500e-4];

    private static readonly double[] LogSeries =
    [
        3.3333331174e-1, -2.4999993993e-1, 2.0000714765e-1, -1.6668057665e-1, 1.4249322787e-1, -1.2420140846e-1, 1.1676998740e-1, -1.1514610310e-1, 7.0376836292e-2,
    ];

    // (ln((1 + s)/(1 - s)) - 2s)/s³ in s².
    private static readonly double[] AreaSeries = [2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11];

    private readonly StrictBits _bits = new(body, count);

    public ShaderValue Exponential(ShaderValue x)
    {
        ShaderValue tooLarge = body.FOrdGreaterThan(x, Float(Largest)), tooSmall = body.FOrdLessThan(x, Float(Smallest)), isNan = _bits.IsNan(x);
        ShaderValue asked = body.Select(body.LogicalOr(isNan, body.LogicalOr(tooLarge, tooSmall)), Float(0), x);
        ShaderValue n = body.RoundEven(body.FMul(asked, Float(1.44269504088896341)));
        ShaderValue r = body.FAdd(body.FSub(asked, body.FMul(n, Float(Ln2High))), body.FMul(n, Float(Ln2Rest)));
        ShaderValue y = body.FAdd(body.FAdd(body.FMul(Polynomial(ExpSeries, r), body.FMul(r, r)), r), Float(1));
        ShaderValue exponent = body.ConvertFToS(n);
        ShaderValue half = body.ShiftRightArithmetic(exponent, Int(1));
        ShaderValue value = body.FMul(body.FMul(y, PowerOfTwo(half)), PowerOfTwo(body.ISub(exponent, half)));
        value = body.Select(tooLarge, _bits.AsFloat(_bits.Word(StrictBits.Infinity)), value);
        value = body.Select(tooSmall, Float(0), value);
        return body.Select(isNan, x, value);
    }

    public ShaderValue Logarithm(ShaderValue x)
    {
        (ShaderValue k, ShaderValue f) = Split(x);
        ShaderValue z = body.FMul(f, f);
        ShaderValue y = body.FMul(body.FMul(Polynomial(LogSeries, f), f), z);
        y = body.FSub(y, body.FMul(k, Float(Ln2Rest)));
        y = body.FSub(y, body.FMul(Float(0.5), z));
        ShaderValue value = body.FAdd(body.FAdd(f, y), body.FMul(k, Float(Ln2High)));
        ShaderValue magnitude = _bits.Magnitude(x);
        ShaderValue bits = _bits.Bits(value);
        bits = body.Select(body.IEqual(_bits.Bits(x), _bits.Word(StrictBits.Infinity)), _bits.Word(StrictBits.Infinity), bits);
        bits = body.Select(body.INotEqual(_bits.Sign(x), _bits.Word(0)), _bits.Word(StrictBits.Nan), bits);
        bits = body.Select(_bits.IsZero(magnitude), _bits.Word(StrictBits.Infinity | 0x80000000), bits);
        return _bits.AsFloat(body.Select(body.UGreaterThan(magnitude, _bits.Word(StrictBits.Infinity)), _bits.Word(StrictBits.Nan), bits));
    }

    /// <summary>x^y for x ≥ 0: the logarithm as the sum of two floats, times y as another one, so that eˣ sees an error of a few units only.</summary>
    public ShaderValue Power(ShaderValue x, ShaderValue y)
    {
        (ShaderValue high, ShaderValue low) = LongLogarithm(x);
        (ShaderValue product, ShaderValue error) = Product(y, high);
        ShaderValue rest = body.FAdd(error, body.FMul(y, low));
        ShaderValue whole = body.Call(new StrictFunction(StrictKind.Exponential, count).Name, product);
        ShaderValue corrected = body.FMul(whole, body.FAdd(Float(1), rest));
        ShaderValue exact = body.LogicalAnd(body.FOrdLessThan(body.FAbs(product), Float(100)), body.ULessThan(_bits.Magnitude(whole), _bits.Word(StrictBits.Infinity)));
        ShaderValue value = body.Select(exact, corrected, whole);

        ShaderValue infinity = _bits.AsFloat(_bits.Word(StrictBits.Infinity)), zero = Float(0), one = Float(1);
        ShaderValue isNegative = body.FOrdLessThan(y, zero);
        value = body.Select(_bits.IsInfinite(x), body.Select(isNegative, zero, infinity), value);
        value = body.Select(_bits.IsZero(_bits.Magnitude(x)), body.Select(isNegative, infinity, zero), value);
        value = body.Select(body.LogicalOr(_bits.IsNan(x), _bits.IsNan(y)), _bits.AsFloat(_bits.Word(StrictBits.Nan)), value);
        return body.Select(body.LogicalOr(body.FOrdEqual(x, one), _bits.IsZero(_bits.Magnitude(y))), one, value);
    }

    private ShaderValue Float(double value) => _bits.Float(value);

    private ShaderValue Int(int value) => body.Constant(value, count);

    /// <summary>x = 2^k·(1 + f) with √½ ≤ 1 + f &lt; √2; f is exact.</summary>
    private (ShaderValue K, ShaderValue F) Split(ShaderValue x)
    {
        ShaderValue magnitude = _bits.Magnitude(x);
        ShaderValue exponent = body.ISub(body.Bitcast(body.ShiftRightLogical(magnitude, _bits.Word(23)), ScalarKind.I32), Int(126));
        ShaderValue m = _bits.AsFloat(body.BitwiseOr(body.BitwiseAnd(magnitude, _bits.Word(0x007fffff)), _bits.Word(0x3f000000)));
        ShaderValue isLow = body.FOrdLessThan(m, Float(RootOfHalf));
        ShaderValue f = body.FSub(body.Select(isLow, body.FAdd(m, m), m), Float(1));
        return (body.ConvertSToF(body.Select(isLow, body.ISub(exponent, Int(1)), exponent)), f);
    }

    /// <summary>ln x = k·ln 2 + 2·artanh(f/(2 + f)), each part with what its rounding left.</summary>
    private (ShaderValue High, ShaderValue Low) LongLogarithm(ShaderValue x)
    {
        (ShaderValue k, ShaderValue f) = Split(x);
        string divide = new StrictFunction(StrictKind.Divide, count).Name;
        ShaderValue d = body.FAdd(Float(2), f);
        ShaderValue dRest = body.FSub(f, body.FSub(d, Float(2)));
        ShaderValue s = body.Call(divide, f, d);
        (ShaderValue product, ShaderValue error) = Product(s, d);
        ShaderValue left = body.FSub(body.FSub(body.FSub(f, product), error), body.FMul(s, dRest));
        ShaderValue sRest = body.Call(divide, left, d);
        ShaderValue z = body.FMul(s, s);
        ShaderValue tail = body.FMul(body.FMul(s, z), Polynomial(AreaSeries, z));

        // Knuth's sum of k·ln 2 and 2·s, whose error is exact.
        ShaderValue high = body.FMul(k, Float(Ln2High));
        ShaderValue twice = body.FAdd(s, s);
        ShaderValue sum = body.FAdd(high, twice);
        ShaderValue part = body.FSub(sum, high);
        ShaderValue lost = body.FAdd(body.FSub(high, body.FSub(sum, part)), body.FSub(twice, part));
        ShaderValue low = body.FSub(body.FAdd(body.FAdd(lost, body.FAdd(sRest, sRest)), tail), body.FMul(k, Float(Ln2Rest)));
        ShaderValue total = body.FAdd(sum, low);
        return (total, body.FAdd(body.FSub(sum, total), low));
    }

    /// <summary>Dekker's product: halves of 12 bits, whose products are exact.</summary>
    private (ShaderValue Product, ShaderValue Error) Product(ShaderValue a, ShaderValue b)
    {
        ShaderValue aHigh = Upper(a), bHigh = Upper(b);
        ShaderValue aLow = body.FSub(a, aHigh), bLow = body.FSub(b, bHigh);
        ShaderValue product = body.FMul(a, b);
        ShaderValue error = body.FSub(body.FMul(aHigh, bHigh), product);
        error = body.FAdd(body.FAdd(error, body.FMul(aHigh, bLow)), body.FMul(aLow, bHigh));
        return (product, body.FAdd(error, body.FMul(aLow, bLow)));
    }

    private ShaderValue Upper(ShaderValue x) => _bits.AsFloat(body.BitwiseAnd(_bits.Bits(x), _bits.Word(0xfffff000)));

    private ShaderValue PowerOfTwo(ShaderValue exponent) => _bits.AsFloat(body.Bitcast(body.ShiftLeftLogical(body.IAdd(exponent, Int(127)), Int(23)), ScalarKind.U32));

    /// <summary>Σ c[i]·xⁱ by Horner's rule.</summary>
    private ShaderValue Polynomial(double[] coefficients, ShaderValue x)
    {
        ShaderValue sum = Float(coefficients[^1]);
        for (int i = coefficients.Length - 2; i >= 0; i--) sum = body.FAdd(body.FMul(sum, x), Float(coefficients[i]));
        return sum;
    }
}
