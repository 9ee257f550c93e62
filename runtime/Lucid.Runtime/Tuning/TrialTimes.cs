using Lucid.Tensors;

namespace Lucid.Runtime.Tuning;

/// <summary>The least device time of each kernel with each of the candidates tried: what disturbs a run makes it longer, never shorter.</summary>
internal sealed class TrialTimes(int kernels)
{
    private readonly Dictionary<int, double>[] _least = [.. Enumerable.Range(0, kernels).Select(_ => new Dictionary<int, double>())];

    /// <summary>A run in which kernel k ran with candidate <paramref name="candidates"/>[k].</summary>
    public void Add(IReadOnlyList<int> candidates, ValueList<KernelProfile> run)
    {
        for (int k = 0; k < _least.Length; k++)
            _least[k][candidates[k]] = Math.Min(_least[k].GetValueOrDefault(candidates[k], double.PositiveInfinity), run[k].DeviceMilliseconds);
    }

    public bool IsKnown(int kernel, int candidate) => _least[kernel].ContainsKey(candidate);

    public double Least(int kernel, int candidate) => _least[kernel].GetValueOrDefault(candidate, double.PositiveInfinity);

    /// <summary>All kernels' times together.</summary>
    public double Total(IReadOnlyList<int> candidates) => candidates.Select((candidate, k) => Least(k, candidate)).Sum();

    /// <summary>The fastest candidate, where it beats the first clearly; otherwise the first.</summary>
    public int Winner(int kernel, IReadOnlyList<int> candidates, double clearGain)
    {
        int best = candidates.MinBy(candidate => Least(kernel, candidate));
        return Least(kernel, best) < clearGain * Least(kernel, candidates[0]) ? best : candidates[0];
    }
}
