namespace Lucid.Runtime;

/// <summary>A candidate that sessions are not to choose.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Variant">The candidate, by its name; every one of the kernel's that is called so.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record RefusedCandidate(string Kernel, string Variant, string Reason);
