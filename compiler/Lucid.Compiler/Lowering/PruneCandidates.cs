using System.Collections.Immutable;

using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>
/// Leaves out the ways to run a kernel that no target would take. A target takes the first whose requirements hold, so those behind one that always does are left out,
/// too; the last one, which every device can run, stays, so that the package runs everywhere.
/// </summary>
internal static class PruneCandidates
{
    public static LoweredProgram Run(LoweredProgram program, ValueList<TargetProfile> targets) => targets.Count == 0 ? program : program with
    {
        Prepare = program.Prepare.Select(kernel => Pruned(kernel, targets)).ToValueList(),
        Main = program.Main.Select(kernel => Pruned(kernel, targets)).ToValueList(),
    };

    /// <summary>The modules that a program's candidates name.</summary>
    public static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Needed(LoweredProgram program, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> modules)
    {
        HashSet<string> named = [.. program.Prepare.Concat(program.Main).SelectMany(kernel => kernel.Candidates).Select(candidate => candidate.Module)];
        return modules.RemoveRange(modules.Keys.Where(name => !named.Contains(name)));
    }

    private static ProgramKernel Pruned(ProgramKernel kernel, ValueList<TargetProfile> targets)
    {
        HashSet<KernelCandidate> kept = new(targets.SelectMany(target => Takes(kernel, target)), ReferenceEqualityComparer.Instance) { kernel.Candidates[^1] };
        return kernel with { Candidates = kernel.Candidates.Where(kept.Contains).ToValueList() };
    }

    private static IEnumerable<KernelCandidate> Takes(ProgramKernel kernel, TargetProfile target)
    {
        Dictionary<string, IntExpr> limits = target.Limits.ToDictionary(limit => limit.Name, limit => (IntExpr)limit.Value, StringComparer.Ordinal);
        foreach (KernelCandidate candidate in kernel.Candidates)
        {
            if (target.Features is { } features && !candidate.Features.All(features.Contains)) continue;
            IntExpr[] conditions = [.. candidate.Requires.Select(condition => condition.Substitute(limits))];
            if (conditions.Any(condition => condition.Equals(IntExpr.Zero))) continue;
            yield return candidate;
            // The number of bindings is a limit that no condition states.
            bool binds = target.Limits.FirstOrDefault(limit => limit.Name == DeviceLimitNames.StorageBuffers)?.Value is not { } most
                || candidate.Bindings.Count(binding => binding.Kind == BindingKind.Storage) <= most;
            bool isKnown = target.Features is not null || candidate.Features.Count == 0;
            if (binds && isKnown && conditions.All(condition => condition.TryGetConstant(out long truth) && truth != 0)) yield break;
        }
    }
}
