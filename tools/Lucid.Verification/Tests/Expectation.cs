using Lucid.Tensors;

namespace Lucid.Verification.Tests;

/// <summary>What an output, or an inner value given out, must be.</summary>
/// <param name="Name">The output's name.</param>
/// <param name="Reference">The expected data.</param>
/// <param name="Limit">How far from it is allowed.</param>
public sealed record Expectation(string Name, HostTensor Reference, ComparisonLimit Limit);
