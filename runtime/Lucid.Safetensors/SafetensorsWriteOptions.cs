namespace Lucid.Safetensors;

/// <summary>How a file is laid out.</summary>
public sealed record SafetensorsWriteOptions
{
    /// <summary>Tensors as given, data at a multiple of 8 bytes.</summary>
    public static SafetensorsWriteOptions Default { get; } = new();

    /// <summary>Orders the tensors by name (ordinal) instead of as given.</summary>
    public bool SortNames { get; init; }

    /// <summary>The data begin at a multiple of so many bytes; a power of two from 1 to 4096. The header is padded with spaces.</summary>
    public int Alignment { get; init; } = 8;

    /// <summary>
    /// Where not null, every tensor begins at a multiple of <see cref="Alignment"/>: gaps are filled with U8 tensors of zeros named by
    /// this prefix and a number from 0, because the format allows no holes.
    /// </summary>
    public string? PadPrefix { get; init; }
}
