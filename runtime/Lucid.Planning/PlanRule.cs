namespace Lucid.Planning;

/// <summary>What <see cref="PlanChecker"/> demands of a plan.</summary>
public enum PlanRule
{
    /// <summary>As many offsets as buffers.</summary>
    Count,

    /// <summary>lower &lt; upper, size ≥ 0, alignment ≥ 1.</summary>
    Buffer,

    /// <summary>No offset is negative and no offset + size is beyond 64 bits.</summary>
    Range,

    /// <summary>Every offset is a multiple of its buffer's alignment.</summary>
    Alignment,

    /// <summary>Every offset + size is at most the capacity.</summary>
    Capacity,

    /// <summary>Buffers alive at a common time share no byte.</summary>
    Overlap,

    /// <summary>The peak that a plan claims is the largest offset + size.</summary>
    Peak,
}
