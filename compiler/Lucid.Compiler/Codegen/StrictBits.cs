using Lucid.Spirv;
using Lucid.Spirv.Editing;

namespace Lucid.Compiler.Codegen;

/// <summary>What spec/numerics.md, sections 1 and 2, says of floats by their bits: what is stored, extrema, NaN, conversions.</summary>
internal sealed class StrictBits(FunctionBodyBuilder body, int count)
{
    public const uint Infinity = 0x7f800000;
    public const uint Nan = 0x7fc00000;
    public const uint SmallestNormal = 0x00800000;

    private const uint HalfExponentShift = (127 - 15) << 23;

    public ShaderValue Word(uint value) => body.Constant(value, count);

    public ShaderValue Float(double value) => body.Constant((float)value, count);

    public ShaderValue Bits(ShaderValue x) => body.Bitcast(x, ScalarKind.U32);

    public ShaderValue AsFloat(ShaderValue bits) => body.Bitcast(bits, ScalarKind.F32);

    /// <summary>The bits without the sign.</summary>
    public ShaderValue Magnitude(ShaderValue x) => body.BitwiseAnd(Bits(x), Word(0x7fffffff));

    public ShaderValue Sign(ShaderValue x) => body.BitwiseAnd(Bits(x), Word(0x80000000));

    public ShaderValue IsNan(ShaderValue x) => body.UGreaterThan(Magnitude(x), Word(Infinity));

    public ShaderValue IsInfinite(ShaderValue x) => body.IEqual(Magnitude(x), Word(Infinity));

    /// <summary>Whether a magnitude is zero or subnormal.</summary>
    public ShaderValue IsZero(ShaderValue magnitude) => body.ULessThan(magnitude, Word(SmallestNormal));

    /// <summary>What is written to memory: one NaN, one zero, nothing subnormal.</summary>
    public ShaderValue Store(ShaderValue x)
    {
        ShaderValue magnitude = Magnitude(x);
        ShaderValue kept = body.Select(IsZero(magnitude), Word(0), Bits(x));
        return AsFloat(body.Select(body.UGreaterThan(magnitude, Word(Infinity)), Word(Nan), kept));
    }

    /// <summary>x·0. Compilers make 0 of it, whatever x is.</summary>
    public ShaderValue TimesZero(ShaderValue x) =>
        AsFloat(body.Select(body.ULessThan(Magnitude(x), Word(Infinity)), Word(0), Word(Nan)));

    public ShaderValue Maximum(ShaderValue x, ShaderValue y) => body.Select(body.LogicalOr(body.FOrdGreaterThan(x, y), IsNan(x)), x, y);

    public ShaderValue Minimum(ShaderValue x, ShaderValue y) => body.Select(body.LogicalOr(body.FOrdLessThan(x, y), IsNan(x)), x, y);

    /// <summary>The nearest float: both halves of the integer convert exactly, and the sum rounds once.</summary>
    public ShaderValue FromInteger(ShaderValue x)
    {
        bool signed = x.Type.Scalar == ScalarKind.I32;
        ShaderValue shift = signed ? body.Constant(16, count) : Word(16);
        ShaderValue high = signed ? body.ConvertSToF(body.ShiftRightArithmetic(x, shift)) : body.ConvertUToF(body.ShiftRightLogical(x, shift));
        ShaderValue low = body.BitwiseAnd(x, signed ? body.Constant(0xffff, count) : Word(0xffff));
        return body.FAdd(body.FMul(high, Float(65536)), signed ? body.ConvertSToF(low) : body.ConvertUToF(low));
    }

    /// <summary>Two halves in a word, the first in the low bits. Below 2⁻¹⁴ halves are multiples of 2⁻²⁴.</summary>
    public ShaderValue ToHalves(ShaderValue pair)
    {
        StrictBits two = new(body, 2);
        ShaderValue magnitude = two.Magnitude(pair);
        ShaderValue odd = body.BitwiseAnd(body.ShiftRightLogical(magnitude, two.Word(13)), two.Word(1));
        ShaderValue rounded = body.ShiftRightLogical(body.IAdd(body.IAdd(magnitude, two.Word(0xfff)), odd), two.Word(13));
        ShaderValue normal = body.ISub(rounded, two.Word(HalfExponentShift >> 13));
        ShaderValue isSmall = body.ULessThan(magnitude, two.Word(0x38800000));
        // The conversion is asked for small ones only.
        ShaderValue asked = two.AsFloat(body.Select(isSmall, magnitude, two.Word(0)));
        ShaderValue small = body.ConvertFToU(body.RoundEven(body.FMul(asked, two.Float(16777216))));
        ShaderValue half = body.Select(isSmall, small, normal);
        half = body.Select(body.UGreaterThanEqual(magnitude, two.Word(0x477ff000)), two.Word(0x7c00), half);
        ShaderValue sign = body.ShiftRightLogical(two.Sign(pair), two.Word(16));
        half = body.Select(body.IEqual(half, two.Word(0)), half, body.BitwiseOr(half, sign));
        half = body.Select(body.UGreaterThan(magnitude, two.Word(Infinity)), two.Word(0x7e00), half);
        return body.BitwiseOr(body.Extract(half, 0), body.ShiftLeftLogical(body.Extract(half, 1), body.Constant(16u)));
    }

    /// <summary>The floats of two halves in a word.</summary>
    public ShaderValue FromHalves(ShaderValue word)
    {
        StrictBits two = new(body, 2);
        ShaderValue both = body.Construct(body.BitwiseAnd(word, body.Constant(0xffffu)), body.ShiftRightLogical(word, body.Constant(16u)));
        ShaderValue magnitude = body.BitwiseAnd(both, two.Word(0x7fff));
        ShaderValue sign = body.ShiftLeftLogical(body.BitwiseAnd(both, two.Word(0x8000)), two.Word(16));
        ShaderValue normal = body.IAdd(body.ShiftLeftLogical(magnitude, two.Word(13)), two.Word(HalfExponentShift));
        ShaderValue small = two.Bits(body.FMul(body.ConvertUToF(magnitude), two.Float(1 / 16777216.0)));
        ShaderValue bits = body.Select(body.ULessThan(magnitude, two.Word(0x400)), small, normal);
        bits = body.Select(body.IEqual(magnitude, two.Word(0x7c00)), two.Word(Infinity), bits);
        bits = body.BitwiseOr(bits, sign);
        return two.AsFloat(body.Select(body.UGreaterThan(magnitude, two.Word(0x7c00)), two.Word(Nan), bits));
    }
}
