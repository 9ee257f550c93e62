namespace Lucid.Runtime;

/// <summary>How <see cref="SessionTuner"/> measures.</summary>
public sealed record TuningOptions
{
    /// <summary>
    /// About how long it may take. Looked at between runs: what the driver is compiling or running when the time is up is still waited for; candidates
    /// that were not reached by then are not chosen.
    /// </summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries candidates of every order class: results may differ in their last bits, and only sessions with <see cref="TuningUse.AnyOrder"/> go by it.</summary>
    public bool AnyOrder { get; init; }
}
