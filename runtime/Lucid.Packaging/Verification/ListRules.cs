using Lucid.Tensors;

namespace Lucid.Packaging.Verification;

/// <summary>That everything can be looked at: counts, names, indices.</summary>
internal static class ListRules
{
    public static void Caps(Subject s)
    {
        LoweredProgram p = s.Program;
        Count(s, "$.program.inputs", p.Inputs.Count, PackageLimits.Inputs);
        Count(s, "$.program.outputs", p.Outputs.Count, PackageLimits.Outputs);
        Count(s, "$.program.guards", p.Guards.Count, PackageLimits.Guards);
        Count(s, "$.program.buffers", p.Buffers.Count, PackageLimits.Buffers);
        Count(s, "$.program.prepare and main", p.Prepare.Count + p.Main.Count, PackageLimits.Kernels);
        Count(s, "$.program.metadata", p.Metadata.Count, PackageLimits.Metadata);
        Count(s, "$.program.overflowChecks", p.OverflowChecks.Count, PackageLimits.Kernels);
        Count(s, "modules", s.Package.Modules.Count, PackageLimits.Modules);
        // Every stored tensor may need one of padding; the program itself is one more.
        long tensors = 2L * (3 + s.Package.Modules.Count + s.Package.Constants.Count + s.Package.Goldens.Count + Tensors(s.Package.Float32));
        if (tensors > PackageLimits.Tensors) s.Report("tensors", $"{tensors} with padding; at most {PackageLimits.Tensors}");
        if (s.Package.GraphText is { } graph && System.Text.Encoding.UTF8.GetByteCount(graph) is var bytes && bytes > PackageLimits.GraphBytes)
            s.Report("lucid.graph", $"{bytes} bytes; at most {PackageLimits.GraphBytes}");
        foreach ((string name, ReadOnlyMemory<byte> module) in s.Package.Modules)
        {
            if (module.Length > PackageLimits.ModuleBytes) s.Report(PackageLayout.OfModule(name), $"{module.Length} bytes; at most {PackageLimits.ModuleBytes}");
        }

        foreach ((ProgramTensor tensor, string path) in Tensors(p))
        {
            Count(s, $"{path}.shape", tensor.Type.Rank, PackageLimits.Rank);
        }

        foreach ((ProgramKernel kernel, _, string path) in s.Kernels())
        {
            Count(s, $"{path}.nodes", kernel.Nodes.Count, PackageLimits.NodesOfKernel);
            Count(s, $"{path}.candidates", kernel.Candidates.Count, PackageLimits.Candidates);
        }

        foreach ((KernelCandidate candidate, _, string path) in s.Candidates())
        {
            Count(s, $"{path}.specialization", candidate.Specialization.Count, PackageLimits.Specialization);
            Count(s, $"{path}.features", candidate.Features.Count, PackageLimits.Features);
            Count(s, $"{path}.requires", candidate.Requires.Count, PackageLimits.Requirements);
            Count(s, $"{path}.bindings", candidate.Bindings.Count, PackageLimits.Bindings);
            Count(s, $"{path}.parameters", candidate.Parameters.Count, PackageLimits.Parameters);
            Count(s, $"{path}.splits", candidate.Splits.Count, PackageLimits.Splits);
        }

        foreach ((IntExpr expression, string path, _) in SymbolRules.Expressions(s))
        {
            int length = expression.ToString().Length;
            if (length > PackageLimits.ExpressionLength) s.Report(path, $"an expression of {length} characters; at most {PackageLimits.ExpressionLength}");
        }
    }

    private static int Tensors(ModelPackage? float32) => float32 is null ? 0 : 1 + float32.Modules.Count + float32.Constants.Count;

    public static void Names(Subject s)
    {
        LoweredProgram p = s.Program;
        Name(s, "$.compiler", s.Package.CompilerVersion);
        Name(s, "$.program.name", p.Name);
        foreach ((ProgramTensor tensor, string path) in Tensors(p)) Name(s, $"{path}.name", tensor.Name);
        for (int i = 0; i < p.Buffers.Count; i++)
        {
            Name(s, $"$.program.buffers[{i}].name", p.Buffers[i].Name);
            if (p.Buffers[i].Constant is { } constant) Name(s, $"$.program.buffers[{i}].constant", constant);
        }

        for (int i = 0; i < p.Guards.Count; i++)
        {
            Text(s, $"$.program.guards[{i}].message", p.Guards[i].Message);
            Text(s, $"$.program.guards[{i}].source", p.Guards[i].Source);
        }

        for (int i = 0; i < p.Metadata.Count; i++)
        {
            Name(s, $"$.program.metadata[{i}].key", p.Metadata[i].Key);
            Text(s, $"$.program.metadata[{i}].value", p.Metadata[i].Value);
        }

        for (int i = 0; i < p.OverflowChecks.Count; i++) Text(s, $"$.program.overflowChecks[{i}]", p.OverflowChecks[i]);
        foreach ((ProgramKernel kernel, _, string path) in s.Kernels())
        {
            Name(s, $"{path}.name", kernel.Name);
            for (int i = 0; i < kernel.Nodes.Count; i++) Name(s, $"{path}.nodes[{i}]", kernel.Nodes[i]);
        }

        foreach ((KernelCandidate candidate, _, string path) in s.Candidates())
        {
            Name(s, $"{path}.variant", candidate.Variant);
            Name(s, $"{path}.orderClass", candidate.OrderClass);
        }

        foreach (string name in s.Package.Modules.Keys) Name(s, PackageLayout.ModulePrefix, name);
        foreach (string name in s.Package.Constants.Keys) Name(s, PackageLayout.ConstantPrefix, name);
        if (s.Package.GraphText is { } graph && !IsUnicode(graph)) s.Report(PackageLayout.Graph, $"is no valid Unicode text");
        foreach (string key in s.Package.Goldens.Keys)
        {
            Name(s, PackageLayout.GoldenPrefix, key);
            if (!PackageLayout.IsGoldenKey(key)) s.Report(PackageLayout.OfGolden(key), $"a golden tensor is called SET/input.NAME, SET/output.NAME or SET/value.NAME");
        }
    }

    public static void Unique(Subject s)
    {
        LoweredProgram p = s.Program;
        Distinct(s, "$.program.inputs", p.Inputs.Select(tensor => tensor.Name));
        Distinct(s, "$.program.outputs", p.Outputs.Select(tensor => tensor.Name));
        Distinct(s, "$.program.metadata", p.Metadata.Select(pair => pair.Key));
        Distinct(s, "$.program.prepare and main", s.Kernels().Select(kernel => kernel.Kernel.Name));
    }

    public static void Indices(Subject s)
    {
        foreach ((ProgramTensor tensor, string path) in Tensors(s.Program)) Index(s, path, tensor.Buffer);
        foreach ((KernelCandidate candidate, _, string path) in s.Candidates())
        {
            for (int i = 0; i < candidate.Bindings.Count; i++) Index(s, $"{path}.bindings[{i}]", candidate.Bindings[i].Buffer);
        }
    }

    /// <summary>Inputs and outputs with their paths.</summary>
    public static IEnumerable<(ProgramTensor Tensor, string Path)> Tensors(LoweredProgram program) =>
        program.Inputs.Select((tensor, i) => (tensor, FormattableString.Invariant($"$.program.inputs[{i}]")))
            .Concat(program.Outputs.Select((tensor, i) => (tensor, FormattableString.Invariant($"$.program.outputs[{i}]"))));

    private static void Count(Subject s, string path, int count, int limit)
    {
        if (count > limit) s.Report(path, $"{count} entries; at most {limit}");
    }

    private static void Index(Subject s, string path, int index)
    {
        if (index < 0 || index >= s.Program.Buffers.Count) s.Report($"{path}.buffer", $"{index} is no buffer; there are {s.Program.Buffers.Count}");
    }

    private static void Name(Subject s, FormattableString path, string name) => Name(s, FormattableString.Invariant(path), name);

    private static void Name(Subject s, string path, string name)
    {
        if (name.Length is 0 or > PackageLimits.NameLength) s.Report(path, $"a name of {name.Length} characters; expected 1 to {PackageLimits.NameLength}");
        else if (!IsUnicode(name)) s.Report(path, $"a name that is no valid Unicode text");
    }

    private static void Text(Subject s, FormattableString path, string text)
    {
        if (text.Length > PackageLimits.TextLength) s.Report(FormattableString.Invariant(path), $"a text of {text.Length} characters; at most {PackageLimits.TextLength}");
        else if (!IsUnicode(text)) s.Report(FormattableString.Invariant(path), $"is no valid Unicode text");
    }

    private static void Distinct(Subject s, string path, IEnumerable<string> names)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (!seen.Add(name)) s.Report(path, $"'{name}' appears twice");
        }
    }

    private static bool IsUnicode(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
