using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

using static Lucid.Compiler.Strict.StrictArithmetic;

namespace Lucid.Compiler.Strict;

/// <summary>What takes elements of a range together: segments of 16 lanes, one tree for all (spec/numerics.md, section 4).</summary>
internal static class StrictReductions
{
    private const int Lanes = 16;
    private const long ShortestSegment = 2048;
    private const long MostSegments = 4096;
    private const long MostMomentSegments = 512;

    // A range known to be longer is summed in segments.
    private const long LongRange = 16384;

    /// <summary>Number, mean and sum of squared differences from it.</summary>
    private readonly record struct Moments(float Count, float Mean, float Squares);

    public static ReferenceTensor Reduce(Reduce op, EvaluationContext context, StrictArithmetic a)
    {
        ReferenceTensor input = context.Inputs[0];
        if (!input.Element.IsFloat()) return op.Evaluate(context)[0];
        Shape shape = context.OutputShape(op);
        (long[] groups, long[] within) = Strides.Groups(input.Shape, axis => op.Axes.Contains(axis));
        double[] output = new double[groups.Length];
        Parallel.For(0, groups.Length, group => output[group] = Of(op.Kind, Row(input, groups[group], within), a));
        return new ReferenceTensor(shape, output, input.Element);
    }

    public static ReferenceTensor Softmax(Graph graph, Node node, EvaluationContext context, StrictArithmetic a)
    {
        var op = (Softmax)node.Op;
        ReferenceTensor input = context.Inputs[0];
        bool isLong = graph.TypeOf(node.Inputs[0]).Shape[(int)op.Axis].TryGetConstant(out long length) && length > LongRange;
        (long[] groups, long[] within) = Strides.Groups(input.Shape, axis => axis == op.Axis);
        double[] output = new double[input.Floats.Length];
        Parallel.For(0, within.Length == 0 ? 0 : groups.Length, group =>
        {
            float[] x = Row(input, groups[group], within);
            float most = Extremum(x, Max, float.NegativeInfinity);
            float[] terms = Array.ConvertAll(x, value => StrictFunctions.Exp(a.Sub(value, most)));
            float sum = isLong ? InSegments(terms, 0, a.Add) : Segment(terms, 0, a.Add);
            for (int i = 0; i < x.Length; i++)
            {
                float difference = a.Sub(x[i], most);
                output[groups[group] + within[i]] = op.Log ? a.Sub(difference, StrictFunctions.Log(sum)) : Divide(terms[i], sum);
            }
        });
        return new ReferenceTensor(input.Shape, output, input.Element);
    }

    public static ReferenceTensor[] NormalizationFactors(NormalizationFactors op, EvaluationContext context, StrictArithmetic a)
    {
        (ReferenceTensor input, double[] affine) = (context.Inputs[0], context.Inputs[1].Floats);
        Shape shape = context.OutputShape(op);
        (long images, long channels, long groups) = (input.Shape[0], input.Shape[1], context.Value(op.Groups));
        double[] factor = new double[shape.ElementCount], shift = new double[shape.ElementCount];
        int size = factor.Length == 0 ? 0 : (int)(input.Floats.Length / (images * groups));
        Moments[] moments = new Moments[images * groups];
        Parallel.For(0, moments.Length, group => moments[group] = MomentsOf(Array.ConvertAll(input.Floats.AsSpan(group * size, size).ToArray(), x => (float)x), a));
        for (int at = 0; at < factor.Length; at++)
        {
            Moments own = moments[at / (channels / groups)];
            long c = at % channels;
            float scale = Divide((float)affine[c], Deviation(own, op.Epsilon, a));
            factor[at] = scale;
            shift[at] = a.Sub((float)affine[channels + c], a.Mul(own.Mean, scale));
        }

        return [new ReferenceTensor(shape, factor, input.Element), new ReferenceTensor(shape, shift, input.Element)];
    }

    public static ReferenceTensor LayerNormalization(LayerNormalization op, EvaluationContext context, StrictArithmetic a)
    {
        ReferenceTensor input = context.Inputs[0];
        double[] scale = context.Inputs[1].Floats, bias = context.Inputs.Length > 2 ? context.Inputs[2].Floats : [];
        double[] output = new double[input.Floats.Length];
        (long[] rows, long[] within) = Strides.Groups(input.Shape, op.IsNormalized);
        Parallel.For(0, within.Length == 0 ? 0 : rows.Length, row =>
        {
            float[] x = Row(input, rows[row], within);
            Moments moments = op.Centred ? SegmentMoments(x, a)
                : new Moments(x.Length, 0, Segment(Array.ConvertAll(x, value => a.Mul(value, value)), 0, a.Add));
            float deviation = Deviation(moments, op.Epsilon, a);
            for (int i = 0; i < x.Length; i++)
            {
                float value = a.Mul(Divide(a.Sub(x[i], moments.Mean), deviation), (float)scale[i]);
                output[rows[row] + within[i]] = bias.Length == 0 ? value : a.Add(value, (float)bias[i]);
            }
        });
        return new ReferenceTensor(input.Shape, output, input.Element);
    }

    private static float Of(ReduceKind kind, float[] x, StrictArithmetic a)
    {
        switch (kind)
        {
            case ReduceKind.Sum: return InSegments(x, 0, a.Add);
            case ReduceKind.Mean: return Divide(InSegments(x, 0, a.Add), FromInteger(x.Length));
            case ReduceKind.Max: return Extremum(x, Max, float.NegativeInfinity);
            case ReduceKind.Min: return Extremum(x, Min, float.PositiveInfinity);
            case ReduceKind.Prod: return InSegments(x, 1, a.Mul);
            case ReduceKind.L1: return InSegments(Array.ConvertAll(x, StrictFunctions.Abs), 0, a.Add);
            case ReduceKind.L2: return SquareRoot(InSegments(Array.ConvertAll(x, value => a.Mul(value, value)), 0, a.Add));
            case ReduceKind.SumSquare: return InSegments(Array.ConvertAll(x, value => a.Mul(value, value)), 0, a.Add);
            case ReduceKind.LogSum: return StrictFunctions.Log(InSegments(x, 0, a.Add));
            case ReduceKind.LogSumExp:
                float most = Extremum(x, Max, float.NegativeInfinity);
                float shift = IsNan(most) || IsInfinite(most) ? 0 : most;
                return a.Add(StrictFunctions.Log(InSegments(Array.ConvertAll(x, value => StrictFunctions.Exp(a.Sub(value, shift))), 0, a.Add)), shift);
            default: throw new System.Diagnostics.UnreachableException($"{kind}");
        }
    }

    private static float[] Row(ReferenceTensor input, long first, long[] within) => Array.ConvertAll(within, offset => (float)input.Floats[first + offset]);

    // Which of equal numbers is taken does not matter, so neither does the order.
    private static float Extremum(float[] x, Func<float, float, float> combine, float neutral) => x.Aggregate(neutral, combine);

    /// <summary>Elements of a segment, a multiple of 16.</summary>
    private static int SegmentLength(int range, long most)
    {
        long wanted = Math.Max(Math.Min(range / ShortestSegment, most), 1);
        long share = (range + wanted - 1) / wanted;
        return (int)Math.Max((share + Lanes - 1) / Lanes * Lanes, Lanes);
    }

    private static float InSegments(float[] x, float neutral, Func<float, float, float> combine)
    {
        int length = SegmentLength(x.Length, MostSegments);
        if (x.Length <= length) return Segment(x, neutral, combine);
        // Partial results pass through memory.
        float[] partials = [.. x.Chunk(length).Select(part => Store(Segment(part, neutral, combine)))];
        return Segment(partials, neutral, combine);
    }

    private static float Segment(ReadOnlySpan<float> x, float neutral, Func<float, float, float> combine)
    {
        float[] lanes = new float[Lanes];
        Array.Fill(lanes, neutral);
        for (int i = 0; i < x.Length; i++) lanes[i % Lanes] = combine(lanes[i % Lanes], x[i]);
        return Tree(lanes, combine);
    }

    /// <summary>Lanes i and i + 4, then i and i + 8, then neighbours, then pairs of them.</summary>
    private static T Tree<T>(T[] l, Func<T, T, T> combine)
    {
        T[] four = new T[4];
        for (int i = 0; i < 4; i++) four[i] = combine(combine(l[i], l[i + 4]), combine(l[i + 8], l[i + 12]));
        return combine(combine(four[0], four[1]), combine(four[2], four[3]));
    }

    private static Moments MomentsOf(float[] x, StrictArithmetic a)
    {
        Moments all = default;
        foreach (float[] part in x.Chunk(SegmentLength(x.Length, MostMomentSegments)))
        {
            Moments own = SegmentMoments(part, a);
            all = Merged(all, own with { Mean = Store(own.Mean), Squares = Store(own.Squares) }, a);
        }

        return all;
    }

    private static Moments SegmentMoments(float[] x, StrictArithmetic a)
    {
        Moments[] lanes = new Moments[Lanes];
        for (int i = 0; i < x.Length; i++)
        {
            Moments lane = lanes[i % Lanes];
            float count = lane.Count + 1;
            float difference = a.Sub(x[i], lane.Mean);
            float mean = a.Add(lane.Mean, a.Mul(difference, Divide(1, count)));
            lanes[i % Lanes] = new Moments(count, mean, a.Add(lane.Squares, a.Mul(difference, a.Sub(x[i], mean))));
        }

        return Tree(lanes, (left, right) => Merged(left, right, a));
    }

    private static Moments Merged(Moments x, Moments y, StrictArithmetic a)
    {
        if (y.Count == 0) return x;
        if (x.Count == 0) return y;
        float count = x.Count + y.Count;
        float difference = a.Sub(y.Mean, x.Mean);
        float share = Divide(y.Count, count);
        float between = a.Mul(a.Mul(a.Mul(difference, difference), x.Count), share);
        return new Moments(count, a.Add(x.Mean, a.Mul(difference, share)), a.Add(a.Add(x.Squares, y.Squares), between));
    }

    private static float Deviation(Moments moments, double epsilon, StrictArithmetic a) => SquareRoot(a.Add(Divide(moments.Squares, moments.Count), (float)epsilon));
}
