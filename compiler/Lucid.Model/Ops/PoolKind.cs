namespace Lucid.Model.Ops;

/// <summary>What <see cref="Pool"/> makes of a window.</summary>
public enum PoolKind
{
    /// <summary>The largest element; NaN if there is one, and the type's lowest value where the window holds no element.</summary>
    Max,

    /// <summary>The mean; NaN where nothing is counted.</summary>
    Average,

    /// <summary>(Σ |x|ᵖ)^(1/p).</summary>
    Lp,
}
