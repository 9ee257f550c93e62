using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>What <see cref="SessionTuner"/> found.</summary>
/// <param name="Kernels">Every kernel that can run in several ways.</param>
/// <param name="OriginalMilliseconds">The least device time of a run as the package's own order chooses.</param>
/// <param name="TunedMilliseconds">The same with the winners; equal where there is none.</param>
/// <param name="IsComplete">Whether every candidate was measured before the time was up.</param>
/// <param name="BitsDiffered">Winners of one order class gave other bits on this device, against their promise, and were dropped.</param>
/// <param name="File">Where it was remembered for other processes; null where it was not.</param>
public sealed record TuningResult(
    ValueList<TunedKernel> Kernels, double OriginalMilliseconds, double TunedMilliseconds, bool IsComplete, bool BitsDiffered, string? File);
