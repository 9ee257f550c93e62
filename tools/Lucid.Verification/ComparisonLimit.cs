using System.Globalization;

namespace Lucid.Verification;

/// <summary>
/// How far a floating-point result may lie from its reference. Where both bounds are given, meeting either passes.
/// Integers and booleans are always exact, and NaN and infinities always match in place and sign; no limit changes that.
/// </summary>
/// <param name="Origin">Where the limit comes from, for the reader of a report: <c>models, float32</c>.</param>
/// <param name="Relative">Bound on max|got - ref| / max|ref|, the maxima over the whole tensor; on max|got - ref| itself where the reference is all zero.</param>
/// <param name="Elementwise">Bound on every element.</param>
public sealed record ComparisonLimit(string Origin, double? Relative, ElementwiseLimit? Elementwise = null)
{
    /// <summary>A bound on every element alone: <c>|got - ref| ≤ atol + rtol·|ref|</c>.</summary>
    public static ComparisonLimit PerElement(string origin, double rtol, double atol) => new(origin, null, new(rtol, atol));

    /// <summary>As <c>relative error ≤ 1E-05 (operator cases, float32)</c>.</summary>
    public override string ToString()
    {
        if (this is { Relative: 0, Elementwise: null }) return Origin;
        string? relative = Relative is { } bound ? string.Create(CultureInfo.InvariantCulture, $"relative error ≤ {bound:0.###E+00}") : null;
        return string.Join(" or ", new[] { Elementwise?.ToString(), relative }.Where(text => text is not null)) + $" ({Origin})";
    }
}
