namespace Lucid.Verification;

/// <summary>What comparing one tensor with its reference found. Errors are over the finite part of the reference.</summary>
/// <param name="Failure">Why it failed, in one line; null where it passed.</param>
/// <param name="MaxAbsError">max|got - ref|; infinite where an element is NaN or infinite and should not be.</param>
/// <param name="MaxAbsReference">max|ref|.</param>
/// <param name="RelativeError">MaxAbsError / MaxAbsReference; MaxAbsError itself where the reference is all zero.</param>
public sealed record ComparisonResult(string? Failure, double MaxAbsError, double MaxAbsReference, double RelativeError)
{
    /// <summary>Whether the tensor lies within its limit.</summary>
    public bool Passed => Failure is null;
}
