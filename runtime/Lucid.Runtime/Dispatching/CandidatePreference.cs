using Lucid.Packaging;

namespace Lucid.Runtime.Dispatching;

/// <summary>Which candidate of a kernel is tried before the others: what was measured, instead of the package's order.</summary>
internal abstract class CandidatePreference
{
    /// <summary>Whether <see cref="Preferred"/> does not depend on the symbols.</summary>
    public abstract bool IsForAllSymbols { get; }

    /// <summary>Whether a candidate of another order class may come first.</summary>
    public abstract bool LeavesOrder { get; }

    /// <summary>Position of the candidate preferred for these symbols; null for none.</summary>
    public abstract int? Preferred(ProgramKernel kernel, IReadOnlyDictionary<string, long> symbols);

    /// <summary>Positions of the candidates preferred for some symbols.</summary>
    public abstract IEnumerable<int> Possible(ProgramKernel kernel);

    /// <summary>Whether <paramref name="preferred"/> may go before these, which are possible and in order.</summary>
    public bool Allows(IReadOnlyList<KernelCandidate> inOrder, KernelCandidate preferred) =>
        LeavesOrder || (inOrder.Count > 0 && inOrder[0].OrderClass == preferred.OrderClass);
}
