using Lucid.Compiler.Kernels;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

using static Lucid.Compiler.Strict.StrictArithmetic;

namespace Lucid.Compiler.Strict;

/// <summary>Pools, and the sums over neighbouring channels of local response normalisation.</summary>
internal static class StrictWindows
{
    /// <summary>One axis of a pass: where its windows lie.</summary>
    private sealed record Axis(long Input, long Output, long Kernel, long Stride, long Dilation, long Begin, long End)
    {
        public long Start(long o) => (o * Stride) - Begin;

        /// <summary>Elements of window o that exist, ascending.</summary>
        public IEnumerable<long> Elements(long o) => Enumerable.Range(0, (int)Kernel).Select(k => Start(o) + (Dilation * k)).Where(i => i >= 0 && i < Input);

        /// <summary>Positions of window o that lie before the end of the padded extent.</summary>
        public long Counted(long o) => Enumerable.Range(0, (int)Kernel).LongCount(k => Start(o) + (Dilation * k) < Input + End);
    }

    public static ReferenceTensor Pool(Pool op, EvaluationContext context, StrictArithmetic a)
    {
        ReferenceTensor input = context.Inputs[0];
        if (!input.Element.IsFloat()) return op.Evaluate(context)[0];
        Shape shape = context.OutputShape(op);
        int rank = op.Kernel.Count, spatial = input.Shape.Rank - rank;
        long[] begins = context.Values(op.PadsBegin), ends = context.Values(op.PadsEnd), extents = [.. input.Shape.Extents.Skip(spatial)];
        float[] values = Array.ConvertAll(input.Floats, x => (float)x);
        foreach (int[] pass in PoolKernel.Passes(op))
        {
            Axis[] axes = [.. Enumerable.Range(rank - 3, 3).Select(i => i < 0 ? Kept(1) : pass.Contains(i)
                ? new Axis(extents[i], shape[spatial + i], op.Kernel[i], op.Stride[i], op.Dilation[i], begins[i], ends[i]) : Kept(extents[i]))];
            values = Fold(op, axes, values, a);
            foreach (int axis in pass) extents[axis] = shape[spatial + axis];
        }

        return new ReferenceTensor(shape, Array.ConvertAll(values, x => (double)x), input.Element);

        static Axis Kept(long extent) => new(extent, extent, 1, 1, 1, 0, 0);
    }

    public static ReferenceTensor LocalResponse(LocalResponseNormalization op, EvaluationContext context, StrictArithmetic a)
    {
        ReferenceTensor input = context.Inputs[0];
        double[] output = new double[input.Floats.Length];
        if (output.Length == 0) return input;
        long channels = input.Shape[1], plane = output.Length / (input.Shape[0] * channels);
        long before = (op.Size - 1) / 2, behind = op.Size - 1 - before;
        float scale = (float)(op.Alpha / op.Size), beta = (float)op.Beta, bias = (float)op.Bias;
        Parallel.For(0, output.Length, at =>
        {
            long position = at % plane, c = at / plane % channels, first = at / plane / channels * channels;
            float sum = 0;
            for (long j = Math.Max(0, c - before); j <= Math.Min(channels - 1, c + behind); j++)
            {
                float x = (float)input.Floats[((first + j) * plane) + position];
                sum = a.Add(sum, a.Mul(x, x));
            }

            output[at] = Divide((float)input.Floats[at], PowerOf(a.Add(bias, a.Mul(scale, sum)), beta, a));
        });
        return new ReferenceTensor(input.Shape, output, input.Element);
    }

    private static float PowerOf(float x, float beta, StrictArithmetic a)
    {
        if (beta == 0.75f) return a.Mul(SquareRoot(x), SquareRoot(SquareRoot(x)));
        if (beta == 0.5f) return SquareRoot(x);
        if (beta == 1) return x;
        if (beta == 2) return a.Mul(x, x);
        return IsNan(x) || x < 0 ? Nan : StrictFunctions.PowerOfPositive(x, beta);
    }

    private static float[] Fold(Pool op, Axis[] axes, float[] input, StrictArithmetic a)
    {
        long plane = axes[0].Input * axes[1].Input * axes[2].Input, outPlane = axes[0].Output * axes[1].Output * axes[2].Output;
        float[] output = new float[plane == 0 ? 0 : input.Length / plane * outPlane];
        Parallel.For(0, output.Length, at =>
        {
            (long image, long rest) = Math.DivRem(at, outPlane);
            (rest, long x) = Math.DivRem(rest, axes[2].Output);
            (long z, long y) = Math.DivRem(rest, axes[1].Output);
            float value = op.Kind == PoolKind.Max ? float.NegativeInfinity : 0;
            long count = 0;
            foreach (long iz in axes[0].Elements(z))
            foreach (long iy in axes[1].Elements(y))
            foreach (long ix in axes[2].Elements(x))
            {
                float element = input[(image * plane) + (((iz * axes[1].Input) + iy) * axes[2].Input) + ix];
                value = op.Kind switch
                {
                    PoolKind.Max => Max(value, element),
                    PoolKind.Average => a.Add(value, element),
                    PoolKind.Lp => a.Add(value, Raised(StrictFunctions.Abs(element), op.P, a)),
                };
                count++;
            }

            if (op.Kind == PoolKind.Average)
            {
                long divisor = op.CountIncludePad ? axes[0].Counted(z) * axes[1].Counted(y) * axes[2].Counted(x) : count;
                value = divisor == 0 ? Nan : Divide(value, FromInteger(divisor));
            }

            output[at] = Store(op.Kind == PoolKind.Lp ? Root(value, op.P) : value);
        });
        return output;
    }

    /// <summary>By squaring, from the low bits of the exponent.</summary>
    private static float Raised(float x, long exponent, StrictArithmetic a)
    {
        float value = 1;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0) value = a.Mul(value, x);
            if (exponent > 1) x = a.Mul(x, x);
        }

        return value;
    }

    private static float Root(float x, long n) =>
        n == 1 ? x : n == 2 ? SquareRoot(x) : IsNan(x) || x == 0 ? x : StrictFunctions.PowerOfPositive(x, Divide(1, FromInteger(n)));
}
