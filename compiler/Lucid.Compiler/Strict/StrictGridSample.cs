using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

using static Lucid.Compiler.Strict.StrictArithmetic;

namespace Lucid.Compiler.Strict;

/// <summary>Reading at positions that are data: the position as two floats (spec/numerics.md, section 3.4), then weights and sums.</summary>
internal sealed class StrictGridSample(GridSample op, int axes, StrictArithmetic a)
{
    private const int None = -1;

    public static ReferenceTensor Run(GridSample op, EvaluationContext context, StrictArithmetic a)
    {
        (ReferenceTensor input, ReferenceTensor grid) = (context.Inputs[0], context.Inputs[1]);
        Shape shape = context.OutputShape(op);
        double[] output = new double[shape.ElementCount];
        if (output.Length == 0) return new ReferenceTensor(shape, output, input.Element);
        int rank = input.Shape.Rank - 2;
        long channels = shape[1], points = output.Length / (shape[0] * channels);
        long[] extents = [.. Enumerable.Repeat(1L, 3 - rank), .. input.Shape.Extents.Skip(2)];
        long plane = extents[0] * extents[1] * extents[2];
        StrictGridSample sample = new(op, rank, a);
        Parallel.For(0, shape[0] * points, at =>
        {
            (long image, long point) = Math.DivRem(at, points);
            (int At, float Weight)[][] taps = new (int, float)[3][];
            for (int axis = 0; axis < 3; axis++)
                taps[axis] = axis < 3 - rank ? [(0, 1)] : sample.Taps((float)grid.Floats[(at * rank) + 2 - axis], (int)extents[axis]);
            for (long c = 0; c < channels; c++)
            {
                long layer = (image * channels) + c;
                output[(layer * points) + point] = sample.Sum(taps, extents, i => (float)input.Floats[(layer * plane) + i]);
            }
        });
        return new ReferenceTensor(shape, output, input.Element);
    }

    private float Sum((int At, float Weight)[][] taps, long[] extents, Func<long, float> read)
    {
        float sum = 0;
        foreach ((int z, float wz) in taps[0])
        foreach ((int y, float wy) in taps[1])
        {
            if (z == None || y == None) continue;
            float line = 0;
            foreach ((int x, float wx) in taps[2])
            {
                if (x != None) line = a.Add(line, a.Mul(wx, read((((z * extents[1]) + y) * extents[2]) + x)));
            }

            sum = a.Add(sum, a.Mul(a.Mul(wy, wz), line));
        }

        return sum;
    }

    private (int At, float Weight)[] Taps(float g, int extent)
    {
        int count = op.Mode switch { ResizeMode.Nearest => 1, ResizeMode.Linear => 2, ResizeMode.Cubic => 4 };
        if (IsNan(g) || (op.Padding != GridPadding.Border && IsInfinite(g)))
            return [.. Enumerable.Range(0, count).Select(i => (op.Padding == GridPadding.Zeros ? None : 0, i == 0 ? 1f : 0f))];
        float periods = 0;
        if (op.Padding == GridPadding.Reflection)
        {
            periods = RoundEven(g * 0.25f);
            g -= 4 * periods;
            if (count > 1 && StrictFunctions.Abs(g) > 1) g = (g < 0 ? -2f : 2f) - g;
        }
        else g = Clamp(g, -8, 8);

        (int first, float part, int halfSign) = Position(g, extent);
        if (count == 1)
        {
            bool positive = periods == 0 ? first >= 0 : periods > 0;
            bool up = halfSign > 0 || (halfSign == 0 && (axes == 3 ? positive : (first & 1) != 0));
            return [(Existing(first + (up ? 1 : 0), extent), 1)];
        }

        bool single = op.AlignCorners && extent == 1;
        if (op.Padding == GridPadding.Border && !single && StrictFunctions.Abs(g) > 1) (first, part) = (g < 0 ? 0 : extent - 1, 0);
        float[] weights = Weights(part, a.Sub(1, part));
        if (count == 4) first--;
        return [.. weights.Select((weight, i) => (weight == 0 ? None : Existing(first + i, extent), weight))];
    }

    private float[] Weights(float part, float other)
    {
        if (op.Mode == ResizeMode.Linear) return [other, part];
        const float ca = -0.75f, twoMore = 1.25f;
        return
        [
            a.Mul(a.Mul(a.Mul(ca, part), other), other),
            a.Mul(other, a.Sub(a.Add(1, part), a.Mul(a.Mul(twoMore, part), part))),
            a.Mul(part, a.Sub(a.Add(1, other), a.Mul(a.Mul(twoMore, other), other))),
            a.Mul(a.Mul(a.Mul(ca, other), part), part),
        ];
    }

    /// <summary>Twice the position is g·n + extent - 1: a product and a sum, each with its error.</summary>
    private (int First, float Part, int HalfSign) Position(float g, int extent)
    {
        int n = op.AlignCorners ? extent - 1 : extent;
        float high = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(Store(g)) & 0xfffff000);
        float low = g - high;
        float nHigh = n & ~0xfff, nLow = n & 0xfff;
        float product = g * FromInteger(n);
        float productError = ((((high * nHigh) - product) + (high * nLow)) + (low * nHigh)) + (low * nLow);
        float shift = FromInteger(extent - 1);
        float sum = product + shift;
        float ofShift = sum - product;
        float sumError = (product - (sum - ofShift)) + (shift - ofShift);
        float rest = productError + sumError;
        float lower = Floor(sum * 0.5f);
        float coarse = (sum * 0.5f) - lower;
        float fine = rest * 0.5f;
        float part = coarse + fine;
        int first = (int)lower;
        if (part < 0)
        {
            part = coarse + 1 + fine;
            coarse += 1;
            first--;
        }

        if (part >= 1)
        {
            coarse -= 1;
            part = coarse + fine;
            first++;
        }

        part = Clamp(part, 0, 0.99999994f);
        float beyond = coarse - 0.5f;
        return (first, part, beyond > 0 ? 1 : beyond < 0 ? -1 : fine > 0 ? 1 : fine < 0 ? -1 : 0);
    }

    private int Existing(int at, int extent)
    {
        if (at >= 0 && at < extent) return at;
        return op.Padding switch
        {
            GridPadding.Zeros => None,
            GridPadding.Border => Math.Clamp(at, 0, extent - 1),
            GridPadding.Reflection => Mirrored(at, extent),
        };
    }

    private int Mirrored(int at, int extent)
    {
        int end = op.AlignCorners ? 0 : 1;
        if (at < 0) at = -end - at;
        if (at >= extent) at = (2 * extent) - 2 + end - at;
        return Math.Clamp(at, 0, extent - 1);
    }
}
