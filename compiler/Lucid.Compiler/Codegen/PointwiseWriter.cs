using Lucid.Model.Ops;
using Lucid.Spirv.Editing;
using Lucid.Tensors;

namespace Lucid.Compiler.Codegen;

/// <summary>
/// Writes one elementwise function over vectors of four elements. NaN operands give NaN: minimum, maximum and clip are explicit
/// selects, because the instructions leave NaN open. Definitions are those of <see cref="PointwiseTable"/>.
/// </summary>
internal sealed class PointwiseWriter(FunctionBodyBuilder body)
{
    private readonly FloatFunctions _f = new(body);
    private readonly NumberConversions _conversions = new(body);

    public ShaderValue Write(Pointwise op, ElementType type, ShaderValue[] arguments)
    {
        if (op.Kind == PointwiseKind.Where) return body.Select(arguments[0], arguments[1], arguments[2]);
        if (type == ElementType.Bool) return Logic(op.Kind, arguments);
        if (type.IsFloat()) return Float(op, arguments);
        ShaderValue integer = Integer(op, type == ElementType.U32, arguments);
        return op.Function.Result == PointwiseResult.SameAsOperands ? _conversions.Narrow(integer, type) : integer;
    }

    private ShaderValue Float(Pointwise op, ShaderValue[] a)
    {
        ShaderValue x = a[0];
        ShaderValue y = a.Length > 1 ? a[1] : a[0];
        ShaderValue zero = _f.Constant(0);
        ShaderValue one = _f.Constant(1);
        ShaderValue alpha = _f.Constant(op.Alpha);
        ShaderValue beta = _f.Constant(op.Beta);
        return op.Kind switch
        {
            PointwiseKind.Relu => body.Select(body.FOrdLessThan(x, zero), zero, x),
            PointwiseKind.LeakyRelu => body.Select(body.FOrdLessThan(x, zero), body.FMul(alpha, x), x),
            PointwiseKind.PRelu => body.Select(body.FOrdLessThan(x, zero), body.FMul(y, x), x),
            PointwiseKind.ThresholdedRelu => body.Select(body.FOrdLessThanEqual(x, alpha), zero, x),
            PointwiseKind.Elu => body.Select(body.FOrdLessThan(x, zero), body.FMul(alpha, _f.ExpMinusOne(x)), x),
            PointwiseKind.Celu => body.Select(body.FOrdLessThan(x, zero), body.FMul(alpha, _f.ExpMinusOne(body.FDiv(x, alpha))), x),
            PointwiseKind.Selu => body.FMul(beta, body.Select(body.FOrdLessThan(x, zero), body.FMul(alpha, _f.ExpMinusOne(x)), x)),
            PointwiseKind.Sigmoid => _f.Sigmoid(x),
            PointwiseKind.HardSigmoid => _f.Clip(body.FAdd(body.FMul(alpha, x), beta), zero, one),
            PointwiseKind.HardSwish => body.FMul(x, _f.Clip(body.FAdd(body.FMul(x, _f.Constant(1.0 / 6)), _f.Constant(0.5)), zero, one)),
            PointwiseKind.Silu => body.FDiv(x, body.FAdd(one, _f.Exp(body.FNegate(x)))),
            PointwiseKind.Mish => body.FMul(x, _f.Tanh(_f.Softplus(x))),
            PointwiseKind.Softplus => _f.Softplus(x),
            PointwiseKind.Softsign => body.FDiv(x, body.FAdd(one, body.FAbs(x))),
            PointwiseKind.Gelu => body.FMul(body.FMul(_f.Constant(0.5), x), body.FAdd(one, _f.Erf(body.FMul(x, _f.Constant(1 / Math.Sqrt(2)))))),
            PointwiseKind.GeluTanh => GeluTanh(x),
            PointwiseKind.Tanh => _f.Tanh(x),
            PointwiseKind.Erf => _f.Erf(x),
            PointwiseKind.Clip => Clip(op, x),
            PointwiseKind.Add => body.FAdd(x, y),
            PointwiseKind.Sub => body.FSub(x, y),
            PointwiseKind.Mul => body.FMul(x, y),
            PointwiseKind.Div => body.FDiv(x, y),
            PointwiseKind.Neg => body.FNegate(x),
            PointwiseKind.Abs => body.FAbs(x),
            PointwiseKind.Exp => _f.Exp(x),
            PointwiseKind.Log => _f.Log(x),
            PointwiseKind.Sqrt => body.Sqrt(x),
            PointwiseKind.Reciprocal => body.FDiv(one, x),
            PointwiseKind.Floor => body.Floor(x),
            PointwiseKind.Ceil => body.Ceil(x),
            PointwiseKind.Round => body.RoundEven(x),
            PointwiseKind.Sign => body.Select(body.FOrdGreaterThan(x, zero), one, body.Select(body.FOrdLessThan(x, zero), _f.Constant(-1), x)),
            PointwiseKind.Sin => _f.Sin(x),
            PointwiseKind.Cos => _f.Cos(x),
            PointwiseKind.Pow => _f.Pow(x, y),
            PointwiseKind.Mod => op.Alpha != 0 ? body.FRem(x, y) : body.FSub(x, body.FMul(y, body.Floor(body.FDiv(x, y)))),
            PointwiseKind.Min => _f.Min(x, y),
            PointwiseKind.Max => _f.Max(x, y),
            PointwiseKind.Equal => body.FOrdEqual(x, y),
            PointwiseKind.Less => body.FOrdLessThan(x, y),
            PointwiseKind.LessOrEqual => body.FOrdLessThanEqual(x, y),
            PointwiseKind.Greater => body.FOrdGreaterThan(x, y),
            PointwiseKind.GreaterOrEqual => body.FOrdGreaterThanEqual(x, y),
            PointwiseKind.And or PointwiseKind.Or or PointwiseKind.Xor or PointwiseKind.Not or PointwiseKind.Where => throw Unexpected(op, "floats"),
        };
    }

    private ShaderValue Integer(Pointwise op, bool isUnsigned, ShaderValue[] a)
    {
        ShaderValue x = a[0];
        ShaderValue y = a.Length > 1 ? a[1] : a[0];
        ShaderValue zero = Constant(0, isUnsigned);
        ShaderValue one = Constant(1, isUnsigned);
        return op.Kind switch
        {
            PointwiseKind.Relu => Choose(Less(x, zero), zero, x),
            PointwiseKind.PRelu => Choose(Less(x, zero), body.IMul(x, y), x),
            PointwiseKind.Add => body.IAdd(x, y),
            PointwiseKind.Sub => body.ISub(x, y),
            PointwiseKind.Mul => body.IMul(x, y),
            // An integer division by 0 gives 0; the divisor is replaced, because the instruction leaves it open.
            PointwiseKind.Div => Choose(body.IEqual(y, zero), zero, isUnsigned ? body.UDiv(x, NonZero()) : Choose(IsMinusOne(), body.ISub(zero, x), body.SDiv(x, NonZero()))),
            PointwiseKind.Mod => Choose(body.IEqual(y, zero), zero,
                isUnsigned ? body.UMod(x, NonZero()) : op.Alpha != 0 ? body.SRem(x, NonZero()) : FloorModulo()),
            PointwiseKind.Pow => IntegerPower(x, y, isUnsigned),
            PointwiseKind.Neg => body.ISub(zero, x),
            PointwiseKind.Abs => Choose(Less(x, zero), body.ISub(zero, x), x),
            PointwiseKind.Sign => Choose(Less(zero, x), one, Choose(Less(x, zero), body.ISub(zero, one), zero)),
            PointwiseKind.Clip => ClipInteger(op, x, isUnsigned),
            PointwiseKind.Min => Choose(Less(x, y), x, y),
            PointwiseKind.Max => Choose(Less(x, y), y, x),
            PointwiseKind.Equal => body.IEqual(x, y),
            PointwiseKind.Less => Less(x, y),
            PointwiseKind.LessOrEqual => body.LogicalNot(Less(y, x)),
            PointwiseKind.Greater => Less(y, x),
            PointwiseKind.GreaterOrEqual => body.LogicalNot(Less(x, y)),
            PointwiseKind.Floor or PointwiseKind.Ceil or PointwiseKind.Round => x,
            _ => throw Unexpected(op, "integers"),
        };

        ShaderValue Less(ShaderValue left, ShaderValue right) => isUnsigned ? body.ULessThan(left, right) : body.SLessThan(left, right);
        ShaderValue Choose(ShaderValue condition, ShaderValue yes, ShaderValue no) => body.Select(condition, yes, no);
        // Nor do devices agree on the smallest integer divided by -1.
        ShaderValue IsMinusOne() => body.IEqual(y, Constant(-1, isUnsigned: false));
        ShaderValue NonZero() => body.Select(isUnsigned ? body.IEqual(y, zero) : body.LogicalOr(body.IEqual(y, zero), IsMinusOne()), one, y);

        // The sign of the divisor, from the remainder: llvmpipe (Mesa 22.3.6) gives the dividend's sign for OpSMod.
        ShaderValue FloorModulo()
        {
            ShaderValue remainder = body.SRem(x, NonZero());
            ShaderValue otherSign = body.SLessThan(body.BitwiseXor(remainder, y), zero);
            ShaderValue moved = body.LogicalAnd(body.INotEqual(remainder, zero), otherSign);
            return body.Select(moved, body.IAdd(remainder, y), remainder);
        }
    }

    private ShaderValue Logic(PointwiseKind kind, ShaderValue[] a) => kind switch
    {
        PointwiseKind.And => body.LogicalAnd(a[0], a[1]),
        PointwiseKind.Or => body.LogicalOr(a[0], a[1]),
        PointwiseKind.Xor => body.LogicalNotEqual(a[0], a[1]),
        PointwiseKind.Not => body.LogicalNot(a[0]),
        PointwiseKind.Equal => body.LogicalEqual(a[0], a[1]),
        _ => throw new System.Diagnostics.UnreachableException($"{kind} of booleans"),
    };

    private ShaderValue Clip(Pointwise op, ShaderValue x)
    {
        if (!double.IsNegativeInfinity(op.Alpha)) x = _f.Max(x, _f.Constant(op.Alpha));
        return double.IsPositiveInfinity(op.Beta) ? x : _f.Min(x, _f.Constant(op.Beta));
    }

    private ShaderValue ClipInteger(Pointwise op, ShaderValue x, bool isUnsigned)
    {
        ShaderValue low = Constant(Bound(op.Alpha, isUnsigned), isUnsigned);
        ShaderValue high = Constant(Bound(op.Beta, isUnsigned), isUnsigned);
        ShaderValue raised = body.Select(isUnsigned ? body.ULessThan(x, low) : body.SLessThan(x, low), low, x);
        return body.Select(isUnsigned ? body.ULessThan(high, raised) : body.SLessThan(high, raised), high, raised);
    }

    private static long Bound(double bound, bool isUnsigned) =>
        isUnsigned ? (long)Math.Clamp(bound, 0, uint.MaxValue) : (long)Math.Clamp(bound, int.MinValue, int.MaxValue);

    // 0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))
    private ShaderValue GeluTanh(ShaderValue x)
    {
        ShaderValue cube = body.FMul(body.FMul(x, x), x);
        ShaderValue inner = body.FMul(_f.Constant(Math.Sqrt(2 / Math.PI)), body.FAdd(x, body.FMul(_f.Constant(0.044715), cube)));
        return body.FMul(body.FMul(_f.Constant(0.5), x), body.FAdd(_f.Constant(1), _f.Tanh(inner)));
    }

    // x^y by squaring: bits of y from low to high; a negative y leaves only powers of 1 and -1.
    private ShaderValue IntegerPower(ShaderValue x, ShaderValue y, bool isUnsigned)
    {
        ShaderValue zero = Constant(0, isUnsigned);
        ShaderValue one = Constant(1, isUnsigned);
        ShaderValue result = one;
        ShaderValue power = x;
        for (int bit = 0; bit < 31; bit++)
        {
            ShaderValue set = body.INotEqual(body.BitwiseAnd(y, Constant(1L << bit, isUnsigned)), zero);
            result = body.Select(set, body.IMul(result, power), result);
            power = body.IMul(power, power);
        }

        if (isUnsigned) return result;
        ShaderValue minusOne = Constant(-1, false);
        ShaderValue isUnit = body.LogicalOr(body.IEqual(x, one), body.IEqual(x, minusOne));
        ShaderValue odd = body.INotEqual(body.BitwiseAnd(y, one), zero);
        ShaderValue ofUnit = body.Select(odd, x, one);
        return body.Select(body.SLessThan(y, zero), body.Select(isUnit, ofUnit, zero), result);
    }

    private ShaderValue Constant(long value, bool isUnsigned) =>
        isUnsigned ? body.Constant(checked((uint)value), 4) : body.Constant(checked((int)value), 4);

    private static System.Diagnostics.UnreachableException Unexpected(Pointwise op, string what) => new($"{op.Kind} of {what}");
}
