using System.Collections.Immutable;

namespace Lucid.Planning;

/// <summary>What a problem file holds: the buffers, and the offsets where it has that column.</summary>
public sealed record ProblemDocument(MemoryProblem Problem, ImmutableArray<long>? Offsets);
