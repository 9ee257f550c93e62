using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>How a kernel over a <see cref="ReductionSpace"/> is written for drivers that read fours (shaders/reduce/fours.glsl).</summary>
/// <param name="Module">The module with a suffix: <c>_rows</c> or <c>_columns</c>, and <c>_texel</c> where the tensor that is walked is read so.</param>
internal sealed record FourForm(Func<string, string> Module)
{
    /// <summary>Whether there is a form for items whose elements lie one behind the other.</summary>
    public bool HasRows { get; init; } = true;

    /// <summary>Whether there is a form for four items that lie side by side.</summary>
    public bool HasColumns { get; init; } = true;

    /// <summary>Bindings beside the first that are of fours, too: those that are read lie along the range.</summary>
    public ValueList<int> Fours { get; init; } = [];

    /// <summary>Whether as much is written as is read, so that columns are taken in runs of items.</summary>
    public bool HasRuns { get; init; }

    /// <summary>Rounds of the loops of an invocation for columns with a number of runs; null where they are within what every device allows.</summary>
    public Func<long, IntExpr>? Rounds { get; init; }
}
