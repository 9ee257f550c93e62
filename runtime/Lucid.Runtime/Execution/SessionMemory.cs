using Lucid.Runtime.Allocation;
using Lucid.Runtime.Devices;

namespace Lucid.Runtime.Execution;

/// <summary>
/// The memory that all shapes of a session share: one arena, the inputs and outputs, and staging where the device's memory is not
/// mapped. It grows to the largest shape seen; whoever makes it grow first drops what was recorded on the old memory.
/// </summary>
internal sealed class SessionMemory(DeviceMemoryPool pool) : IDisposable
{
    private MemoryNeed _held = MemoryNeed.None;

    public List<MemoryBlock> Transfers { get; } = [];

    public List<MemoryBlock> Arena { get; } = [];

    public MemoryBlock? Upload { get; private set; }

    public MemoryBlock? Download { get; private set; }

    public long TotalBytes => _held.TotalBytes;

    public bool Covers(MemoryNeed need) => _held.Covers(need);

    /// <summary>Refuses a need that cannot be met, while everything is still there.</summary>
    /// <exception cref="MemoryLimitException">The limit leaves less.</exception>
    public void EnsureAvailable(MemoryNeed need, string purpose) => pool.EnsureAvailable(purpose, need.TotalBytes, _held.TotalBytes);

    /// <summary>Frees what is held and allocates what covers both it and <paramref name="need"/>, or the need alone where the limit leaves no more.</summary>
    public void Grow(MemoryNeed need, string purpose)
    {
        MemoryNeed both = _held.Union(need);
        MemoryNeed wanted = both.TotalBytes - _held.TotalBytes <= pool.AvailableBytes ? both : need;
        Dispose();
        try
        {
            foreach (long bytes in wanted.TransferBlocks) Transfers.Add(pool.Allocate(purpose, bytes, MemoryUse.Kernels));
            foreach (long bytes in wanted.ArenaBlocks) Arena.Add(pool.Allocate(purpose, bytes, MemoryUse.Kernels));
            if (wanted.UploadBytes > 0) Upload = pool.Allocate(purpose, wanted.UploadBytes, MemoryUse.Upload);
            if (wanted.DownloadBytes > 0) Download = pool.Allocate(purpose, wanted.DownloadBytes, MemoryUse.Download);
            _held = wanted;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Download?.Dispose();
        Upload?.Dispose();
        foreach (MemoryBlock block in Arena) block.Dispose();
        foreach (MemoryBlock block in Transfers) block.Dispose();
        (Upload, Download) = (null, null);
        Arena.Clear();
        Transfers.Clear();
        _held = MemoryNeed.None;
    }
}
