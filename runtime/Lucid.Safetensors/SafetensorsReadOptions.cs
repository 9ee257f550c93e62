namespace Lucid.Safetensors;

/// <summary>What a reader accepts. Overlaps, duplicate names and tensors outside the file are refused whatever stands here.</summary>
public sealed record SafetensorsReadOptions
{
    /// <summary>The most axes a tensor may have.</summary>
    public const int MaxRank = 32;

    /// <summary>The deepest nesting of the JSON header; the format itself needs 3.</summary>
    public const int MaxJsonDepth = 8;

    /// <summary>The most characters of a tensor's name.</summary>
    public const int MaxNameLength = 4096;

    /// <summary>The most pairs of <c>__metadata__</c>.</summary>
    public const int MaxMetadataPairs = 65_536;

    /// <summary>What the format says: no holes, no trailing bytes, headers of at most 100,000,000 bytes.</summary>
    public static SafetensorsReadOptions Default { get; } = new();

    /// <summary>The most bytes of the JSON header. The format's own limit is 100,000,000.</summary>
    public int MaxHeaderBytes { get; init; } = 100_000_000;

    /// <summary>The most tensors in a file.</summary>
    public int MaxTensors { get; init; } = 262_144;

    /// <summary>Accepts bytes that belong to no tensor, between tensors and after the last one, as some old writers left them.</summary>
    public bool AllowHoles { get; init; }
}
