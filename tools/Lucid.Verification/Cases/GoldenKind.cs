namespace Lucid.Verification.Cases;

/// <summary>What of a model a golden file beside its source holds: <c>NAME.hashes.txt</c> beside <c>NAME.lucid</c>.</summary>
public enum GoldenKind
{
    /// <summary>What the compiler says of the source: errors, or the warnings of a model that compiles. No file: it says nothing.</summary>
    Diagnostics,

    /// <summary>The graph as it is read.</summary>
    Graph,

    /// <summary>The graph after folding, and the kernels that its nodes became.</summary>
    Fused,

    /// <summary>The lowered program.</summary>
    Program,

    /// <summary>The plan of the arena.</summary>
    Memory,

    /// <summary>The outputs' values, compared within the limits of <see cref="ComparisonLimits"/>.</summary>
    Output,

    /// <summary>SHA-256 of each output's bits, compiled strictly: by the strict evaluator, and on every device.</summary>
    Hashes,
}

/// <summary>What the kinds are called, in files and in messages.</summary>
public static class GoldenKinds
{
    /// <summary>All of them, in the order in which they are checked.</summary>
    public static IReadOnlyList<GoldenKind> All { get; } = Enum.GetValues<GoldenKind>();

    /// <summary>As <c>hashes</c>.</summary>
    public static string Word(this GoldenKind kind) => kind switch
    {
        GoldenKind.Diagnostics => "diagnostics",
        GoldenKind.Graph => "graph",
        GoldenKind.Fused => "fused",
        GoldenKind.Program => "program",
        GoldenKind.Memory => "memory",
        GoldenKind.Output => "output",
        GoldenKind.Hashes => "hashes",
    };

    /// <summary>What a file's name ends with behind the case's: <c>.hashes.txt</c>.</summary>
    public static string Suffix(this GoldenKind kind) => $".{kind.Word()}.{(kind == GoldenKind.Output ? "safetensors" : "txt")}";
}
