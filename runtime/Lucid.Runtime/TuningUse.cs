namespace Lucid.Runtime;

/// <summary>Which remembered measurements (<see cref="SessionTuner"/>) a session goes by.</summary>
public enum TuningUse
{
    /// <summary>None: the order of the package.</summary>
    None,

    /// <summary>Those within the order class that the package's own order gives: results keep their bits.</summary>
    WithinOrder,

    /// <summary>Also those that leave it: results may differ in their last bits.</summary>
    AnyOrder,
}
