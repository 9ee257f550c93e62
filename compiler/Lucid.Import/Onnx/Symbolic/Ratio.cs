using Lucid.Tensors;

namespace Lucid.Import.Onnx.Symbolic;

/// <summary>
/// An exact number of shape arithmetic: numerator / denominator with integer expressions, the denominator always at least 1.
/// Exporters compute sizes through floats (<c>floor(float(h) · 1.5)</c>); kept as ratios, they come back as integers.
/// </summary>
internal readonly record struct Ratio
{
    private Ratio(IntExpr numerator, IntExpr denominator) => (Numerator, Denominator) = (numerator, denominator);

    public IntExpr Numerator { get; }

    public IntExpr Denominator { get; }

    /// <summary>The integer if the denominator is 1.</summary>
    public IntExpr? Integer => Denominator.Equals(IntExpr.One) ? Numerator : null;

    public bool IsConstant => Numerator.IsConstant && Denominator.IsConstant;

    /// <summary>The value of a constant, rounded once.</summary>
    public double ConstantValue => (double)Numerator.ConstantValue / Denominator.ConstantValue;

    public override string ToString() => Integer is { } integer ? integer.ToString() : $"({Numerator})/({Denominator})";

    public static implicit operator Ratio(IntExpr integer) => new(integer, IntExpr.One);

    public static implicit operator Ratio(long integer) => new(integer, IntExpr.One);

    /// <summary>
    /// The simplest ratio that rounds to the same float32, or null if there is none within 31 bits. What an exporter wrote as 0.9 is
    /// meant as 9/10: float32 arithmetic on sizes gives floor(10 · 0.9f) = 9, as the ratio does and the exact value of 0.9f would not.
    /// </summary>
    public static Ratio? FromFloat(double value)
    {
        if (!double.IsFinite(value)) return null;
        if (value == Math.Floor(value)) return Math.Abs(value) <= int.MaxValue ? (Ratio?)(long)value : null;
        (double magnitude, float target) = (Math.Abs(value), (float)Math.Abs(value));
        if (target == 0) return null;

        // Convergents of the continued fraction, until one is the float.
        (long p0, long q0, long p1, long q1) = (0, 1, 1, 0);
        double rest = magnitude;
        for (int i = 0; i < 64; i++)
        {
            double whole = Math.Floor(rest);
            if (whole > int.MaxValue) return null;
            (long p, long q) = (((long)whole * p1) + p0, ((long)whole * q1) + q0);
            if (p > int.MaxValue || q > int.MaxValue) return null;
            (p0, q0, p1, q1) = (p1, q1, p, q);
            if ((float)((double)p / q) == target) return new Ratio(value < 0 ? -p : p, q);
            rest = 1 / (rest - whole);
        }

        return null;
    }

    /// <summary>numerator / denominator in lowest terms as far as they can be seen; null if the sign of the denominator is open.</summary>
    public static Ratio? Of(IntExpr numerator, IntExpr denominator)
    {
        (long? low, long? high) = denominator.Range();
        if (high <= -1) (numerator, denominator) = (-numerator, -denominator);
        else if (!(low >= 1)) return null;
        if (numerator.TryGetConstant(out long n) && denominator.TryGetConstant(out long d))
        {
            long divisor = (long)System.Numerics.BigInteger.GreatestCommonDivisor(n, d);
            return new Ratio(n / divisor, d / divisor);
        }

        IntExpr quotient = IntExpr.FloorDiv(numerator, denominator);
        return (quotient * denominator).Equals(numerator) ? quotient : new Ratio(numerator, denominator);
    }

    public static Ratio operator +(Ratio a, Ratio b) => a.Denominator.Equals(b.Denominator)
        ? Of(a.Numerator + b.Numerator, a.Denominator)!.Value
        : Of((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator)!.Value;

    public static Ratio operator -(Ratio a) => new(-a.Numerator, a.Denominator);

    public static Ratio operator -(Ratio a, Ratio b) => a + (-b);

    public static Ratio operator *(Ratio a, Ratio b) => Of(a.Numerator * b.Numerator, a.Denominator * b.Denominator)!.Value;

    /// <summary>The quotient, or null if the sign of the divisor is open or it is 0.</summary>
    public static Ratio? Divide(Ratio a, Ratio b) => Of(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public IntExpr Floor() => IntExpr.FloorDiv(Numerator, Denominator);

    public IntExpr Ceil() => -IntExpr.FloorDiv(-Numerator, Denominator);

    /// <summary>Towards zero.</summary>
    public IntExpr Truncate()
    {
        (long? low, long? high) = Numerator.Range();
        if (low >= 0) return Floor();
        if (high <= 0) return Ceil();
        IntExpr exact = IntExpr.Equal(IntExpr.Mod(Numerator, Denominator), 0);
        return Floor() + (IntExpr.Less(Numerator, 0) * IntExpr.Not(exact));
    }

    /// <summary>To the nearest integer, halves to the even one.</summary>
    public IntExpr Round()
    {
        if (Integer is { } integer) return integer;
        IntExpr doubled = (2 * Numerator) + Denominator;
        IntExpr up = IntExpr.FloorDiv(doubled, 2 * Denominator);
        IntExpr tie = IntExpr.Equal(IntExpr.Mod(doubled, 2 * Denominator), 0);
        return up - (tie * IntExpr.Mod(up, 2));
    }

    /// <summary>1 where a &lt; b, else 0.</summary>
    public static IntExpr Less(Ratio a, Ratio b) => IntExpr.Less(a.Numerator * b.Denominator, b.Numerator * a.Denominator);

    /// <summary>1 where a = b, else 0.</summary>
    public static IntExpr Equal(Ratio a, Ratio b) => IntExpr.Equal(a.Numerator * b.Denominator, b.Numerator * a.Denominator);

    public static Ratio Min(Ratio a, Ratio b) =>
        Of(IntExpr.Min(a.Numerator * b.Denominator, b.Numerator * a.Denominator), a.Denominator * b.Denominator)!.Value;

    public static Ratio Max(Ratio a, Ratio b) => -Min(-a, -b);

    /// <summary>x where the truth value is 1, else y.</summary>
    public static Ratio Where(IntExpr truth, Ratio x, Ratio y) =>
        truth.TryGetConstant(out long known) ? (known != 0 ? x : y) : (truth * x) + (IntExpr.Not(truth) * y);
}
