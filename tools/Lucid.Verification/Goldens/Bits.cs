using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Verification.Goldens;

/// <summary>Where two tensors of one type differ in a bit.</summary>
/// <param name="Index">The first place.</param>
/// <param name="Got">The element there.</param>
/// <param name="Expected">What it should be.</param>
/// <param name="Count">How many elements differ.</param>
/// <param name="Elements">Of how many.</param>
internal sealed record Bits(string Index, string Got, string Expected, long Count, long Elements)
{
    /// <summary>Null where every bit is the same.</summary>
    public static Bits? Difference(HostTensor got, HostTensor expected)
    {
        if (got.Element != expected.Element || got.Shape != expected.Shape) return new("", got.ToString(), expected.ToString(), expected.Shape.ElementCount, expected.Shape.ElementCount);
        int size = got.Element.ByteSize();
        ReadOnlySpan<byte> left = got.Bytes.Span, right = expected.Bytes.Span;
        (long first, long count) = (-1, 0);
        for (int i = 0; i < left.Length; i += size)
        {
            if (left.Slice(i, size).SequenceEqual(right.Slice(i, size))) continue;
            if (first < 0) first = i / size;
            count++;
        }

        return first < 0 ? null : new(At(got.Shape, first), Element(got, first), Element(expected, first), count, got.Shape.ElementCount);
    }

    /// <summary>As <c>3 of 64 elements differ, first at [0,1]: got 1.5 (3FC00000), expected 1 (3F800000)</c>.</summary>
    public string Text(string expectedIs = "expected") =>
        string.Create(CultureInfo.InvariantCulture, $"{Count} of {Elements} elements differ, first at {Index}: got {Got}, {expectedIs} {Expected}");

    internal static string At(Shape shape, long index)
    {
        long[] place = new long[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--) (index, place[axis]) = Math.DivRem(index, Math.Max(1, shape[axis]));
        return $"[{string.Join(",", place)}]";
    }

    private static string Element(HostTensor tensor, long index)
    {
        int size = tensor.Element.ByteSize();
        HostTensor one = new(tensor.Element, new Shape(1), tensor.Bytes.Slice(checked((int)(index * size)), size));
        if (!tensor.Element.IsFloat()) return one.ToInt64s()[0].ToString(CultureInfo.InvariantCulture);
        string hex = Convert.ToHexString([.. one.Bytes.ToArray().Reverse()]);
        return string.Create(CultureInfo.InvariantCulture, $"{one.ToDoubles()[0]:G9} ({hex})");
    }
}
