using System.Collections.Immutable;


namespace Lucid.Runtime.Execution;

/// <summary>Bytes of memory that a shape needs beside the constants.</summary>
/// <param name="TransferBlocks">Blocks of inputs and outputs.</param>
/// <param name="ArenaBlocks">Blocks of activations.</param>
/// <param name="UploadBytes">Staging of inputs; 0 where they are written in place.</param>
/// <param name="DownloadBytes">Staging of outputs; 0 where they are read in place.</param>
internal sealed record MemoryNeed(ImmutableArray<long> TransferBlocks, ImmutableArray<long> ArenaBlocks, long UploadBytes, long DownloadBytes)
{
    public static MemoryNeed None { get; } = new([], [], 0, 0);

    public long TotalBytes => TransferBlocks.Sum() + ArenaBlocks.Sum() + UploadBytes + DownloadBytes;

    public bool Covers(MemoryNeed need) =>
        Covers(TransferBlocks, need.TransferBlocks) && Covers(ArenaBlocks, need.ArenaBlocks) && UploadBytes >= need.UploadBytes && DownloadBytes >= need.DownloadBytes;

    public MemoryNeed Union(MemoryNeed other) => new(
        Union(TransferBlocks, other.TransferBlocks), Union(ArenaBlocks, other.ArenaBlocks),
        Math.Max(UploadBytes, other.UploadBytes), Math.Max(DownloadBytes, other.DownloadBytes));

    private static bool Covers(ImmutableArray<long> held, ImmutableArray<long> needed) =>
        held.Length >= needed.Length && needed.Select((bytes, i) => held[i] >= bytes).All(fits => fits);

    private static ImmutableArray<long> Union(ImmutableArray<long> a, ImmutableArray<long> b) =>
        [.. Enumerable.Range(0, Math.Max(a.Length, b.Length)).Select(i => Math.Max(a.ElementAtOrDefault(i), b.ElementAtOrDefault(i)))];
}
