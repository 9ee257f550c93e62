namespace Lucid.Runtime;

/// <summary>What tuning found for a kernel that can run in several ways.</summary>
/// <param name="Name">The kernel.</param>
/// <param name="Original">The variant that the package's own order chooses here.</param>
/// <param name="Winner">The variant to use from now on; <paramref name="Original"/> where none was clearly faster.</param>
/// <param name="OriginalMilliseconds">The least device time of the original.</param>
/// <param name="WinnerMilliseconds">The least device time of the winner.</param>
/// <param name="Tried">Candidates that were measured.</param>
/// <param name="Candidates">Candidates that can run here.</param>
public sealed record TunedKernel(
    string Name, string Original, string Winner, double OriginalMilliseconds, double WinnerMilliseconds, int Tried, int Candidates);
