using System.Collections.Immutable;

using Lucid.Compiler;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Verification.Running;

namespace Lucid.Verification.Cases;

/// <summary>What the caller decides about a run of cases.</summary>
public sealed record CaseRunOptions
{
    /// <summary>The devices; outputs are computed on each of them.</summary>
    public required IReadOnlyList<ModelRunner> Runners { get; init; }

    /// <summary>The text of a stage: graph, fused, program or memory.</summary>
    public required Func<GoldenKind, Graph, CompileOptions, ModelPackage, string> Text { get; init; }

    /// <summary>Whether golden files are rewritten.</summary>
    public bool Bless { get; init; }

    /// <summary>What a blessing adds beside the files that a case has.</summary>
    public ImmutableArray<GoldenKind> Keep { get; init; } = [];
}
