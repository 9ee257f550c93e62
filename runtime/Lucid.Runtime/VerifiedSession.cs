using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>What <see cref="SessionVerifier"/> made.</summary>
/// <param name="Session">A session whose goldens hold; the caller's to dispose.</param>
/// <param name="First">What was found with the candidates that would have run.</param>
/// <param name="Refused">Candidates that gave wrong results, in the order of their kernels; empty where the first report passes. With them in <see cref="SessionOptions.Refused"/> later sessions need no check.</param>
public sealed record VerifiedSession(Session Session, GoldenReport First, ValueList<RefusedCandidate> Refused);
