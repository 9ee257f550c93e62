using Lucid.Verification.Models;

namespace Lucid.Verification.Tests;

/// <summary>What the caller decides about a verification.</summary>
public sealed record VerificationOptions
{
    /// <summary><c>--rtol</c>: with it or <see cref="Atol"/> every float is compared by hand.</summary>
    public double? Rtol { get; init; }

    /// <summary><c>--atol</c>.</summary>
    public double? Atol { get; init; }

    /// <summary><c>--report</c>: where failures of packages that prove themselves are laid down, a folder each; null for nowhere.</summary>
    public string? ReportFolder { get; init; }

    /// <summary><c>--anonymise</c>: with seeded numbers in the place of the model's.</summary>
    public bool Anonymise { get; init; }

    /// <summary>Whether the reference is one of several devices: packages without their graph, of which it computes nothing, are skipped there.</summary>
    public bool IsReferenceExtra { get; init; }

    /// <summary>How models are loaded.</summary>
    public ModelLoadOptions Load { get; init; } = new();

    /// <summary>Failures that are known.</summary>
    public ExpectedFailures ExpectedFailures { get; init; } = ExpectedFailures.None;

    /// <summary>The limit by hand, or null.</summary>
    public ComparisonLimit? ByHand => Rtol is null && Atol is null ? null : ComparisonLimits.ByHand(Rtol ?? 0, Atol ?? 0);
}
