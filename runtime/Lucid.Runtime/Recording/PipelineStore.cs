using Lucid.Packaging;
using Lucid.Runtime.Devices;

using Microsoft.Extensions.Logging;

namespace Lucid.Runtime.Recording;

/// <summary>The device's compiled pipelines, shared by its sessions. One that nobody uses stays for a while: the next session often wants it.</summary>
internal sealed class PipelineStore(LogicalDevice device, PipelineCacheStore cache, ILogger logger) : IDisposable
{
    /// <summary>Pipelines kept that no session uses.</summary>
    private const int MostIdle = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<PipelineKey, Entry> _entries = [];
    private readonly LinkedList<PipelineKey> _idle = new();

    /// <summary>The pipeline, compiled now if need be; several threads may compile different ones at once. To be released as often as it was acquired.</summary>
    public ComputePipeline Acquire(PipelineKey key, KernelCandidate candidate, ReadOnlySpan<byte> code)
    {
        Entry entry = Enter(key);
        try
        {
            lock (entry.Compiling)
            {
                if (entry.Pipeline is { } compiled) return compiled;
                logger.PipelineCompiling(candidate.Variant, candidate.Module);
                if (DriverWorkarounds.NeedsFrozenConstants(device.Facts.DriverName)) code = FrozenCode.Of(code, candidate);
                return entry.Pipeline = new ComputePipeline(device, cache.Handle, candidate, code);
            }
        }
        catch
        {
            Release(key);
            throw;
        }
    }

    public void Release(PipelineKey key)
    {
        lock (_lock)
        {
            Entry entry = _entries[key];
            if (--entry.Users > 0) return;
            entry.Idle = _idle.AddLast(key);
            if (_idle.Count > MostIdle) Remove(_idle.First!.Value);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (Entry entry in _entries.Values) entry.Pipeline?.Dispose();
            _entries.Clear();
            _idle.Clear();
        }
    }

    private Entry Enter(PipelineKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out Entry? entry)) _entries.Add(key, entry = new Entry());
            if (entry.Idle is not null) _idle.Remove(entry.Idle);
            entry.Idle = null;
            entry.Users++;
            return entry;
        }
    }

    private void Remove(PipelineKey key)
    {
        _entries.Remove(key, out Entry? entry);
        _idle.Remove(entry!.Idle!);
        entry.Pipeline?.Dispose();
    }

    private sealed class Entry
    {
        public Lock Compiling { get; } = new();

        public ComputePipeline? Pipeline { get; set; }

        public int Users { get; set; }

        public LinkedListNode<PipelineKey>? Idle { get; set; }
    }
}
