using Lucid.Packaging;
using Lucid.Runtime.Caching;
using Lucid.Runtime.Devices;
using Lucid.Tensors;

using Microsoft.Extensions.Logging;

namespace Lucid.Runtime.Verifying;

/// <summary>What was found out about packages on a device, in memory and on disk. A file that cannot be read or written costs another verification, never a run.</summary>
internal sealed class FindingStore
{
    private const string Reason = "it gave wrong results when the package was verified on this device";

    private readonly DeviceFacts _facts;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private List<FindingEntry>? _entries;

    public FindingStore(DeviceFacts facts, string? directory, ILogger logger)
    {
        (_facts, _logger) = (facts, logger);
        Path = directory is null ? null : System.IO.Path.Combine(directory, "findings", FindingFile.NameFor(facts));
    }

    /// <summary>The file; null where nothing is kept between processes.</summary>
    public string? Path { get; }

    /// <summary>Whether the model was verified at all.</summary>
    public bool HasAny(CompiledModel model) => Of(model).Count > 0;

    /// <summary>The candidates of a model that gave wrong results; none at most times.</summary>
    public ValueList<RefusedCandidate> Refused(CompiledModel model)
    {
        ValueList<ProgramKernel> kernels = model.Package.Program.Main;
        return Of(model).Where(entry => entry.IsRefusal && entry.Kernel < kernels.Count && entry.Candidate < kernels[(int)entry.Kernel].Candidates.Count)
            .OrderBy(entry => entry.Kernel).ThenBy(entry => entry.Candidate)
            .Select(entry => new RefusedCandidate(kernels[(int)entry.Kernel].Name, kernels[(int)entry.Kernel].Candidates[(int)entry.Candidate].Variant, Reason)).ToValueList();
    }

    /// <summary>Whether the goldens of a model held with this choice of candidates.</summary>
    public bool IsVerified(CompiledModel model, string choice) => Of(model).Any(entry => entry.Choice == choice);

    /// <summary>Remembers a verification in the place of earlier ones of the package, on disk too. What other processes wrote meanwhile about other packages is kept.</summary>
    public void Remember(CompiledModel model, string choice, IEnumerable<RefusedCandidate> refused)
    {
        ValueList<ProgramKernel> kernels = model.Package.Program.Main;
        string package = model.Digest;
        List<FindingEntry> found = [new(package, choice, 0, 0)];
        foreach (RefusedCandidate one in refused)
        {
            int kernel = Enumerable.Range(0, kernels.Count).First(k => kernels[k].Name == one.Kernel);
            int candidate = Enumerable.Range(0, kernels[kernel].Candidates.Count).First(c => kernels[kernel].Candidates[c].Variant == one.Variant);
            found.Add(new(package, FindingEntry.NoChoice, (uint)kernel, (uint)candidate));
        }

        lock (_lock)
        {
            _entries = [.. Load().Where(entry => entry.Package != package).Concat(found).TakeLast(FindingFile.MostEntries)];
            if (Path is null) return;
            if (CacheFile.Write(Path, FindingFile.Write(_facts, _entries)) is { } fault) _logger.FindingsNotWritten(Path, fault);
        }
    }

    private List<FindingEntry> Of(CompiledModel model)
    {
        // Without goldens nothing was ever found; and the digest of a package in memory is work.
        if (model.Proof is not { Sets.Count: > 0 }) return [];
        lock (_lock)
        {
            _entries ??= Load();
            return _entries.Count == 0 ? [] : [.. _entries.Where(entry => entry.Package == model.Digest)];
        }
    }

    private List<FindingEntry> Load()
    {
        if (Path is null) return _entries ?? [];
        try
        {
            FileInfo file = new(Path);
            if (!file.Exists) return [];
            string fault = "it is too large";
            IReadOnlyList<FindingEntry>? read = file.Length > FindingFile.MostBytes ? null : FindingFile.Read(_facts, File.ReadAllBytes(Path), out fault);
            if (read is null) _logger.FindingsIgnored(Path, fault);
            return [.. read ?? []];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.FindingsIgnored(Path, exception.Message);
            return [];
        }
    }
}
