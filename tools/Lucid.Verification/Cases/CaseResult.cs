using System.Collections.Immutable;

using Lucid.Verification.Tests;

namespace Lucid.Verification.Cases;

/// <summary>How a case came out.</summary>
/// <param name="Case">Its name.</param>
/// <param name="Checks">What was checked, in order.</param>
/// <param name="Changes">The golden files that a blessing wrote or removed.</param>
public sealed record CaseResult(string Case, ImmutableArray<CaseCheck> Checks, ImmutableArray<GoldenChange> Changes)
{
    /// <summary>Pass where every check passed.</summary>
    public CheckStatus Status => Checks.Any(check => check.Status is CheckStatus.Error) ? CheckStatus.Error
        : Checks.Any(check => check.Status is CheckStatus.Fail) ? CheckStatus.Fail
        : Checks.Any(check => check.Status is CheckStatus.Pass) ? CheckStatus.Pass
        : CheckStatus.Skip;
}

/// <summary>A golden file, checked.</summary>
/// <param name="Golden">Its kind; null for the case as a whole.</param>
/// <param name="Device">The device that ran; null where nothing ran on one.</param>
/// <param name="Status">How it came out.</param>
/// <param name="Message">What is wrong, in a line.</param>
public sealed record CaseCheck(GoldenKind? Golden, string? Device, CheckStatus Status, string Message = "")
{
    /// <summary>The texts' difference, where it is that.</summary>
    public string Difference { get; init; } = "";
}

/// <summary>A golden file that a blessing wrote.</summary>
/// <param name="File">The file.</param>
/// <param name="What">What became of it: <c>new</c>, <c>3 lines removed, 4 added</c>, <c>removed</c>.</param>
public sealed record GoldenChange(string File, string What);
