using System.Collections.Immutable;

using Lucid.Verification.Running;

namespace Lucid.Verification.Tests;

/// <summary>Something with known answers, in one or more data sets.</summary>
public abstract class VerificationTest
{
    /// <summary>Where it was found, as the caller wrote the way there.</summary>
    public required string Path { get; init; }

    /// <summary>Names of the data sets, in order.</summary>
    public abstract ImmutableArray<string> DataSets { get; }

    /// <summary>Makes the test ready on a runner.</summary>
    public abstract OpenTest Open(ModelRunner runner, VerificationOptions options);
}

/// <summary>A test made ready on a runner.</summary>
public abstract class OpenTest : IDisposable
{
    /// <summary>Checks one of the test's data sets.</summary>
    public abstract CheckResult Check(string dataSet, CancellationToken cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the test holds on the runner.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
