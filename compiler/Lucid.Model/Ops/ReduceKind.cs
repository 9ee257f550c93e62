namespace Lucid.Model.Ops;

/// <summary>What a reduction computes from the elements it takes together.</summary>
public enum ReduceKind
{
    /// <summary>Σ x.</summary>
    Sum,

    /// <summary>Σ x / n; of integers the quotient truncated towards zero.</summary>
    Mean,

    /// <summary>The greatest; NaN if any element is.</summary>
    Max,

    /// <summary>The least; NaN if any element is.</summary>
    Min,

    /// <summary>Π x.</summary>
    Prod,

    /// <summary>Σ |x|.</summary>
    L1,

    /// <summary>√Σ x².</summary>
    L2,

    /// <summary>Σ x².</summary>
    SumSquare,

    /// <summary>ln Σ x.</summary>
    LogSum,

    /// <summary>ln Σ eˣ.</summary>
    LogSumExp,
}
