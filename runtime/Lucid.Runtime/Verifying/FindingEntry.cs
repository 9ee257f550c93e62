namespace Lucid.Runtime.Verifying;

/// <summary>
/// What <see cref="SessionVerifier"/> found in a package on a device: a candidate that gave wrong results, or a choice of candidates with which every golden held.
/// </summary>
/// <param name="Package">As <see cref="CompiledModel.Digest"/>.</param>
/// <param name="Choice">As <see cref="CandidateTrials.ChoiceOf"/>, of a choice that is right; <see cref="NoChoice"/> of a wrong candidate.</param>
/// <param name="Kernel">Position of the kernel with the wrong candidate.</param>
/// <param name="Candidate">Position of the wrong candidate.</param>
internal sealed record FindingEntry(string Package, string Choice, uint Kernel, uint Candidate)
{
    /// <summary>No digest is this.</summary>
    public static string NoChoice { get; } = new('0', 64);

    public bool IsRefusal => Choice == NoChoice;
}
