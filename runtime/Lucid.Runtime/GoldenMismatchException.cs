namespace Lucid.Runtime;

/// <summary>A device gives results that are not what the package says, whichever of its candidates run.</summary>
public sealed class GoldenMismatchException : DeviceException
{
    internal GoldenMismatchException(string message, GoldenReport report)
        : base(message) => Report = report;

    /// <summary>What was found.</summary>
    public GoldenReport Report { get; }
}
