using Lucid.Spirv;
using Lucid.Spirv.Editing;

namespace Lucid.Compiler.Codegen;

/// <summary>
/// Quotient and square root, rounded exactly (spec/numerics.md, section 3): the device's own gives an estimate, integers say how far it is off.
/// Remainders are small numbers, so that arithmetic modulo 2³² is exact.
/// </summary>
internal sealed class StrictQuotients(FunctionBodyBuilder body, int count)
{
    private const uint MantissaBits = 0x007fffff;

    private readonly StrictBits _bits = new(body, count);

    public ShaderValue Divide(ShaderValue x, ShaderValue y)
    {
        ShaderValue mx = _bits.Magnitude(x), my = _bits.Magnitude(y);
        ShaderValue numerator = Mantissa(mx), divisor = Mantissa(my);
        ShaderValue isLess = body.ULessThan(numerator, divisor);
        ShaderValue exponent = body.IAdd(body.ISub(Exponent(mx), Exponent(my)), body.Select(isLess, Int(126), Int(127)));
        numerator = body.Select(isLess, body.ShiftLeftLogical(numerator, _bits.Word(1)), numerator);

        // numerator·2²⁴ = quotient·divisor + rest, the quotient in [2²⁴, 2²⁵).
        ShaderValue estimate = body.FMul(body.FDiv(body.ConvertUToF(numerator), body.ConvertUToF(divisor)), _bits.Float(16777216));
        ShaderValue quotient = body.ISub(body.ConvertFToU(estimate), _bits.Word(8));
        ShaderValue rest = AsInt(body.ISub(body.ShiftLeftLogical(numerator, _bits.Word(24)), body.IMul(quotient, divisor)));
        for (uint step = 8; step > 0; step >>= 1)
        {
            ShaderValue less = body.ISub(rest, AsInt(body.IMul(divisor, _bits.Word(step))));
            ShaderValue fits = body.SGreaterThanEqual(less, Int(0));
            rest = body.Select(fits, less, rest);
            quotient = body.Select(fits, body.IAdd(quotient, _bits.Word(step)), quotient);
        }

        ShaderValue bits = Rounded(quotient, rest, Clamped(exponent));
        bits = body.Select(body.SLessThan(bits, Int((int)StrictBits.SmallestNormal)), Int(0), bits);
        bits = body.Select(body.SGreaterThan(exponent, Int(254)), Int((int)StrictBits.Infinity), bits);
        return WithSpecialOperands(x, y, mx, my, body.Bitcast(bits, ScalarKind.U32));
    }

    public ShaderValue SquareRoot(ShaderValue x)
    {
        ShaderValue magnitude = _bits.Magnitude(x);
        ShaderValue exponent = body.ISub(Exponent(magnitude), Int(127));
        ShaderValue odd = body.BitwiseAnd(body.Bitcast(exponent, ScalarKind.U32), _bits.Word(1));
        ShaderValue doubled = body.ShiftLeftLogical(Mantissa(magnitude), body.IAdd(odd, _bits.Word(1)));

        // doubled·2²⁴ = root² + rest, the root in [2²⁴, 2²⁵).
        ShaderValue estimate = body.FMul(body.Sqrt(body.ConvertUToF(doubled)), _bits.Float(4096));
        ShaderValue root = body.ConvertFToU(estimate);
        ShaderValue square = body.ShiftLeftLogical(doubled, _bits.Word(24));
        // Newton's step on the rest brings an estimate that is off by up to 31 to within 1.
        ShaderValue rest = AsInt(body.ISub(square, body.IMul(root, root)));
        ShaderValue step = body.RoundEven(body.FDiv(body.FMul(body.ConvertSToF(rest), _bits.Float(0.5)), estimate));
        root = body.ISub(body.IAdd(root, body.Bitcast(body.ConvertFToS(step), ScalarKind.U32)), _bits.Word(2));
        rest = AsInt(body.ISub(square, body.IMul(root, root)));
        for (uint more = 2; more > 0; more >>= 1)
        {
            // (root + more)² = root² + 2·more·root + more²
            ShaderValue added = body.IAdd(body.IMul(root, _bits.Word(2 * more)), _bits.Word(more * more));
            ShaderValue less = body.ISub(rest, AsInt(added));
            ShaderValue fits = body.SGreaterThanEqual(less, Int(0));
            rest = body.Select(fits, less, rest);
            root = body.Select(fits, body.IAdd(root, _bits.Word(more)), root);
        }

        ShaderValue bits = body.Bitcast(Rounded(root, rest, body.IAdd(body.ShiftRightArithmetic(exponent, Int(1)), Int(127))), ScalarKind.U32);
        bits = body.Select(body.INotEqual(_bits.Sign(x), _bits.Word(0)), _bits.Word(StrictBits.Nan), bits);
        bits = body.Select(_bits.IsZero(magnitude), _bits.Word(0), bits);
        ShaderValue isPositiveInfinity = body.IEqual(_bits.Bits(x), _bits.Word(StrictBits.Infinity));
        bits = body.Select(isPositiveInfinity, _bits.Word(StrictBits.Infinity), bits);
        bits = body.Select(body.UGreaterThan(magnitude, _bits.Word(StrictBits.Infinity)), _bits.Word(StrictBits.Nan), bits);
        return _bits.AsFloat(bits);
    }

    private ShaderValue Int(int value) => body.Constant(value, count);

    private ShaderValue AsInt(ShaderValue bits) => body.Bitcast(bits, ScalarKind.I32);

    private ShaderValue Exponent(ShaderValue magnitude) => AsInt(body.ShiftRightLogical(magnitude, _bits.Word(23)));

    private ShaderValue Mantissa(ShaderValue magnitude) => body.BitwiseOr(body.BitwiseAnd(magnitude, _bits.Word(MantissaBits)), _bits.Word(MantissaBits + 1));

    // Exponents out of range must not wrap when they are shifted. A carry from the largest one gives infinity.
    private ShaderValue Clamped(ShaderValue exponent) => body.SMin(body.SMax(exponent, Int(-4)), Int(254));

    /// <summary>The bits of 25 significant bits and a rest, half to even; a carry moves the exponent on by itself.</summary>
    private ShaderValue Rounded(ShaderValue significant, ShaderValue rest, ShaderValue exponent)
    {
        ShaderValue mantissa = body.ShiftRightLogical(significant, _bits.Word(1));
        ShaderValue inexact = body.Select(body.INotEqual(rest, Int(0)), _bits.Word(1), _bits.Word(0));
        ShaderValue up = body.BitwiseAnd(significant, body.BitwiseOr(inexact, mantissa));
        mantissa = body.IAdd(mantissa, body.BitwiseAnd(up, _bits.Word(1)));
        return body.IAdd(body.ShiftLeftLogical(body.ISub(exponent, Int(1)), Int(23)), AsInt(mantissa));
    }

    private ShaderValue WithSpecialOperands(ShaderValue x, ShaderValue y, ShaderValue mx, ShaderValue my, ShaderValue bits)
    {
        ShaderValue infinity = _bits.Word(StrictBits.Infinity), zero = _bits.Word(0);
        ShaderValue xIsZero = _bits.IsZero(mx), yIsZero = _bits.IsZero(my);
        ShaderValue xIsInfinite = body.IEqual(mx, infinity), yIsInfinite = body.IEqual(my, infinity);
        // A zero divisor has no sign.
        ShaderValue sign = body.BitwiseXor(_bits.Sign(x), body.Select(yIsZero, zero, _bits.Sign(y)));
        bits = body.Select(body.LogicalOr(xIsZero, yIsInfinite), zero, bits);
        bits = body.Select(body.LogicalOr(xIsInfinite, yIsZero), infinity, bits);
        bits = body.BitwiseOr(bits, sign);
        ShaderValue unknown = body.LogicalOr(body.LogicalAnd(xIsZero, yIsZero), body.LogicalAnd(xIsInfinite, yIsInfinite));
        unknown = body.LogicalOr(unknown, body.LogicalOr(body.UGreaterThan(mx, infinity), body.UGreaterThan(my, infinity)));
        return _bits.AsFloat(body.Select(unknown, _bits.Word(StrictBits.Nan), bits));
    }
}
