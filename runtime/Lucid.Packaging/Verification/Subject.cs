using Lucid.Tensors;

namespace Lucid.Packaging.Verification;

/// <summary>What is verified, and what was found.</summary>
internal sealed class Subject(ModelPackage package, int mostFaults)
{
    public ModelPackage Package => package;

    public LoweredProgram Program => package.Program;

    public ProgramRule Rule { get; set; } = new("", "");

    public List<ProgramFault> Faults { get; } = [];

    public bool IsFull => Faults.Count >= mostFaults;

    public void Report(string path, FormattableString message)
    {
        if (!IsFull) Faults.Add(new(Rule.Id, path, FormattableString.Invariant(message)));
    }

    /// <summary>All kernels with their paths, those of prepare first.</summary>
    public IEnumerable<(ProgramKernel Kernel, bool IsPrepare, string Path)> Kernels() =>
        Program.Prepare.Select((kernel, i) => (kernel, true, FormattableString.Invariant($"$.program.prepare[{i}]")))
            .Concat(Program.Main.Select((kernel, i) => (kernel, false, FormattableString.Invariant($"$.program.main[{i}]"))));

    /// <summary>All candidates with their paths.</summary>
    public IEnumerable<(KernelCandidate Candidate, bool IsPrepare, string Path)> Candidates() =>
        from kernel in Kernels()
        from entry in kernel.Kernel.Candidates.Select((candidate, i) => (candidate, i))
        select (entry.candidate, kernel.IsPrepare, FormattableString.Invariant($"{kernel.Path}.candidates[{entry.i}]"));

    /// <summary><paramref name="left"/> - <paramref name="right"/> where that is the same for all shapes; null where it is not, or has no value.</summary>
    public static long? Difference(IntExpr left, IntExpr right)
    {
        try
        {
            return (left - right).TryGetConstant(out long value) ? value : null;
        }
        catch (Exception error) when (error is ShapeEvaluationException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Reports a constant that is outside of a range; expressions over symbols are the session's to check.</summary>
    public void CheckRange(string path, IntExpr expression, long smallest, long largest)
    {
        if (expression.TryGetConstant(out long value) && (value < smallest || value > largest))
            Report(path, $"{value} is not within {smallest} to {largest}");
    }
}
