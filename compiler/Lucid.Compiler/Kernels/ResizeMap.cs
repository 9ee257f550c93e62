using System.Numerics;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// The coordinate map of one resized axis in whole numbers (shaders/resize/coordinates.glsl): position(o) = (a·o + b)/c. For s = p/q
/// every mode is of that form; scales are fractions because floats are.
/// </summary>
internal sealed record ResizeMap(IntExpr Input, IntExpr A, IntExpr B, IntExpr C, IntExpr Low, IntExpr High, int ScaleBits)
{
    // Below it, the words of the map below 2³² are all of them.
    private const long LargestNarrow = 1L << 28;

    // Bits of a region's ends: all those of a float from 1/16 on. With scales, products of 64 bits leave room for fewer of either.
    private const int RegionBits = 27, LeastRegionBits = 13, ScaleBitsWithRegion = 14, ScaleBitsAlone = 27;

    public static ResizeMap Of(Resize op, int axis, IntExpr input, IntExpr output)
    {
        (IntExpr p, IntExpr q) = op.Scales.Count == 0 ? (output, input) : ScaleOf(op, axis);
        // length = p·in/q; from sizes it is out, and beyond = length - 1 as over/under.
        (IntExpr over, IntExpr under) = op.Scales.Count == 0 ? (output - 1, IntExpr.One) : ((p * input) - q, q);
        // A length of less than 1 is no mistake: it was rounded up.
        IntExpr isOne = IntExpr.LessOrEqual(over, 0), isMore = IntExpr.Not(isOne);
        (IntExpr a, IntExpr b, IntExpr c) = op.Coordinates switch
        {
            CoordinateMode.HalfPixel => (2 * q, q - p, 2 * p),
            CoordinateMode.HalfPixelSymmetric => (2 * q, ((input - 1) * p) + ((1 - output) * q), 2 * p),
            CoordinateMode.PytorchHalfPixel => (2 * q, (q - p) * isMore, 2 * p),
            CoordinateMode.AlignCorners => ((input - 1) * under * isMore, 0, IntExpr.Max(over, 1)),
            CoordinateMode.Asymmetric => (q, 0, p),
            CoordinateMode.TfHalfPixelForNn => (2 * q, q, 2 * p),
            CoordinateMode.TfCropAndResize => Region(op, axis, input, over, under, isOne),
        };
        (IntExpr low, IntExpr high) = op.Coordinates == CoordinateMode.TfCropAndResize ? Inside(op, axis, input, output, over, under, isOne) : (0, output - 1);
        return new(input, a, b, c, low, high, op.Scales.Count == 0 ? 0 : BitConverter.SingleToInt32Bits((float)op.Scales[axis]));
    }

    /// <summary>Non-zero where 32 bits hold all numbers.</summary>
    public IntExpr IsNarrow => IntExpr.LessOrEqual(C, LargestNarrow);

    /// <summary>The words of coordinates.glsl.</summary>
    public IEnumerable<IntExpr> Parameters =>
    [
        Input, IntExpr.FloorDiv(A, C), .. Words(IntExpr.Mod(A, C)), IntExpr.FloorDiv(B, C), .. Words(IntExpr.Mod(B, C)), .. Words(C), Low, High, ScaleBits,
    ];

    /// <summary>The words of an axis of one element that is not there.</summary>
    public static IEnumerable<IntExpr> Absent => [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];

    private static IEnumerable<IntExpr> Words(IntExpr value) => [IntExpr.Mod(value, 1L << 32), IntExpr.FloorDiv(value, 1L << 32)];

    /// <summary>Whether the output along an axis is the operand whatever the mode does between elements.</summary>
    public static bool IsIdentity(Resize op, int axis, IntExpr input)
    {
        if (op.Sizes[axis] != input || (op.Scales.Count > 0 && op.Scales[axis] != 1)) return false;
        return op.Coordinates switch
        {
            CoordinateMode.TfHalfPixelForNn => false,
            CoordinateMode.TfCropAndResize => op.Roi[axis] == 0 && op.Roi[op.Sizes.Count + axis] == 1,
            CoordinateMode.HalfPixel or CoordinateMode.HalfPixelSymmetric or CoordinateMode.PytorchHalfPixel or CoordinateMode.AlignCorners or CoordinateMode.Asymmetric => true,
        };
    }

    private static (long P, long Q) ScaleOf(Resize op, int axis) => op.Coordinates == CoordinateMode.TfCropAndResize
        ? Fraction(op.Scales[axis], ScaleBitsWithRegion, (quotient, scale) => (float)quotient == (float)scale) // leaves more bits to the region
        : Fraction(op.Scales[axis], ScaleBitsAlone, (quotient, scale) => quotient == scale);

    /// <summary>A scale as p/q: a quotient of small numbers where it is one rounded, else its own leading bits.</summary>
    private static (long P, long Q) Fraction(double scale, int bits, Func<double, double, bool> isSame)
    {
        const long LargestSmall = 1 << 14;
        (long p0, long q0, long p1, long q1) = (0, 1, 1, 0);
        double rest = scale;
        for (int i = 0; i < 32 && Math.Floor(rest) <= LargestSmall; i++)
        {
            long whole = (long)Math.Floor(rest);
            (p0, q0, p1, q1) = (p1, q1, (whole * p1) + p0, (whole * q1) + q0);
            if (p1 > LargestSmall || q1 > LargestSmall) break;
            if (isSame((double)p1 / q1, scale)) return (p1, q1);
            rest = 1 / (rest - whole);
        }

        int shift = bits - 1 - Math.ILogB(scale);
        long mantissa = (long)Math.Round(Math.ScaleB(scale, shift));
        for (; shift > 0 && mantissa % 2 == 0; shift--) mantissa /= 2;
        return shift >= 0 ? (mantissa, 1L << Math.Min(shift, 52)) : (mantissa << Math.Min(-shift, 26), 1);
    }

    // (in - 1)·(r0·(length - 1) + o·(r1 - r0))/(length - 1); (in - 1)·(r0 + r1)/2 where length is 1.
    private static (IntExpr A, IntExpr B, IntExpr C) Region(Resize op, int axis, IntExpr input, IntExpr over, IntExpr under, IntExpr isOne)
    {
        (long begin, long end, long parts) = RegionOf(op, axis);
        IntExpr beginning = (2 * begin * over * IntExpr.Not(isOne)) + (isOne * (begin + end));
        return ((input - 1) * under * (2 * (end - begin)), (input - 1) * beginning, 2 * parts * IntExpr.Max(over, 1));
    }

    /// <summary>The first and the last output whose position is within the operand.</summary>
    private static (IntExpr Low, IntExpr High) Inside(Resize op, int axis, IntExpr input, IntExpr output, IntExpr over, IntExpr under, IntExpr isOne)
    {
        (long begin, long end, long parts) = RegionOf(op, axis);
        // An axis of one element has one position.
        IntExpr all = IntExpr.Equal(input, 1);
        bool middle = begin + end >= 0 && begin + end <= 2 * parts;
        (IntExpr low, IntExpr high) = begin == end
            ? begin >= 0 && begin <= parts ? (0, output - 1) : (output, IntExpr.Zero - 1)
            : begin < end
                // 0 ≤ begin·beyond + o·(end - begin) ≤ parts·beyond
                ? (IntExpr.CeilDiv(-begin * over, under * (end - begin)), IntExpr.FloorDiv((parts - begin) * over, under * (end - begin)))
                : (IntExpr.CeilDiv((begin - parts) * over, under * (begin - end)), IntExpr.FloorDiv(begin * over, under * (begin - end)));
        IntExpr isMore = IntExpr.Not(isOne);
        low = (low * isMore) + (isOne * (middle ? IntExpr.Zero : output));
        high = (high * isMore) + (isOne * (middle ? output - 1 : IntExpr.Zero - 1));
        IntExpr notAll = IntExpr.Not(all);
        return (IntExpr.Min(IntExpr.Max(low * notAll, 0), output), IntExpr.Max(IntExpr.Min((high * notAll) + ((output - 1) * all), output - 1), -1));
    }

    // What the scale leaves of the bits of a product.
    private static int RegionBitsOf(Resize op, int axis)
    {
        if (op.Scales.Count == 0) return RegionBits;
        (long p, long q) = ScaleOf(op, axis);
        return Math.Max(LeastRegionBits, RegionBits - 1 - BitOperations.Log2((ulong)Math.Max(p, q)));
    }

    /// <summary>The ends of the region, in as few parts of an axis as are exact.</summary>
    private static (long Begin, long End, long Parts) RegionOf(Resize op, int axis)
    {
        (double begin, double end) = (op.Roi[axis], op.Roi[op.Sizes.Count + axis]);
        double furthest = Math.Max(Math.Abs(begin), Math.Abs(end));
        int most = Math.Max(0, RegionBitsOf(op, axis) - (furthest > 1 ? Math.ILogB(furthest) : 0));
        int bits = 0;
        while (bits < most && (Math.ScaleB(begin, bits) % 1 != 0 || Math.ScaleB(end, bits) % 1 != 0)) bits++;
        return ((long)Math.Round(Math.ScaleB(begin, bits)), (long)Math.Round(Math.ScaleB(end, bits)), 1L << bits);
    }
}
