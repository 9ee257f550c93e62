using System.Globalization;

namespace Lucid.Verification;

/// <summary>|got - ref| ≤ <paramref name="Atol"/> + <paramref name="Rtol"/>·|ref| for every element.</summary>
/// <param name="Rtol">The part that grows with the reference.</param>
/// <param name="Atol">The part that does not.</param>
public readonly record struct ElementwiseLimit(double Rtol, double Atol)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"every element within {Atol:0.###E+00} + {Rtol:0.###E+00}·|ref|");
}
