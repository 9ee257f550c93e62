using System.Security.Cryptography;

using Lucid.Packaging;
using Lucid.Runtime.Caching;
using Lucid.Runtime.Devices;
using Lucid.Runtime.Dispatching;

using Microsoft.Extensions.Logging;

namespace Lucid.Runtime.Tuning;

/// <summary>What was measured on a device, in memory and on disk. A file that cannot be read or written costs speed, never a run.</summary>
internal sealed class TuningStore
{
    private readonly DeviceFacts _facts;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private OrderedDictionary<(string Kernel, string Symbols, bool AnyOrder), TuningEntry>? _entries;

    public TuningStore(DeviceFacts facts, string? directory, ILogger logger)
    {
        (_facts, _logger) = (facts, logger);
        Path = directory is null ? null : System.IO.Path.Combine(directory, "tuning", TuningFile.NameFor(facts));
    }

    /// <summary>The file; null where nothing is kept between processes.</summary>
    public string? Path { get; }

    /// <summary>The preference for a model's kernels; null where nothing is known of any, which is the case at most times.</summary>
    public CandidatePreference? PreferenceFor(CompiledModel model, TuningUse use)
    {
        if (use == TuningUse.None) return null;
        lock (_lock)
        {
            _entries ??= Load();
            if (_entries.Count == 0) return null;
            HashSet<string> known = [.. _entries.Keys.Select(key => key.Kernel)];
            ModuleDigests digests = new(model);
            Dictionary<ProgramKernel, TuningEntry[]> entries = new(ReferenceEqualityComparer.Instance);
            foreach (ProgramKernel kernel in model.Package.Program.Main)
            {
                if (kernel.Candidates.Count < 2) continue;
                string identity = KernelIdentity.Of(kernel, digests.Of);
                if (known.Contains(identity)) entries.Add(kernel, [.. _entries.Values.Where(entry => entry.Kernel == identity && IsUsable(entry, kernel, use))]);
            }

            return entries.Count == 0 ? null : new RememberedPreference(entries, use);
        }
    }

    /// <summary>Remembers entries, on disk too. What other processes wrote meanwhile is kept.</summary>
    /// <returns>Whether they are on disk.</returns>
    public bool Add(IReadOnlyList<TuningEntry> entries)
    {
        lock (_lock)
        {
            _entries = Load();
            foreach (TuningEntry entry in entries)
            {
                _entries.Remove(entry.Key); // the newest stand last
                _entries.Add(entry.Key, entry);
            }

            if (Path is null) return false;
            string? fault = CacheFile.Write(Path, TuningFile.Write(_facts, [.. _entries.Values.TakeLast(TuningFile.MostEntries)]));
            if (fault is not null) _logger.TuningCacheNotWritten(Path, fault);
            return fault is null;
        }
    }

    private static bool IsUsable(TuningEntry entry, ProgramKernel kernel, TuningUse use) =>
        entry.Candidate < kernel.Candidates.Count && (use == TuningUse.AnyOrder || !entry.AnyOrder);

    private OrderedDictionary<(string Kernel, string Symbols, bool AnyOrder), TuningEntry> Load()
    {
        OrderedDictionary<(string Kernel, string Symbols, bool AnyOrder), TuningEntry> entries = [];
        if (Path is null) return _entries ?? entries;
        try
        {
            FileInfo file = new(Path);
            if (!file.Exists) return entries;
            string fault = "it is too large";
            IReadOnlyList<TuningEntry>? read = file.Length > TuningFile.MostBytes ? null : TuningFile.Read(_facts, File.ReadAllBytes(Path), out fault);
            if (read is null) _logger.TuningCacheIgnored(Path, fault);
            foreach (TuningEntry entry in read ?? []) entries[entry.Key] = entry;
            return entries;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.TuningCacheIgnored(Path, exception.Message);
            return entries;
        }
    }

    /// <summary>Digests of a model's modules, each computed once.</summary>
    internal sealed class ModuleDigests(CompiledModel model)
    {
        private readonly Dictionary<string, string> _digests = new(StringComparer.Ordinal);

        public string Of(string module)
        {
            if (!_digests.TryGetValue(module, out string? digest)) _digests.Add(module, digest = Convert.ToHexStringLower(SHA256.HashData(model.Module(module))));
            return digest;
        }
    }
}
