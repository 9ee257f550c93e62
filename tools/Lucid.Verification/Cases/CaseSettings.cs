using Lucid.Compiler;
using Lucid.Tensors;
using Lucid.Verification.Models;

namespace Lucid.Verification.Cases;

/// <summary>How a case is compiled and run: what its source says in lines that begin with <c># test:</c>.</summary>
public sealed record CaseSettings
{
    /// <summary>The seed where a case says none.</summary>
    public const long DefaultSeed = 1;

    /// <summary>How the source is read, with <see cref="CompileOptions"/> for its outputs; hashes are always made strictly.</summary>
    public ModelLoadOptions Load { get; init; } = new();

    /// <summary>Extents of a run by the name of an input or of a symbolic dimension; the model itself stays open.</summary>
    public IReadOnlyDictionary<string, Shape> Sizes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>The seed of inputs that no file beside the source holds.</summary>
    public long Seed { get; init; } = DefaultSeed;

    /// <summary>What stands in for the ruler's limits on outputs, or null.</summary>
    public ComparisonLimit? ByHand { get; init; }

    /// <summary>Which diagnostics are not told.</summary>
    public Func<Model.Diagnostic, bool> Silenced { get; init; } = _ => false;

    /// <summary>Why the case is not run; null where it is.</summary>
    public string? Skip { get; init; }
}
