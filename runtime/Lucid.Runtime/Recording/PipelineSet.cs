using System.Collections.Concurrent;
using System.Security.Cryptography;

using Lucid.Packaging;

namespace Lucid.Runtime.Recording;

/// <summary>The pipelines that one session holds.</summary>
internal sealed class PipelineSet(PipelineStore store, PipelineCacheStore cache, CompiledModel model) : IDisposable
{
    private readonly ConcurrentDictionary<PipelineKey, ComputePipeline> _pipelines = [];
    private readonly ConcurrentDictionary<string, string> _hashes = new(StringComparer.Ordinal);

    public int Count => _pipelines.Count;

    public ComputePipeline this[KernelCandidate candidate] => _pipelines[KeyOf(candidate)];

    /// <summary>Compiles what is not there yet, on all processors, and keeps the driver's cache on disk in step.</summary>
    public void Require(IEnumerable<KernelCandidate> candidates)
    {
        (PipelineKey Key, KernelCandidate Candidate)[] missing =
            [.. candidates.Select(candidate => (Key: KeyOf(candidate), candidate)).Where(pair => !_pipelines.ContainsKey(pair.Key)).DistinctBy(pair => pair.Key)];
        if (missing.Length == 0) return;
        if (missing.Length == 1) Compile(missing[0]);
        else
        {
            try
            {
                Parallel.ForEach(missing, Compile);
            }
            catch (AggregateException exception)
            {
                // The first failure says it: the others are the same driver's.
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
            }
        }

        cache.Save();
    }

    public void Dispose()
    {
        foreach (PipelineKey key in _pipelines.Keys) store.Release(key);
        _pipelines.Clear();
    }

    private void Compile((PipelineKey Key, KernelCandidate Candidate) wanted) =>
        _pipelines[wanted.Key] = store.Acquire(wanted.Key, wanted.Candidate, model.Module(wanted.Candidate.Module));

    private PipelineKey KeyOf(KernelCandidate candidate) => PipelineKey.Of(
        _hashes.GetOrAdd(candidate.Module, name => Convert.ToHexStringLower(SHA256.HashData(model.Module(name)))), candidate);
}
