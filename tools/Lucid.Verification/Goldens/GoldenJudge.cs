using Lucid.Compiler.Strict;
using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Tensors;
using Lucid.Verification.Tests;

namespace Lucid.Verification.Goldens;

/// <summary>Compares an output with what the package says of it.</summary>
internal static class GoldenJudge
{
    /// <param name="package">The package.</param>
    /// <param name="set">The data set.</param>
    /// <param name="expected">What it says of the output.</param>
    /// <param name="got">The output.</param>
    /// <param name="byHand">The limit to take for stored numbers instead of theirs, or null.</param>
    public static OutputCheck Check(ModelPackage package, GoldenSet set, GoldenResult expected, HostTensor got, ComparisonLimit? byHand)
    {
        if (expected.Sha256 is not { } hash)
        {
            ComparisonLimit limit = byHand ?? GoldenData.Limit(expected);
            return new OutputCheck(expected.Name, Comparison.Compare(got, package.Goldens[GoldenKey.Output(set.Name, expected.Name)], limit), limit);
        }

        string found = StrictResult.Hash(got);
        double most = got.ToDoubles().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        string? failure = got.Shape != expected.Shape ? $"got {got}, expected {expected.Shape}" : found != hash ? $"the SHA-256 of {got} is {found}, the package says {hash}" : null;
        // A hash does not tell how far off a wrong result is.
        ComparisonResult result = failure is null ? new(null, 0, most, 0) : new(failure, double.NaN, double.NaN, double.NaN);
        return new OutputCheck(expected.Name, result, ComparisonLimits.SameBits);
    }
}
