using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>How a <see cref="Session"/> is made.</summary>
public sealed record SessionOptions
{
    /// <summary>Recordings kept for different input shapes; the least recently used goes first.</summary>
    public int MaxCachedShapes { get; init; } = 16;

    /// <summary>Restricts which candidates of a kernel may be chosen, beside their own requirements. Null: all.</summary>
    public Func<ProgramKernel, KernelCandidate, bool>? CandidateFilter { get; init; }

    /// <summary>Candidates that are not to be chosen.</summary>
    public ValueList<RefusedCandidate> Refused { get; init; } = [];

    /// <summary>
    /// Whether the session does without the candidates that <see cref="SessionVerifier"/> found wrong in this package on this device with this driver, and whether <see cref="SessionVerifier"/>
    /// itself goes by what it found. False: as if nothing had been found.
    /// </summary>
    public bool UsesFindings { get; init; } = true;

    /// <summary>Whether the session goes by what <see cref="SessionTuner"/> has measured on this device with this driver.</summary>
    public TuningUse Tuning { get; init; } = TuningUse.WithinOrder;

    /// <summary>The session that finds out whether strict sessions may be made.</summary>
    internal bool IsProbe { get; init; }
}
