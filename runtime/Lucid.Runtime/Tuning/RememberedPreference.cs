using Lucid.Packaging;
using Lucid.Runtime.Dispatching;

namespace Lucid.Runtime.Tuning;

/// <summary>Prefers what was measured to be fastest.</summary>
internal sealed class RememberedPreference(IReadOnlyDictionary<ProgramKernel, TuningEntry[]> entries, TuningUse use) : CandidatePreference
{
    private readonly string _noSymbols = KernelIdentity.OfSymbols(new Dictionary<string, long>());

    // A model without symbols has one entry a kernel, or one for each way of measuring.
    public override bool IsForAllSymbols => entries.Values.SelectMany(known => known).All(entry => entry.Symbols == _noSymbols);

    public override bool LeavesOrder => use == TuningUse.AnyOrder;

    public override int? Preferred(ProgramKernel kernel, IReadOnlyDictionary<string, long> symbols)
    {
        if (!entries.TryGetValue(kernel, out TuningEntry[]? known)) return null;
        string digest = KernelIdentity.OfSymbols(symbols);
        // What was measured among all comes before what was measured within one class.
        return known.Where(entry => entry.Symbols == digest).OrderByDescending(entry => entry.AnyOrder).FirstOrDefault()?.Candidate;
    }

    public override IEnumerable<int> Possible(ProgramKernel kernel)
    {
        if (!entries.TryGetValue(kernel, out TuningEntry[]? known)) return [];
        return IsForAllSymbols
            ? known.OrderByDescending(entry => entry.AnyOrder).Take(1).Select(entry => entry.Candidate)
            : known.Select(entry => entry.Candidate).Distinct();
    }
}
