using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Symbolic;

/// <summary>Elementwise functions on expressions, for those that sizes are computed with.</summary>
internal static class SymbolicArithmetic
{
    /// <summary>The function on every element, operands broadcast to the shape; null where an element has no expression.</summary>
    public static Ratio[]? Map(Pointwise op, IReadOnlyList<SymbolicTensor> operands, Shape shape)
    {
        Ratio[] result = new Ratio[shape.ElementCount];
        long[][] strides = [.. operands.Select(operand => BroadcastStrides(operand.Shape, shape))];
        Ratio[] x = new Ratio[operands.Count];
        for (int at = 0; at < result.Length; at++)
        {
            for (int i = 0; i < x.Length; i++) x[i] = operands[i].Elements[Offset(at, shape, strides[i])];
            if (Apply(op, x, operands[^1].Element.IsFloat()) is not { } value) return null;
            result[at] = value;
        }

        return result;
    }

    /// <summary>Sums, products and extremes over axes; null for other reductions.</summary>
    public static Ratio[]? Reduce(Reduce op, SymbolicTensor operand, Shape shape)
    {
        Func<Ratio, Ratio, Ratio>? combine = op.Kind switch
        {
            ReduceKind.Sum => (a, b) => a + b,
            ReduceKind.Prod => (a, b) => a * b,
            ReduceKind.Max => Ratio.Max,
            ReduceKind.Min => Ratio.Min,
            ReduceKind.Mean or ReduceKind.L1 or ReduceKind.L2 or ReduceKind.SumSquare or ReduceKind.LogSum or ReduceKind.LogSumExp => null,
        };
        if (combine is null || operand.Elements.Length == 0) return null;

        // Strides of the output along the operand's axes: 0 along those that are reduced.
        long[] own = shape.RowMajorStrides();
        long[] strides = new long[operand.Shape.Rank];
        for (int axis = 0, kept = 0; axis < strides.Length; axis++)
        {
            bool reduced = op.Axes.Contains(axis);
            strides[axis] = reduced ? 0 : own[kept];
            if (!reduced || op.KeepDims) kept++;
        }

        Ratio?[] result = new Ratio?[shape.ElementCount];
        for (int at = 0; at < operand.Elements.Length; at++)
        {
            ref Ratio? sum = ref result[Offset(at, operand.Shape, strides)];
            sum = sum is { } known ? combine(known, operand.Elements[at]) : operand.Elements[at];
        }

        return [.. result.Select(element => element!.Value)];
    }

    private static Ratio? Apply(Pointwise op, Ratio[] x, bool floats) => op.Kind switch
    {
        PointwiseKind.Add => x[0] + x[1],
        PointwiseKind.Sub => x[0] - x[1],
        PointwiseKind.Mul => x[0] * x[1],
        // Integers divide towards zero.
        PointwiseKind.Div => Divide(x[0], x[1], floats),
        PointwiseKind.Mod => Modulo(x[0], x[1], signOfDividend: op.Alpha != 0),
        PointwiseKind.Neg => -x[0],
        PointwiseKind.Abs => Ratio.Max(x[0], -x[0]),
        PointwiseKind.Relu => Ratio.Max(x[0], 0),
        PointwiseKind.Sign => Ratio.Less(0, x[0]) - Ratio.Less(x[0], 0),
        PointwiseKind.Floor => x[0].Floor(),
        PointwiseKind.Ceil => x[0].Ceil(),
        PointwiseKind.Round => x[0].Round(),
        PointwiseKind.Reciprocal => Ratio.Divide(1, x[0]),
        PointwiseKind.Min => Ratio.Min(x[0], x[1]),
        PointwiseKind.Max => Ratio.Max(x[0], x[1]),
        PointwiseKind.Clip => Clip(x[0], op.Alpha, op.Beta),
        PointwiseKind.Equal => Ratio.Equal(x[0], x[1]),
        PointwiseKind.Less => Ratio.Less(x[0], x[1]),
        PointwiseKind.LessOrEqual => IntExpr.Not(Ratio.Less(x[1], x[0])),
        PointwiseKind.Greater => Ratio.Less(x[1], x[0]),
        PointwiseKind.GreaterOrEqual => IntExpr.Not(Ratio.Less(x[0], x[1])),
        PointwiseKind.And => x[0] * x[1],
        PointwiseKind.Or => Ratio.Max(x[0], x[1]),
        PointwiseKind.Xor => x[0] + x[1] - (2 * x[0] * x[1]),
        PointwiseKind.Not => 1 - x[0],
        PointwiseKind.Where => x[0].Integer is { } truth ? (Ratio?)Ratio.Where(truth, x[1], x[2]) : null,
        PointwiseKind.Pow => Power(x[0], x[1]),
        PointwiseKind.LeakyRelu or PointwiseKind.PRelu or PointwiseKind.Sigmoid or PointwiseKind.Tanh or PointwiseKind.Exp or PointwiseKind.Log
            or PointwiseKind.Sqrt or PointwiseKind.Sin or PointwiseKind.Cos or PointwiseKind.Erf or PointwiseKind.Elu or PointwiseKind.Celu
            or PointwiseKind.Selu or PointwiseKind.HardSigmoid or PointwiseKind.HardSwish or PointwiseKind.Silu or PointwiseKind.Mish
            or PointwiseKind.Softplus or PointwiseKind.Softsign or PointwiseKind.ThresholdedRelu or PointwiseKind.Gelu or PointwiseKind.GeluTanh => null,
    };

    private static Ratio? Divide(Ratio x, Ratio y, bool floats)
    {
        if (Ratio.Divide(x, y) is not { } quotient) return null;
        return floats ? quotient : quotient.Truncate();
    }

    private static Ratio? Modulo(Ratio x, Ratio y, bool signOfDividend)
    {
        if (x.Integer is not { } a || y.Integer is not { } b || !b.IsAlwaysPositive) return null;
        if (signOfDividend && !(a.Range().Low >= 0)) return null;
        return IntExpr.Mod(a, b);
    }

    private static Ratio? Power(Ratio x, Ratio y)
    {
        const long MaxExponent = 4;
        if (!y.IsConstant || y.Integer?.ConstantValue is not (>= 0 and <= MaxExponent and long exponent)) return null;
        Ratio power = 1;
        for (long i = 0; i < exponent; i++) power *= x;
        return power;
    }

    private static Ratio? Clip(Ratio x, double min, double max)
    {
        Ratio? value = x;
        if (!double.IsInfinity(min)) value = Ratio.FromFloat(min) is { } low ? (Ratio?)Ratio.Max(x, low) : null;
        if (value is { } clipped && !double.IsInfinity(max)) value = Ratio.FromFloat(max) is { } high ? (Ratio?)Ratio.Min(clipped, high) : null;
        return value;
    }

    private static long[] BroadcastStrides(Shape own, Shape result)
    {
        long[] from = own.RowMajorStrides();
        long[] strides = new long[result.Rank];
        for (int axis = 0; axis < own.Rank; axis++) strides[result.Rank - own.Rank + axis] = own[axis] == 1 ? 0 : from[axis];
        return strides;
    }

    private static long Offset(long at, Shape shape, long[] strides)
    {
        long offset = 0;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            (at, long position) = Math.DivRem(at, shape[axis]);
            offset += position * strides[axis];
        }

        return offset;
    }
}
