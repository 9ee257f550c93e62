using System.Globalization;
using Lucid.Tensors;

namespace Lucid.Verification;

/// <summary>Compares a tensor with its reference. Every comparison in Lucid, of tests and of <c>lucid verify</c>, is this one.</summary>
public static class Comparison
{
    /// <summary>Compares element types and shapes exactly, integers and booleans exactly, floats within <paramref name="limit"/>.</summary>
    public static ComparisonResult Compare(HostTensor got, HostTensor reference, ComparisonLimit limit)
    {
        if (got.Element != reference.Element || got.Shape != reference.Shape)
            return Incomparable($"got {got}, expected {reference}");
        return got.Element.IsFloat()
            ? Compare(got.ToDoubles(), reference.ToDoubles(), reference.Shape, limit)
            : CompareExactly(got, reference);
    }

    /// <summary>Compares floats, already widened, of one shape.</summary>
    public static ComparisonResult Compare(ReadOnlySpan<double> got, ReadOnlySpan<double> reference, Shape shape, ComparisonLimit limit)
    {
        if (got.Length != reference.Length) return Incomparable($"got {got.Length} elements, expected {reference.Length}");

        (double maxReference, double maxError) = (0, 0);
        (int worst, int beyond, int beyondCount) = (-1, -1, 0);
        for (int i = 0; i < reference.Length; i++)
        {
            (double g, double r) = (got[i], reference[i]);
            if (!double.IsFinite(r) || !double.IsFinite(g))
            {
                if (g.Equals(r)) continue; // Equals holds for NaN and NaN, and tells the infinities apart
                return new($"{At(shape, i)}: got {Text(g)}, expected {Text(r)}", double.PositiveInfinity, MaxFinite(reference), double.PositiveInfinity);
            }

            double error = Math.Abs(g - r);
            maxReference = Math.Max(maxReference, Math.Abs(r));
            if (error > maxError) (maxError, worst) = (error, i);
            if (limit.Elementwise is { } each && !(error <= each.Atol + (each.Rtol * Math.Abs(r))))
            {
                if (beyond < 0) beyond = i;
                beyondCount++;
            }
        }

        double relative = maxReference == 0 ? maxError : maxError / maxReference;
        bool withinRelative = limit.Relative is { } bound && relative <= bound;
        bool withinElementwise = limit.Elementwise is not null && beyond < 0;
        if (withinRelative || withinElementwise) return new(null, maxError, maxReference, relative);

        int shown = worst >= 0 ? worst : Math.Max(beyond, 0);
        string many = limit.Elementwise is null ? "" : $", {beyondCount} of {reference.Length} elements beyond the elementwise bound";
        string failure = string.Create(CultureInfo.InvariantCulture,
            $"relative error {relative:0.###E+00}{many}, allowed is {limit}; worst {At(shape, shown)}: got {Text(got[shown])}, expected {Text(reference[shown])}");
        return new(failure, maxError, maxReference, relative);
    }

    private static ComparisonResult CompareExactly(HostTensor got, HostTensor reference)
    {
        // Compared as bytes, so that U64 beyond 63 bits is exact too; a boolean's byte may be any non-zero number.
        bool boolean = reference.Element == ElementType.Bool;
        int size = reference.Element.ByteSize();
        ReadOnlySpan<byte> g = got.Bytes.Span;
        ReadOnlySpan<byte> r = reference.Bytes.Span;
        (int first, int count) = (-1, 0);
        for (int i = 0; i < reference.Shape.ElementCount; i++)
        {
            bool same = boolean ? g[i] == 0 == (r[i] == 0) : g.Slice(i * size, size).SequenceEqual(r.Slice(i * size, size));
            if (same) continue;
            if (first < 0) first = i;
            count++;
        }

        (double[] gotValues, double[] referenceValues) = (got.ToDoubles(), reference.ToDoubles());
        double maxReference = MaxFinite(referenceValues);
        double maxError = 0;
        for (int i = 0; i < referenceValues.Length; i++) maxError = Math.Max(maxError, Math.Abs(gotValues[i] - referenceValues[i]));
        double relative = maxReference == 0 ? maxError : maxError / maxReference;
        string? failure = first < 0
            ? null
            : $"{count} of {referenceValues.Length} elements differ, {reference.Element.Text()} is compared exactly; "
                + $"first {At(reference.Shape, first)}: got {Text(gotValues[first])}, expected {Text(referenceValues[first])}";
        return new(failure, maxError, maxReference, relative);
    }

    private static ComparisonResult Incomparable(string failure) =>
        new(failure, double.PositiveInfinity, double.NaN, double.PositiveInfinity);

    private static double MaxFinite(ReadOnlySpan<double> values)
    {
        double max = 0;
        foreach (double value in values)
        {
            if (double.IsFinite(value)) max = Math.Max(max, Math.Abs(value));
        }

        return max;
    }

    private static string At(Shape shape, long index)
    {
        if (shape.Rank == 0) return "at []";
        long[] place = new long[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--) (index, place[axis]) = Math.DivRem(index, Math.Max(1, shape[axis]));
        return $"at [{string.Join(",", place)}]";
    }

    private static string Text(double value) => value.ToString("G9", CultureInfo.InvariantCulture);
}
