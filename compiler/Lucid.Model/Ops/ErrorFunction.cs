namespace Lucid.Model.Ops;

/// <summary>erf(x) = 2/√π · ∫ from 0 to x of exp(-t²) dt, which .NET lacks.</summary>
internal static class ErrorFunction
{
    /// <summary>erf to within a few units of the 16th digit.</summary>
    public static double Erf(double x)
    {
        // 1 - erf(6) is 2e-17: below half a unit of 1.
        if (Math.Abs(x) >= 6) return Math.Sign(x);
        // erf(x) = 2/√π · exp(-x²) · Σ over n of 2ⁿ·x²ⁿ⁺¹ / (1·3·5·…·(2n+1)): every term has one sign, so nothing cancels
        // (Abramowitz and Stegun 7.1.6).
        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-18; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
