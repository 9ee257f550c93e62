using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>What <see cref="SessionVerifier"/> made.</summary>
/// <param name="Session">A session whose goldens hold; the caller's to dispose.</param>
/// <param name="First">What was found with the candidates that would have run; null where an earlier verification had found it.</param>
/// <param name="Refused">Candidates that gave wrong results, now or earlier, in the order of their kernels. Later sessions of the package on the device do without them, too (<see cref="SessionOptions.UsesFindings"/>).</param>
public sealed record VerifiedSession(Session Session, GoldenReport? First, ValueList<RefusedCandidate> Refused);
