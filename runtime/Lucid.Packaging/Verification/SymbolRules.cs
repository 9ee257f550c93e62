using Lucid.Tensors;

namespace Lucid.Packaging.Verification;

/// <summary>Which symbols an expression may use.</summary>
internal static class SymbolRules
{
    public static void Check(Subject s)
    {
        LoweredProgram p = s.Program;
        SortedSet<string> inInputs = new(StringComparer.Ordinal);
        for (int i = 0; i < p.Inputs.Count; i++)
        {
            foreach (IntExpr extent in p.Inputs[i].Type.Shape.Extents)
            {
                int length = extent.ToString().Length;
                if (length > PackageLimits.InputExtentLength)
                    s.Report(FormattableString.Invariant($"$.program.inputs[{i}].shape"), $"an extent of {length} characters; at most {PackageLimits.InputExtentLength}");
                inInputs.UnionWith(extent.Symbols());
            }
        }

        if (inInputs.Count > PackageLimits.Symbols) s.Report("$.program.inputs", $"{inInputs.Count} symbols; at most {PackageLimits.Symbols}");
        foreach (string name in inInputs.Where(IsDevice)) s.Report("$.program.inputs", $"'{name}' is a limit of the device, not an extent");
        // Finding the undetermined symbols takes time that only small inputs make harmless.
        if (s.Faults.Count > 0) return;
        foreach (string name in ShapeBinder.Undetermined(p.Inputs.Select(input => input.Type)))
        {
            s.Report("$.program.inputs", $"no extent determines the symbol {name}");
            inInputs.Remove(name);
        }

        HashSet<string> limits = new(DeviceLimitNames.All, StringComparer.Ordinal);
        // Most expressions occur many times.
        HashSet<(IntExpr, bool)> seen = [];
        foreach ((IntExpr expression, string path, bool isRequirement) in Expressions(s))
        {
            if (expression.IsConstant || !seen.Add((expression, isRequirement))) continue;
            foreach (string name in expression.Symbols())
            {
                if (inInputs.Contains(name) || (isRequirement && limits.Contains(name))) continue;
                if (!IsDevice(name)) s.Report(path, $"no input has the symbol {name}");
                else if (!isRequirement) s.Report(path, $"{name} is a limit of the device; only requirements may depend on it");
                else s.Report(path, $"{name} is no device limit; expected one of {string.Join(", ", DeviceLimitNames.All)}");
            }
        }

        HashSet<string> features = new(DeviceFeatureNames.All, StringComparer.Ordinal);
        foreach ((KernelCandidate candidate, _, string path) in s.Candidates())
        {
            foreach (string name in candidate.Features.Where(name => !features.Contains(name)))
                s.Report($"{path}.features", $"'{name}' is no feature; expected one of {string.Join(", ", DeviceFeatureNames.All)}");
        }
    }

    /// <summary>Every expression of the program with its path, and whether it is a requirement on the device.</summary>
    public static IEnumerable<(IntExpr Expression, string Path, bool IsRequirement)> Expressions(Subject s)
    {
        LoweredProgram p = s.Program;
        foreach ((ProgramTensor tensor, string path) in ListRules.Tensors(p))
        {
            foreach (IntExpr extent in tensor.Type.Shape.Extents) yield return (extent, $"{path}.shape", false);
        }

        for (int i = 0; i < p.Guards.Count; i++) yield return (p.Guards[i].Condition, FormattableString.Invariant($"$.program.guards[{i}].condition"), false);
        for (int i = 0; i < p.Buffers.Count; i++) yield return (p.Buffers[i].ByteSize, FormattableString.Invariant($"$.program.buffers[{i}].byteSize"), false);
        foreach ((ProgramKernel kernel, _, string path) in s.Kernels())
        {
            yield return (kernel.Flops, $"{path}.flops", false);
            yield return (kernel.BytesMoved, $"{path}.bytesMoved", false);
        }

        foreach ((KernelCandidate candidate, _, string path) in s.Candidates())
        {
            foreach (IntExpr requirement in candidate.Requires) yield return (requirement, $"{path}.requires", true);
            foreach ((IntExpr expression, string part) in Numbers(candidate)) yield return (expression, $"{path}.{part}", false);
        }
    }

    /// <summary>The expressions of a candidate beside its requirements.</summary>
    public static IEnumerable<(IntExpr Expression, string Part)> Numbers(KernelCandidate candidate)
    {
        foreach (KernelBinding binding in candidate.Bindings)
        {
            yield return (binding.ByteOffset, "bindings");
            yield return (binding.ByteSize, "bindings");
        }

        foreach (IntExpr parameter in candidate.Parameters) yield return (parameter, "parameters");
        foreach (IntExpr groups in candidate.Groups) yield return (groups, "groups");
        foreach (KernelSplit split in candidate.Splits)
        {
            yield return (split.Steps, "splits");
            foreach (IntExpr number in split.Strides.Concat(split.Leads).Concat(split.Overlaps)) yield return (number, "splits");
        }
    }

    private static bool IsDevice(string name) => name.StartsWith(DeviceLimitNames.Prefix, StringComparison.Ordinal);
}
