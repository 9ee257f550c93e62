namespace Lucid.Packaging.Verification;

/// <summary>What is read has been written. A kernel counts as writing what each of its candidates writes.</summary>
internal static class FlowRules
{
    public static void Check(Subject s)
    {
        HashSet<int> written = [];
        foreach ((ProgramKernel kernel, _, string path) in s.Kernels())
        {
            foreach (KernelBinding binding in kernel.Candidates.SelectMany(candidate => candidate.Bindings))
            {
                // ReadWrite is how a kernel continues sums that it began itself, so it asks for no earlier writer.
                if (binding.Access != BindingAccess.Read || written.Contains(binding.Buffer)) continue;
                if (s.Program.Buffers[binding.Buffer].Kind is BufferKind.Activation or BufferKind.Output or BufferKind.Prepared)
                    s.Report(path, $"'{kernel.Name}' reads buffer {binding.Buffer} ({s.Program.Buffers[binding.Buffer].Name}), which no earlier kernel writes");
            }

            IEnumerable<int>? all = null;
            foreach (KernelCandidate candidate in kernel.Candidates)
            {
                IEnumerable<int> own = candidate.Bindings.Where(binding => binding.Access != BindingAccess.Read).Select(binding => binding.Buffer);
                all = all is null ? own.ToHashSet() : all.Intersect(own).ToHashSet();
            }

            written.UnionWith(all ?? []);
        }

        for (int i = 0; i < s.Program.Outputs.Count; i++)
        {
            if (!written.Contains(s.Program.Outputs[i].Buffer))
                s.Report(FormattableString.Invariant($"$.program.outputs[{i}]"), $"no kernel writes output '{s.Program.Outputs[i].Name}'");
        }
    }
}
