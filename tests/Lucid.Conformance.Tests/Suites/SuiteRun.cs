using Lucid.Testing;
using Lucid.Verification.Running;
using Lucid.Verification.Tests;
using Xunit;

namespace Lucid.Conformance.Tests.Suites;

/// <summary>Tests with known answers on one runner, judged as <c>lucid verify</c> judges them.</summary>
internal static class SuiteRun
{
    /// <summary>The interpreter and the drivers of this machine.</summary>
    public static IEnumerable<string> Runners => [ReferenceRunner.Name, .. DeviceMatrix.All];

    private static string ExpectedFailuresFile => RepositoryRoot.Combine("tests/golden/expected-failures.txt");

    /// <summary>Runs the tests and fails where one fails that is not expected to, or passes that is; returns the number of passes.</summary>
    public static int Check(string runner, IEnumerable<VerificationTest> tests)
    {
        VerificationOptions options = new() { ExpectedFailures = ExpectedFailures.Read(ExpectedFailuresFile) };
        List<VerificationRecord> records = [];
        if (runner == ReferenceRunner.Name)
        {
            using ReferenceRunner reference = new();
            records.AddRange(Verifier.Run(tests, [reference], options));
        }
        else
        {
            using TestDevice device = DeviceMatrix.Use(runner);
            DeviceRunner shared = new(device.Device); // the device is not the runner's to close
            records.AddRange(Verifier.Run(tests, [shared], options));
        }

        string[] wrong = [.. records.Where(record => record.IsUnexpectedPass || record.Result.Status is CheckStatus.Fail or CheckStatus.Error)
            .Select(record => $"{record.Test}, {record.DataSet}: {record.Result.Message}")];
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {records.Count} on {runner}:\n{string.Join("\n", wrong)}");
        return records.Count(record => record.Result.Status == CheckStatus.Pass);
    }
}
