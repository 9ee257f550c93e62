using System.Collections.Immutable;

namespace Lucid.Planning;

/// <summary>Offsets for the buffers of a problem, in the problem's order, and what is known of their quality.</summary>
public sealed record MemoryPlan
{
    internal MemoryPlan(MemoryProblem problem, ImmutableArray<long> offsets, string method, long provenBound = 0, long steps = 0)
    {
        Problem = problem;
        Offsets = offsets;
        Method = method;
        Steps = steps;
        long peak = 0;
        for (int i = 0; i < offsets.Length; i++)
            peak = Math.Max(peak, offsets[i] + problem.Buffers[i].Size);
        Peak = peak;
        ProvenBound = Math.Max(provenBound, problem.LowerBound);
    }

    /// <summary>A plan that was made elsewhere, such as a package's. It is taken as it is: see <see cref="PlanChecker"/>.</summary>
    /// <param name="problem">What it is a plan for.</param>
    /// <param name="offsets">By buffer.</param>
    /// <param name="method">What made it.</param>
    /// <param name="provenBound">What is known of the smallest peak; the lower bound is in any case.</param>
    public static MemoryPlan Of(MemoryProblem problem, ImmutableArray<long> offsets, string method, long provenBound = 0)
    {
        if (offsets.Length != problem.Buffers.Length)
            throw new ArgumentException($"{offsets.Length} offsets for {problem.Buffers.Length} buffers", nameof(offsets));
        return new MemoryPlan(problem, offsets, method, provenBound);
    }

    public MemoryProblem Problem { get; }

    public ImmutableArray<long> Offsets { get; }

    /// <summary>The arena's size in bytes: the largest offset + size.</summary>
    public long Peak { get; }

    /// <summary>See <see cref="MemoryProblem.LowerBound"/>.</summary>
    public long LowerBound => Problem.LowerBound;

    /// <summary>No plan has a smaller peak: the lower bound, or more where a search was exhausted. Above the capacity: nothing fits.</summary>
    public long ProvenBound { get; }

    public bool IsOptimal => Peak == ProvenBound;

    /// <summary>True when the problem has a capacity and the plan stays within it.</summary>
    public bool FitsCapacity => Peak <= Problem.Capacity;

    /// <summary>The name of what found the plan, for reports.</summary>
    public string Method { get; }

    /// <summary>Search steps spent; the same for the same problem and step budget on every machine.</summary>
    public long Steps { get; }

    public bool Equals(MemoryPlan? other) =>
        other is not null && Problem.Equals(other.Problem) && Offsets.AsSpan().SequenceEqual(other.Offsets.AsSpan())
        && ProvenBound == other.ProvenBound && Method == other.Method && Steps == other.Steps;

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (long offset in Offsets)
            hash.Add(offset);
        return hash.ToHashCode();
    }
}
