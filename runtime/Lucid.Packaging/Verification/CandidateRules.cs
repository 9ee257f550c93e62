using Lucid.Packaging.Json;
using Lucid.Tensors;

namespace Lucid.Packaging.Verification;

/// <summary>Candidates: what they need, what they bind, how they are dispatched and cut.</summary>
internal static class CandidateRules
{
    private static readonly Dictionary<string, IntExpr> BaselineLimits = DeviceLimitNames.All.ToDictionary(
        name => name, name => (IntExpr)DeviceLimitNames.BaselineOf(name), StringComparer.Ordinal);

    public static void Baseline(Subject s)
    {
        bool isTargeted = s.Program.Metadata.Any(pair => pair.Key == ProgramMetadataKeys.Target);
        foreach ((ProgramKernel kernel, _, string path) in s.Kernels())
        {
            if (kernel.Candidates.Count == 0) s.Report($"{path}.candidates", $"the kernel has no candidate that this version can read");
            else if (!isTargeted && !kernel.Candidates.Any(IsForBaseline)) s.Report($"{path}.candidates", $"none of {kernel.Candidates.Count} candidates runs on the baseline");
        }
    }

    public static void Bindings(Subject s)
    {
        foreach ((KernelCandidate candidate, _, string path) in s.Candidates())
        {
            HashSet<int> numbers = [];
            for (int i = 0; i < candidate.Bindings.Count; i++)
            {
                KernelBinding binding = candidate.Bindings[i];
                string at = FormattableString.Invariant($"{path}.bindings[{i}]");
                if (binding.Binding is < 1 or > PackageLimits.Bindings) s.Report($"{at}.binding", $"{binding.Binding}; expected 1 to {PackageLimits.Bindings}");
                if (!numbers.Add(binding.Binding)) s.Report($"{at}.binding", $"{binding.Binding} is bound twice");
                if (binding.ElementBytes is not (4 or 8 or 16)) s.Report($"{at}.elementBytes", $"{binding.ElementBytes}; expected 4, 8 or 16");
                if (binding.Kind == BindingKind.TexelF32X4 && binding.ElementBytes != 16) s.Report($"{at}.elementBytes", $"{binding.ElementBytes}; a texel has 16");
                if (binding.Kind == BindingKind.TexelF32X4 && binding.Access != BindingAccess.Read) s.Report($"{at}.access", $"{FormatNames.Of(binding.Access)}; a texel binding only reads");
            }
        }
    }

    public static void Access(Subject s)
    {
        foreach ((KernelCandidate candidate, bool isPrepare, string path) in s.Candidates())
        {
            for (int i = 0; i < candidate.Bindings.Count; i++)
            {
                KernelBinding binding = candidate.Bindings[i];
                BufferKind kind = s.Program.Buffers[binding.Buffer].Kind;
                if (!IsAllowed(kind, binding.Access, isPrepare))
                {
                    s.Report(FormattableString.Invariant($"{path}.bindings[{i}].access"),
                        $"a {(isPrepare ? "prepare" : "main")} kernel has {FormatNames.Of(binding.Access)} access to buffer {binding.Buffer} of kind {FormatNames.Of(kind)}");
                }
            }
        }
    }

    public static void Ranges(Subject s)
    {
        foreach ((KernelCandidate candidate, _, string path) in s.Candidates())
        {
            for (int i = 0; i < candidate.Bindings.Count; i++)
            {
                KernelBinding binding = candidate.Bindings[i];
                string at = FormattableString.Invariant($"{path}.bindings[{i}]");
                s.CheckRange($"{at}.byteOffset", binding.ByteOffset, 0, PackageLimits.BufferBytes);
                s.CheckRange($"{at}.byteSize", binding.ByteSize, 0, PackageLimits.BufferBytes);
                // Other units break P12.
                if (binding.ElementBytes is 4 or 16 && binding.ByteOffset.TryGetConstant(out long offset) && offset % binding.ElementBytes != 0)
                    s.Report($"{at}.byteOffset", $"{offset} is no multiple of {binding.ElementBytes}");
                if (binding.Binding > PackageLimits.ShiftedBindings && binding.ByteOffset.TryGetConstant(out long start) && start % ArenaLifetimes.Alignment != 0)
                    s.Report($"{at}.byteOffset", $"{start} for binding {binding.Binding}; one above {PackageLimits.ShiftedBindings} begins at a multiple of {ArenaLifetimes.Alignment}");
                IntExpr size = s.Program.Buffers[binding.Buffer].ByteSize;
                if (Beyond(size, binding) is { } bytes)
                    s.Report(at, $"the range of {binding.ByteSize} bytes at {binding.ByteOffset} ends {bytes} bytes beyond buffer {binding.Buffer} of {size}");
            }
        }
    }

    public static void Numbers(Subject s)
    {
        foreach ((KernelCandidate candidate, _, string path) in s.Candidates())
        {
            if (candidate.Groups.Count != 3) s.Report($"{path}.groups", $"{candidate.Groups.Count} numbers; expected 3");
            foreach (IntExpr groups in candidate.Groups) s.CheckRange($"{path}.groups", groups, 0, PackageLimits.Groups);
            for (int i = 0; i < candidate.Parameters.Count; i++)
                s.CheckRange(FormattableString.Invariant($"{path}.parameters[{i}]"), candidate.Parameters[i], int.MinValue, uint.MaxValue);
            HashSet<int> ids = [];
            foreach (SpecializationValue constant in candidate.Specialization)
            {
                if (constant.Id < 0) s.Report($"{path}.specialization", $"id {constant.Id}; expected 0 or more");
                if (!ids.Add(constant.Id)) s.Report($"{path}.specialization", $"id {constant.Id} appears twice");
            }
        }
    }

    public static void Splits(Subject s)
    {
        foreach ((KernelCandidate candidate, _, string path) in s.Candidates())
        {
            HashSet<SplitAxis> axes = [];
            for (int i = 0; i < candidate.Splits.Count; i++)
            {
                KernelSplit split = candidate.Splits[i];
                string at = FormattableString.Invariant($"{path}.splits[{i}]");
                if (!axes.Add(split.Axis)) s.Report($"{at}.axis", $"{FormatNames.Of(split.Axis)} is cut twice");
                s.CheckRange($"{at}.steps", split.Steps, 1, split.Axis == SplitAxis.Depth ? PackageLimits.DepthSteps : PackageLimits.Groups);
                if (split.Axis != SplitAxis.Depth && candidate.Groups.Count == 3
                    && Subject.Difference(split.Steps, candidate.Groups[(int)split.Axis]) is { } difference && difference != 0)
                    s.Report($"{at}.steps", $"{split.Steps}; the axis has {candidate.Groups[(int)split.Axis]} workgroups");
                PerBinding(s, candidate, $"{at}.strides", split.Strides);
                PerBinding(s, candidate, $"{at}.leads", split.Leads);
                PerBinding(s, candidate, $"{at}.overlaps", split.Overlaps);
            }
        }
    }

    public static void Prepare(Subject s)
    {
        foreach ((KernelCandidate candidate, _, string path) in s.Candidates().Where(entry => entry.IsPrepare))
        {
            foreach ((IntExpr expression, string part) in SymbolRules.Numbers(candidate).Where(number => !number.Expression.IsConstant))
                s.Report($"{path}.{part}", $"{expression} depends on a symbol; prepare kernels run before any shape is known");
            foreach (IntExpr requirement in candidate.Requires)
            {
                string? symbol = requirement.Symbols().FirstOrDefault(name => !name.StartsWith(DeviceLimitNames.Prefix, StringComparison.Ordinal));
                if (symbol is not null) s.Report($"{path}.requires", $"{requirement} depends on the symbol {symbol}; prepare kernels run before any shape is known");
            }
        }
    }

    private static bool IsForBaseline(KernelCandidate candidate) =>
        candidate.Features.Count == 0
        && candidate.Bindings.Count(binding => binding.Kind == BindingKind.Storage) <= PackageLimits.BaselineStorageBuffers
        && !candidate.Requires.Any(FailsOnBaseline);

    private static bool FailsOnBaseline(IntExpr requirement)
    {
        try
        {
            return requirement.Substitute(BaselineLimits).TryGetConstant(out long value) && value == 0;
        }
        catch (Exception error) when (error is ShapeEvaluationException or OverflowException)
        {
            return true;
        }
    }

    private static bool IsAllowed(BufferKind kind, BindingAccess access, bool isPrepare) => kind switch
    {
        BufferKind.Input => !isPrepare && access == BindingAccess.Read,
        BufferKind.Output or BufferKind.Activation => !isPrepare,
        BufferKind.Constant => access == BindingAccess.Read,
        BufferKind.Prepared => isPrepare || access == BindingAccess.Read,
        BufferKind.State or BufferKind.External => false,
    };

    /// <summary>How far a range ends beyond its buffer whatever the shapes, or null.</summary>
    private static long? Beyond(IntExpr size, KernelBinding binding)
    {
        try
        {
            return Subject.Difference(binding.ByteOffset + binding.ByteSize, size) is { } bytes and > 0 ? bytes : null;
        }
        catch (Exception error) when (error is ShapeEvaluationException or OverflowException)
        {
            return long.MaxValue;
        }
    }

    private static void PerBinding(Subject s, KernelCandidate candidate, string path, ValueList<IntExpr> numbers)
    {
        if (numbers.Count != candidate.Bindings.Count)
        {
            s.Report(path, $"{numbers.Count} numbers for {candidate.Bindings.Count} bindings");
            return;
        }

        for (int i = 0; i < numbers.Count; i++)
        {
            s.CheckRange(path, numbers[i], 0, PackageLimits.BufferBytes);
            // Push-constant words 4 to 7 tell a kernel where the bound part begins; further bindings are always bound whole.
            if (candidate.Bindings[i].Binding > PackageLimits.ShiftedBindings && numbers[i] != IntExpr.Zero)
                s.Report(path, $"{numbers[i]} for binding {candidate.Bindings[i].Binding}; only bindings 1 to {PackageLimits.ShiftedBindings} can be bound in parts");
        }
    }
}
