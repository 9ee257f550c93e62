using Lucid.Verification.Running;

namespace Lucid.Verification.Tests;

/// <summary>Runs tests on runners and says how each data set came out; an error in one never stops the rest.</summary>
public static class Verifier
{
    /// <summary>The records in order of tests, in each test by runner, and then by data set; each as soon as it is known.</summary>
    /// <param name="tests">What to check.</param>
    /// <param name="runners">On what.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it.</param>
    public static IEnumerable<VerificationRecord> Run(
        IEnumerable<VerificationTest> tests, IReadOnlyList<ModelRunner> runners, VerificationOptions options, CancellationToken cancellation = default)
    {
        foreach (VerificationTest test in tests)
        {
            foreach (ModelRunner runner in runners)
            {
                cancellation.ThrowIfCancellationRequested();
                (OpenTest? open, CheckResult? error) = Open(test, runner, options);
                using (open)
                {
                    foreach (string dataSet in test.DataSets)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        CheckResult result = error ?? Check(open!, dataSet, cancellation);
                        yield return options.ExpectedFailures.Apply(new VerificationRecord(test.Path, dataSet, runner.DeviceName, result));
                    }
                }
            }
        }
    }

    private static (OpenTest? Open, CheckResult? Error) Open(VerificationTest test, ModelRunner runner, VerificationOptions options)
    {
        try
        {
            return (test.Open(runner, options), null);
        }
        catch (Exception fault) when (fault is not OperationCanceledException) // whatever it is: the other tests go on
        {
            return (null, Error(fault));
        }
    }

    private static CheckResult Check(OpenTest test, string dataSet, CancellationToken cancellation)
    {
        try
        {
            return test.Check(dataSet, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException) // whatever it is: the other data sets go on
        {
            return Error(fault);
        }
    }

    private static CheckResult Error(Exception fault) => CheckResult.Of(
        CheckStatus.Error, Faults.OwnerOf(fault) == FaultOwner.Lucid ? $"internal error, {fault.GetType().Name}: {fault.Message}" : fault.Message);
}
