using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime.Dispatching;

/// <summary>Which candidates of a kernel a device can run, and in which order they are tried.</summary>
internal sealed class CandidateChoice(
    DeviceLimits limits, IReadOnlyCollection<string> features, Func<ProgramKernel, KernelCandidate, bool>? filter = null, CandidatePreference? preference = null,
    Func<ProgramKernel, KernelCandidate, string?>? refusal = null)
{
    private readonly Dictionary<string, IntExpr> _limits =
        limits.AsSymbols().ToDictionary(limit => limit.Key, limit => (IntExpr)limit.Value, StringComparer.Ordinal);

    /// <summary>
    /// The candidates whose requirements hold for these values of the symbols (the device's limits among them), in the package's order but for
    /// the one preferred, which comes first.
    /// </summary>
    public IEnumerable<KernelCandidate> For(ProgramKernel kernel, IReadOnlyDictionary<string, long> symbols)
    {
        IEnumerable<KernelCandidate> inOrder =
            kernel.Candidates.Where(candidate => Suits(kernel, candidate) && candidate.Requires.All(condition => Holds(kernel, candidate, condition, symbols)));
        if (preference?.Preferred(kernel, symbols) is not { } index) return inOrder;
        KernelCandidate preferred = kernel.Candidates[index];
        KernelCandidate[] all = [.. inOrder];
        return preference.Allows(all, preferred) ? all.Where(candidate => ReferenceEquals(candidate, preferred)).Concat(all.Where(candidate => !ReferenceEquals(candidate, preferred))) : all;
    }

    /// <summary>
    /// The candidates that may be chosen for some values of the model's symbols: those preferred for some, all before the first that is
    /// always possible, and that one.
    /// </summary>
    public IEnumerable<KernelCandidate> ForAnySymbols(ProgramKernel kernel)
    {
        if (preference is null) return InOrderForAnySymbols(kernel);
        KernelCandidate[] inOrder = [.. InOrderForAnySymbols(kernel)];
        KernelCandidate[] preferred = [.. preference.Possible(kernel).Select(index => kernel.Candidates[index])
            .Where(candidate => Suits(kernel, candidate) && (preference.LeavesOrder || inOrder.Any(other => other.OrderClass == candidate.OrderClass)))];
        // One that is preferred and possible whatever the symbols leaves no room for others.
        bool isAlone = preference.IsForAllSymbols && preferred.Length == 1 && IsAlwaysPossible(preferred[0]) && preference.Allows(inOrder, preferred[0]);
        return isAlone ? preferred : preferred.Concat(inOrder).Distinct<KernelCandidate>(ReferenceEqualityComparer.Instance);
    }

    private bool IsAlwaysPossible(KernelCandidate candidate) =>
        candidate.Requires.All(condition => condition.Substitute(_limits).TryGetConstant(out long value) && value != 0);

    private IEnumerable<KernelCandidate> InOrderForAnySymbols(ProgramKernel kernel)
    {
        foreach (KernelCandidate candidate in kernel.Candidates)
        {
            if (!Suits(kernel, candidate)) continue;
            IntExpr[] conditions = [.. candidate.Requires.Select(condition => condition.Substitute(_limits))];
            if (conditions.Any(condition => condition.TryGetConstant(out long value) && value == 0)) continue;
            yield return candidate;
            if (conditions.All(condition => condition.IsConstant)) yield break;
        }
    }

    /// <summary>What each candidate lacks on this device, for the message that none suits.</summary>
    public string Reasons(ProgramKernel kernel, IReadOnlyDictionary<string, long> symbols) => string.Concat(kernel.Candidates.Select(candidate =>
    {
        string lacking = candidate.Features.FirstOrDefault(feature => !features.Contains(feature)) is string feature ? $"needs {feature}"
            : !FitsBindings(candidate) ? $"binds {CountOf(candidate, BindingKind.Storage)} storage buffers; the device allows {limits.StorageBuffers}"
            : candidate.Requires.FirstOrDefault(condition => condition.Evaluate(symbols) == 0) is { } condition ? $"needs {condition}"
            : refusal?.Invoke(kernel, candidate) ?? "was filtered out";
        return $"\n  {candidate.Variant}: {lacking}";
    }));

    private bool Suits(ProgramKernel kernel, KernelCandidate candidate) =>
        candidate.Features.All(features.Contains) && FitsBindings(candidate) && (filter is null || filter(kernel, candidate)) && refusal?.Invoke(kernel, candidate) is null;

    private bool FitsBindings(KernelCandidate candidate) =>
        CountOf(candidate, BindingKind.Storage) <= limits.StorageBuffers && CountOf(candidate, BindingKind.TexelF32X4) <= limits.TexelBuffers;

    private static int CountOf(KernelCandidate candidate, BindingKind kind) => candidate.Bindings.Count(binding => binding.Kind == kind);

    private static bool Holds(ProgramKernel kernel, KernelCandidate candidate, IntExpr condition, IReadOnlyDictionary<string, long> symbols)
    {
        try
        {
            return condition.Evaluate(symbols) != 0;
        }
        catch (ShapeEvaluationException exception)
        {
            throw new ProgramException($"kernel {kernel.Name} ({candidate.Variant}): requirement {condition}: {exception.Message}", exception);
        }
    }
}
