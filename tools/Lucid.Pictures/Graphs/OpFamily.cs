using Lucid.Model;
using Lucid.Model.Ops;

namespace Lucid.Pictures.Graphs;

/// <summary>Kinds of ops that a picture tells apart by colour.</summary>
public enum OpFamily
{
    /// <summary>Convolutions and matrix products: where the weights and most of the arithmetic are.</summary>
    Linear,

    /// <summary>Functions of each element.</summary>
    Elementwise,

    /// <summary>Statistics and what is scaled by them.</summary>
    Normalization,

    /// <summary>Sums, maxima and choices over axes or windows.</summary>
    Reduction,

    /// <summary>Samples at other places.</summary>
    Resampling,

    /// <summary>Elements that change their place and keep their values.</summary>
    Movement,
}

/// <summary>Which op belongs to which family.</summary>
internal static class OpFamilies
{
    public static OpFamily Of(Op op) => op switch
    {
        Conv or ConvTranspose or Linear or MatMul => OpFamily.Linear,
        Pointwise or Cast => OpFamily.Elementwise,
        _ => op.Name switch
        {
            "resize" or "grid_sample" => OpFamily.Resampling,
            "reduce" or "softmax" or "arg_reduce" or "top_k" or "pool" => OpFamily.Reduction,
            var name when name.Contains("normalization", StringComparison.Ordinal) => OpFamily.Normalization,
            _ => OpFamily.Movement,
        },
    };
}
