using System.Collections.Immutable;

namespace Lucid.Verification.Tests;

/// <summary>What checking one data set on one device gave.</summary>
/// <param name="Status">How it came out.</param>
/// <param name="Message">What is wrong, or by what limit it passed.</param>
/// <param name="Outputs">The comparison of each output.</param>
/// <param name="Dispatches">Vulkan dispatches of the run.</param>
/// <param name="HostOps">Tensor operations that were not run as a dispatch.</param>
public sealed record CheckResult(CheckStatus Status, string Message, ImmutableArray<OutputCheck> Outputs, int Dispatches = 0, int HostOps = 0)
{
    /// <summary>What the device computed with, as <see cref="Running.RunResult.Variants"/> says it.</summary>
    public string Variants { get; init; } = "";

    /// <summary>A result without comparisons.</summary>
    public static CheckResult Of(CheckStatus status, string message) => new(status, message, []);
}

/// <summary>One output, compared.</summary>
/// <param name="Name">The output's name.</param>
/// <param name="Comparison">What came of it.</param>
/// <param name="Limit">What was allowed, and why.</param>
public sealed record OutputCheck(string Name, ComparisonResult Comparison, ComparisonLimit Limit);
