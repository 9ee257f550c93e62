using Lucid.Compiler.Kernels;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

using static Lucid.Compiler.Strict.StrictArithmetic;

namespace Lucid.Compiler.Strict;

/// <summary>Resize: positions in whole numbers, weights of section 3.3, sums that nest with the last axis innermost.</summary>
internal static class StrictResize
{
    // Up to here positions are computed in 32 bits, and numbers are converted at once.
    private const long LargestNarrow = 1L << 28;

    /// <summary>What an output position of an axis reads: element and weight, in order; or that it lies outside.</summary>
    private sealed record Neighbours((long At, float Weight)[] Taps, bool Outside, float Divisor);

    public static ReferenceTensor Run(Graph graph, Node node, EvaluationContext context, StrictArithmetic a)
    {
        var op = (Resize)node.Op;
        ReferenceTensor input = context.Inputs[0];
        Shape shape = context.OutputShape(op);
        SymbolicShape symbolic = graph.TypeOf(node.Inputs[0]).Shape;
        bool[] kept = [.. Enumerable.Range(0, shape.Rank).Select(axis => ResizeMap.IsIdentity(op, axis, symbolic[axis]))];
        if (shape.ElementCount == 0) return op.Evaluate(context)[0];
        long[] extents = [.. input.Shape.Extents];
        double[] values = input.Element.IsFloat() ? input.Floats : Array.ConvertAll(input.Integers, value => (double)value);
        foreach (int[] pass in kept.All(same => same) ? [] : ResizeKernel.Passes(op, kept))
        {
            Neighbours[][] axes = [.. pass.Select(axis =>
            {
                ResizeMap map = ResizeMap.Of(op, axis, extents[axis], shape[axis]);
                return Enumerable.Range(0, (int)shape[axis]).Select(o => Of(op, map, axis, extents[axis], shape[axis], o, a)).ToArray();
            })];
            values = Pass(op, axes, [.. pass.Select(axis => extents[axis])], extents[..pass[0]], extents[(pass[^1] + 1)..], values, a, input.Element);
            foreach (int axis in pass) extents[axis] = shape[axis];
        }

        return input.Element.IsFloat() ? new ReferenceTensor(shape, values, input.Element) : new ReferenceTensor(shape, Array.ConvertAll(values, value => (long)value), input.Element);
    }

    private static double[] Pass(Resize op, Neighbours[][] axes, long[] inputs, long[] before, long[] behind, double[] values, StrictArithmetic a, ElementType element)
    {
        long outer = Product(before), inner = Product(behind), plane = Product(inputs);
        long[] outputs = [.. axes.Select(axis => (long)axis.Length)];
        long outPlane = Product(outputs);
        double[] result = new double[outer * outPlane * inner];
        Parallel.For(0, outer * outPlane, at =>
        {
            (long image, long rest) = Math.DivRem(at, outPlane);
            Neighbours[] own = new Neighbours[axes.Length];
            for (int axis = axes.Length - 1; axis >= 0; axis--)
            {
                (rest, long o) = Math.DivRem(rest, outputs[axis]);
                own[axis] = axes[axis][o];
            }

            for (long within = 0; within < inner; within++)
            {
                long target = (at * inner) + within;
                if (own.Any(axis => axis.Outside)) result[target] = element.IsFloat() ? Store((float)op.Extrapolation) : (long)op.Extrapolation;
                else if (op.Mode == ResizeMode.Nearest) result[target] = values[Place(own.Select(axis => axis.Taps[0].At))];
                else result[target] = Store(Sum(0, 0));

                float Sum(int axis, long row)
                {
                    float sum = 0;
                    foreach ((long i, float weight) in own[axis].Taps)
                    {
                        long index = (row * inputs[axis]) + i;
                        // A product with a weight of 0 does not exist.
                        if (weight == 0) continue;
                        float value = axis == axes.Length - 1 ? (float)values[(((image * plane) + index) * inner) + within] : Sum(axis + 1, index);
                        sum = a.Add(sum, a.Mul(weight, value));
                    }

                    return own[axis].Divisor == 1 ? sum : Divide(sum, own[axis].Divisor);
                }

                long Place(IEnumerable<long> indices) =>
                    (((image * plane) + indices.Select((index, axis) => (index, axis)).Aggregate(0L, (row, next) => (row * inputs[next.axis]) + next.index)) * inner) + within;
            }
        });
        return result;
    }

    private static Neighbours Of(Resize op, ResizeMap map, int axis, long input, long output, long o, StrictArithmetic a)
    {
        Int128 c = map.C.ConstantValue;
        Int128 position = ((Int128)map.A.ConstantValue * o) + map.B.ConstantValue;
        Int128 rest = ((position % c) + c) % c;
        long first = (long)((position - rest) / c);
        bool outside = o < map.Low.ConstantValue || o > map.High.ConstantValue;
        if (op.Mode == ResizeMode.Nearest)
        {
            Int128 overHalf = (2 * rest) - c;
            bool up = op.Rounding switch
            {
                NearestRounding.RoundPreferFloor => overHalf > 0,
                NearestRounding.RoundPreferCeil => overHalf >= 0,
                NearestRounding.Floor => false,
                NearestRounding.Ceil => rest != 0,
            };
            return new([(Math.Clamp(first + (up ? 1 : 0), 0, input - 1), 1)], outside, 1);
        }

        float d = Divide(FloatOf((long)rest, (long)c), FloatOf((long)c, (long)c)), e = Divide(FloatOf((long)(c - rest), (long)c), FloatOf((long)c, (long)c));
        if (op.Antialias) return new Neighbours(Wide(op, axis, first, d, input, output, a, out float sum), outside, sum);
        float ca = (float)op.CubicA;
        float[] weights = op.Mode == ResizeMode.Linear ? [e, d] : [Outer(d, e, ca, a), Inner(d, e, ca, a), Inner(e, d, ca, a), Outer(e, d, ca, a)];
        if (op.Mode == ResizeMode.Cubic) first--;
        float total = 0;
        (long At, float Weight)[] taps = new (long, float)[weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            long at = Math.Clamp(first + i, 0, input - 1);
            taps[i] = (at, op.ExcludeOutside && at != first + i ? 0 : weights[i]);
            total = a.Add(total, taps[i].Weight);
        }

        if (op.ExcludeOutside) taps = Array.ConvertAll(taps, tap => (tap.At, Divide(tap.Weight, total)));
        return new(taps, outside, 1);
    }

    /// <summary>Neighbours of an antialiased axis, whose sum is divided by that of the weights.</summary>
    private static (long At, float Weight)[] Wide(Resize op, int axis, long position, float part, long input, long output, StrictArithmetic a, out float sum)
    {
        float scale = op.Scales.Count == 0 ? Divide(FromInteger(output), FromInteger(input)) : (float)op.Scales[axis];
        scale = Min(scale, 1);
        float reach = Divide(op.Mode == ResizeMode.Linear ? 1 : 2, scale), ca = (float)op.CubicA;
        long first = (long)Floor(a.Sub(part, reach)) + 1, behind = (long)Ceiling(a.Add(part, reach));
        if (op.ExcludeOutside) (first, behind) = (Math.Max(first, -position), Math.Min(behind, input - position));
        List<(long, float)> taps = [];
        sum = 0;
        for (long i = first; i < behind; i++)
        {
            float distance = a.Mul(StrictFunctions.Abs(a.Sub(FromInteger(i), part)), scale);
            float weight = op.Mode == ResizeMode.Linear ? Max(a.Sub(1, distance), 0)
                : distance <= 1 ? Inner(distance, a.Sub(1, distance), ca, a)
                : distance < 2 ? Outer(a.Sub(distance, 1), a.Sub(2, distance), ca, a) : 0;
            if (weight == 0) continue;
            taps.Add((Math.Clamp(position + i, 0, input - 1), weight));
            sum = a.Add(sum, weight);
        }

        return [.. taps];
    }

    // Keys' weight at distance d ≤ 1 (e = 1 - d) and at 1 + d.
    private static float Inner(float d, float e, float ca, StrictArithmetic a) => a.Mul(e, a.Sub(a.Add(1, d), a.Mul(a.Mul(a.Add(ca, 2), d), d)));

    private static float Outer(float d, float e, float ca, StrictArithmetic a) => a.Mul(a.Mul(a.Mul(ca, d), e), e);

    private static float FloatOf(long value, long c) =>
        c <= LargestNarrow ? FromInteger(value) : (FromInteger(value >> 32) * 4294967296f) + FromInteger(value & 0xffffffff);

    private static long Product(IEnumerable<long> extents) => extents.Aggregate(1L, (product, extent) => product * extent);
}
