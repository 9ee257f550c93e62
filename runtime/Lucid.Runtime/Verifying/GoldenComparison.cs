using System.Globalization;
using System.Security.Cryptography;

using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Runtime.Verifying;

/// <summary>Compares a tensor with what a package says of it.</summary>
internal static class GoldenComparison
{
    /// <summary>What is wrong, in a line; null where nothing is.</summary>
    /// <param name="expected">What the package says.</param>
    /// <param name="stored">The numbers of a bound; null for a hash.</param>
    /// <param name="got">What was computed.</param>
    public static string? Fault(GoldenResult expected, HostTensor? stored, HostTensor got)
    {
        if (got.Shape != expected.Shape) return $"is {got}; the package says {expected.Shape}";
        if (expected.Sha256 is { } hash)
        {
            string found = Convert.ToHexStringLower(SHA256.HashData(got.Bytes.Span));
            return found == hash ? null : $"the SHA-256 of {got} is {found}; the package says {hash}";
        }

        return got.Element.IsFloat() ? OfNumbers(expected.Bound!, stored!.ToDoubles(), got.ToDoubles(), got.Shape) : OfIntegers(stored!.ToInt64s(), got.ToInt64s(), got.Shape);
    }

    private static string? OfNumbers(GoldenBound bound, double[] expected, double[] got, Shape shape)
    {
        (double largest, double error, int worst, bool isWithin) = (0, 0, 0, true);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!double.IsFinite(expected[i]) || !double.IsFinite(got[i]))
            {
                if (got[i].Equals(expected[i])) continue; // Equals holds for NaN and NaN
                return string.Create(CultureInfo.InvariantCulture, $"at {At(shape, i)}: got {got[i]:G9}; the package says {expected[i]:G9}");
            }

            double off = Math.Abs(got[i] - expected[i]);
            largest = Math.Max(largest, Math.Abs(expected[i]));
            if (off > error) (error, worst) = (off, i);
            if (bound.Elementwise is { } each && !(off <= each.Atol + (each.Rtol * Math.Abs(expected[i])))) isWithin = false;
        }

        double relative = largest == 0 ? error : error / largest;
        if ((bound.Relative is { } most && relative <= most) || (bound.Elementwise is not null && isWithin)) return null;
        return string.Create(CultureInfo.InvariantCulture,
            $"the relative error is {relative:0.###E+00}, beyond the package's bound ({bound.Origin}); worst at {At(shape, worst)}: got {got[worst]:G9}, the package says {expected[worst]:G9}");
    }

    private static string? OfIntegers(long[] expected, long[] got, Shape shape)
    {
        int first = -1, count = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (got[i] == expected[i]) continue;
            if (first < 0) first = i;
            count++;
        }

        return first < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{count} of {expected.Length} elements differ; first at {At(shape, first)}: got {got[first]}, the package says {expected[first]}");
    }

    private static string At(Shape shape, long index)
    {
        long[] place = new long[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--) (index, place[axis]) = Math.DivRem(index, Math.Max(1, shape[axis]));
        return $"[{string.Join(",", place)}]";
    }
}
