using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

using static Lucid.Compiler.Strict.StrictArithmetic;

namespace Lucid.Compiler.Strict;

/// <summary>Elementwise functions of floats, and casts.</summary>
internal static class StrictPointwise
{
    public static ReferenceTensor Run(Pointwise op, EvaluationContext context, StrictArithmetic a)
    {
        Shape shape = context.OutputShape(op);
        ReferenceTensor[] inputs = context.Inputs;
        if (op.Kind == PointwiseKind.Where || !inputs[^1].Element.IsFloat()) return op.Evaluate(context)[0];
        long[] first = Strides.Broadcast(inputs[0].Shape, shape), second = inputs.Length > 1 ? Strides.Broadcast(inputs[1].Shape, shape) : first;
        double[] x = inputs[0].Floats, y = inputs.Length > 1 ? inputs[1].Floats : x;
        double[] output = new double[shape.ElementCount];
        (float alpha, float beta) = ((float)op.Alpha, (float)op.Beta);
        Parallel.For(0, output.Length, at => output[at] = Of(op, a, (float)x[first[at]], (float)y[second[at]], alpha, beta));
        return op.Function.Result == PointwiseResult.Comparison
            ? new ReferenceTensor(shape, Array.ConvertAll(output, truth => (long)truth), ElementType.Bool)
            : new ReferenceTensor(shape, output, inputs[^1].Element);
    }

    public static ReferenceTensor Cast(Cast op, EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        if (!op.To.IsFloat()) return op.Evaluate(context)[0];
        float[] floats = input.Element.IsFloat() ? Array.ConvertAll(input.Floats, x => (float)x) : Array.ConvertAll(input.Integers, FromInteger);
        Func<float, float> convert = input.Element == op.To ? x => x
            : op.To switch
            {
                ElementType.F16 => StrictFunctions.ToHalf,
                ElementType.BF16 => StrictFunctions.ToBFloat16,
                _ => x => x,
            };
        return new ReferenceTensor(input.Shape, Array.ConvertAll(floats, x => (double)convert(x)), op.To);
    }

    private static float Of(Pointwise op, StrictArithmetic a, float x, float y, float alpha, float beta) => op.Kind switch
    {
        PointwiseKind.Relu => x < 0 ? 0 : x,
        PointwiseKind.LeakyRelu => x < 0 ? a.Mul(alpha, x) : x,
        PointwiseKind.PRelu => x < 0 ? a.Mul(y, x) : x,
        PointwiseKind.ThresholdedRelu => x <= alpha ? 0 : x,
        PointwiseKind.Elu => x < 0 ? a.Mul(alpha, StrictFunctions.ExpMinusOne(x)) : x,
        PointwiseKind.Celu => x < 0 ? a.Mul(alpha, StrictFunctions.ExpMinusOne(Divide(x, alpha))) : x,
        PointwiseKind.Selu => a.Mul(beta, x < 0 ? a.Mul(alpha, StrictFunctions.ExpMinusOne(x)) : x),
        PointwiseKind.Sigmoid => StrictFunctions.Sigmoid(x),
        PointwiseKind.HardSigmoid => Clamp(a.Add(a.Mul(alpha, x), beta), 0, 1),
        PointwiseKind.HardSwish => a.Mul(x, Clamp(a.Add(a.Mul(x, (float)(1.0 / 6)), 0.5f), 0, 1)),
        PointwiseKind.Silu => Divide(x, 1 + StrictFunctions.Exp(-x)),
        PointwiseKind.Mish => a.Mul(x, StrictFunctions.Tanh(StrictFunctions.Softplus(x))),
        PointwiseKind.Softplus => StrictFunctions.Softplus(x),
        PointwiseKind.Softsign => Divide(x, 1 + StrictFunctions.Abs(x)),
        PointwiseKind.Gelu => StrictFunctions.Gelu(x),
        PointwiseKind.GeluTanh => StrictFunctions.GeluTanh(x),
        PointwiseKind.Tanh => StrictFunctions.Tanh(x),
        PointwiseKind.Erf => StrictFunctions.Erf(x),
        PointwiseKind.Clip => Clip(op, x, alpha, beta),
        PointwiseKind.Add => a.Add(x, y),
        PointwiseKind.Sub => a.Sub(x, y),
        PointwiseKind.Mul => a.Mul(x, y),
        PointwiseKind.Div => Divide(x, y),
        PointwiseKind.Neg => -x,
        PointwiseKind.Abs => StrictFunctions.Abs(x),
        PointwiseKind.Exp => StrictFunctions.Exp(x),
        PointwiseKind.Log => StrictFunctions.Log(x),
        PointwiseKind.Sqrt => SquareRoot(x),
        PointwiseKind.Reciprocal => Divide(1, x),
        PointwiseKind.Floor => Floor(x),
        PointwiseKind.Ceil => Ceiling(x),
        PointwiseKind.Round => RoundEven(x),
        PointwiseKind.Sign => x > 0 ? 1 : x < 0 ? -1 : x,
        PointwiseKind.Sin => StrictFunctions.Sin(x),
        PointwiseKind.Cos => StrictFunctions.Cos(x),
        PointwiseKind.Pow => StrictFunctions.Pow(x, y),
        PointwiseKind.Mod => op.Alpha != 0 ? Remainder(x, y) : a.Sub(x, a.Mul(y, Floor(Divide(x, y)))),
        PointwiseKind.Min => Min(x, y),
        PointwiseKind.Max => Max(x, y),
        PointwiseKind.Equal => x == y ? 1 : 0,
        PointwiseKind.Less => x < y ? 1 : 0,
        PointwiseKind.LessOrEqual => x <= y ? 1 : 0,
        PointwiseKind.Greater => x > y ? 1 : 0,
        PointwiseKind.GreaterOrEqual => x >= y ? 1 : 0,
        PointwiseKind.And or PointwiseKind.Or or PointwiseKind.Xor or PointwiseKind.Not or PointwiseKind.Where =>
            throw new System.Diagnostics.UnreachableException($"{op.Kind} of floats"),
    };

    // A bound that is infinite is none.
    private static float Clip(Pointwise op, float x, float low, float high)
    {
        if (!double.IsNegativeInfinity(op.Alpha)) x = Max(x, low);
        return double.IsPositiveInfinity(op.Beta) ? x : Min(x, high);
    }
}
