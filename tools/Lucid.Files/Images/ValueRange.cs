using System.Globalization;

namespace Lucid.Files.Images;

/// <summary>The values that black and white have: <c>-1..1</c>.</summary>
/// <param name="Low">What 0 becomes.</param>
/// <param name="High">What 1 becomes; not equal to <paramref name="Low"/>.</param>
public readonly record struct ValueRange(double Low, double High)
{
    /// <summary>As pictures come: 0..1.</summary>
    public static ValueRange Unit { get; } = new(0, 1);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Low:R}..{High:R}");
}
