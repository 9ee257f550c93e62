namespace Lucid.Verification.Tests;

/// <summary>A data set of a test, checked on a device.</summary>
/// <param name="Test">The test's path.</param>
/// <param name="DataSet">The data set's name within the test.</param>
/// <param name="Device">The device's name.</param>
/// <param name="Result">What came of it.</param>
public sealed record VerificationRecord(string Test, string DataSet, string Device, CheckResult Result)
{
    /// <summary>Whether it passes although <see cref="ExpectedFailures"/> says that it fails.</summary>
    public bool IsUnexpectedPass { get; init; }
}
