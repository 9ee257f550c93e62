namespace Lucid.Model.Ops;

/// <summary>What becomes of an element that an update is written to.</summary>
public enum ScatterReduction
{
    /// <summary>The update takes its place.</summary>
    None,

    /// <summary>The sum of both.</summary>
    Add,

    /// <summary>The product of both.</summary>
    Mul,

    /// <summary>The larger one; NaN if either is.</summary>
    Max,

    /// <summary>The smaller one; NaN if either is.</summary>
    Min,
}
