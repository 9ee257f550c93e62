using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Tensors;

namespace Lucid.Compiler.Codegen;

/// <summary>
/// Casts over vectors of four elements. A device holds every float as binary32 and every integer in 32 bits: narrower types are kept within
/// their range by what computes them, wider integers are those of 32 bits.
/// </summary>
internal sealed class NumberConversions(FunctionBodyBuilder body)
{
    private const float TwoTo31 = 2147483648f;
    private const float TwoTo32 = 4294967296f;

    /// <summary>ONNX Cast: floats are rounded to nearest even, integers cut off towards zero and saturated; anything to bool asks whether it is not zero.</summary>
    public ShaderValue Cast(ShaderValue value, ElementType from, ElementType to)
    {
        if (from == to) return value;
        if (to == ElementType.Bool)
        {
            return from.IsFloat() ? body.FUnordNotEqual(value, body.Constant(0f, 4))
                : body.INotEqual(value, from == ElementType.U32 ? body.Constant(0u, 4) : body.Constant(0, 4));
        }

        if (to.IsFloat())
        {
            ShaderValue real = from.IsFloat() ? value
                : from == ElementType.Bool ? body.Select(value, body.Constant(1f, 4), body.Constant(0f, 4))
                : from == ElementType.U32 ? body.ConvertUToF(value)
                : body.ConvertSToF(value);
            return to == ElementType.F16 ? RoundToHalf(real) : to == ElementType.BF16 ? RoundToBFloat16(real) : real;
        }

        if (from.IsFloat()) return to == ElementType.U32 ? SaturateUnsigned(value) : Saturate(value, to);
        ShaderValue integer = from == ElementType.Bool ? body.Select(value, body.Constant(1, 4), body.Constant(0, 4))
            : from == ElementType.U32 ? body.Bitcast(value, ScalarKind.I32)
            : value;
        integer = Narrow(integer, to);
        return to == ElementType.U32 ? body.Bitcast(integer, ScalarKind.U32) : integer;
    }

    /// <summary>Integer types below 32 bits keep their low bits, as two's complement arithmetic of their width leaves them.</summary>
    public ShaderValue Narrow(ShaderValue value, ElementType to)
    {
        int bits = to.ByteSize() * 8;
        if (bits >= 32) return value;
        if (to is ElementType.U8 or ElementType.U16) return body.BitwiseAnd(value, body.Constant((1 << bits) - 1, 4));
        ShaderValue shift = body.Constant(32 - bits, 4);
        return body.ShiftRightArithmetic(body.ShiftLeftLogical(value, shift), shift);
    }

    /// <summary>
    /// The nearest binary16, as a float. The instructions that pack halves leave the rounding open. Of a normal one 13 low bits are rounded off;
    /// below 2⁻¹⁴ halves are multiples of 2⁻²⁴; from 65520 on the nearest one is infinite.
    /// </summary>
    private ShaderValue RoundToHalf(ShaderValue x)
    {
        ShaderValue normal = body.Bitcast(RoundBits(body.Bitcast(x, ScalarKind.U32), 13), ScalarKind.F32);
        ShaderValue small = body.FMul(body.RoundEven(body.FMul(x, body.Constant(16777216f, 4))), body.Constant(1 / 16777216f, 4));
        ShaderValue magnitude = body.FAbs(x);
        ShaderValue infinity = body.Constant(float.PositiveInfinity, 4);
        ShaderValue large = body.Select(body.FOrdLessThan(x, body.Constant(0f, 4)), body.FNegate(infinity), infinity);
        ShaderValue value = body.Select(body.FOrdLessThan(magnitude, body.Constant(6.103515625e-5f, 4)), small, normal);
        value = body.Select(body.FOrdLessThan(magnitude, body.Constant(65520f, 4)), value, large);
        return body.Select(body.IsNan(x), x, value);
    }

    /// <summary>The nearest number of the upper 16 bits of a binary32; infinity where that is nearest.</summary>
    private ShaderValue RoundToBFloat16(ShaderValue x) =>
        body.Select(body.IsNan(x), x, body.Bitcast(RoundBits(body.Bitcast(x, ScalarKind.U32), 16), ScalarKind.F32));

    /// <summary>A pattern with so many low bits rounded off to nearest even: half of the last place less one, and one more where it is odd, then cut.</summary>
    private ShaderValue RoundBits(ShaderValue bits, int count)
    {
        ShaderValue odd = body.BitwiseAnd(body.ShiftRightLogical(bits, body.Constant((uint)count, 4)), body.Constant(1u, 4));
        ShaderValue raised = body.IAdd(body.IAdd(bits, body.Constant((1u << (count - 1)) - 1, 4)), odd);
        return body.BitwiseAnd(raised, body.Constant(~((1u << count) - 1), 4));
    }

    /// <summary>A signed pattern: cut off towards zero, the nearest end of the type's range (of 32 bits for wider types) beyond it, 0 for NaN.</summary>
    private ShaderValue Saturate(ShaderValue x, ElementType to)
    {
        bool isUnsigned = to is ElementType.U8 or ElementType.U16 or ElementType.U64;
        int bits = Math.Min(to.ByteSize() * 8, 32);
        int high = bits == 32 ? int.MaxValue : (1 << (isUnsigned ? bits : bits - 1)) - 1;
        int low = isUnsigned ? 0 : -high - 1;
        // The conversion is asked only within the range, where it is defined.
        ShaderValue above = body.FOrdGreaterThanEqual(x, bits == 32 ? body.Constant(TwoTo31, 4) : body.Constant((float)high, 4));
        ShaderValue below = body.FOrdLessThanEqual(x, body.Constant((float)low, 4));
        ShaderValue outside = body.LogicalOr(body.LogicalOr(above, below), body.IsNan(x));
        ShaderValue inside = body.ConvertFToS(body.Select(outside, body.Constant(0f, 4), x));
        return body.Select(above, body.Constant(high, 4), body.Select(below, body.Constant(low, 4), inside));
    }

    private ShaderValue SaturateUnsigned(ShaderValue x)
    {
        ShaderValue above = body.FOrdGreaterThanEqual(x, body.Constant(TwoTo32, 4));
        ShaderValue within = body.LogicalAnd(body.FOrdGreaterThan(x, body.Constant(0f, 4)), body.LogicalNot(above));
        return body.Select(above, body.Constant(uint.MaxValue, 4), body.ConvertFToU(body.Select(within, x, body.Constant(0f, 4))));
    }
}
