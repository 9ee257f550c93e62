using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

using static Lucid.Compiler.Strict.StrictArithmetic;

namespace Lucid.Compiler.Strict;

/// <summary>Attention: the keys one after the other, the maximum and the sums carried along (spec/numerics.md, section 4).</summary>
internal static class StrictAttention
{
    public static ReferenceTensor Run(Attention op, EvaluationContext context, StrictArithmetic a)
    {
        (ReferenceTensor q, ReferenceTensor k, ReferenceTensor v) = (context.Inputs[0], context.Inputs[1], context.Inputs[2]);
        Shape shape = context.OutputShape(op);
        (int depth, int queries, int channels, int keys) = ((int)q.Shape.Extents[^2], (int)q.Shape.Extents[^1], (int)v.Shape.Extents[^2], (int)v.Shape.Extents[^1]);
        double[] output = new double[shape.ElementCount];
        float scale = (float)op.Scale;
        Parallel.For(0, output.Length == 0 ? 0 : output.Length / channels, at =>
        {
            (int n, int l) = Math.DivRem(at, queries);
            float[] sums = new float[channels];
            float most = float.NegativeInfinity, total = 0;
            for (int s = 0; s < keys; s++)
            {
                float t = a.Mul(Product(n, l, s), scale);
                float next = t > most || IsNan(t) ? t : most;
                bool none = float.IsNegativeInfinity(next);
                float kept = none ? 1 : StrictFunctions.Exp(a.Sub(most, next)), weight = none ? 0 : StrictFunctions.Exp(a.Sub(t, next));
                total = a.Add(a.Mul(total, kept), weight);
                for (int e = 0; e < channels; e++) sums[e] = a.Add(a.Mul(sums[e], kept), a.Mul((float)v.Floats[(((n * channels) + e) * keys) + s], weight));
                most = next;
            }

            for (int e = 0; e < channels; e++)
                output[(((n * channels) + e) * queries) + l] = float.IsNegativeInfinity(most) ? Nan : Divide(sums[e], total);
        });
        return new ReferenceTensor(shape, output, q.Element);

        // Channels in four lanes, lane i taking i, i + 4, …
        float Product(int n, int l, int s)
        {
            float[] lanes = new float[4];
            for (int d = 0; d < depth; d++)
                lanes[d & 3] = a.Add(lanes[d & 3], a.Mul((float)q.Floats[(((n * depth) + d) * queries) + l], (float)k.Floats[(((n * depth) + d) * keys) + s]));
            return a.Add(a.Add(lanes[0], lanes[1]), a.Add(lanes[2], lanes[3]));
        }
    }
}
