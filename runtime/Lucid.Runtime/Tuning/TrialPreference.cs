using Lucid.Packaging;
using Lucid.Runtime.Dispatching;

namespace Lucid.Runtime.Tuning;

/// <summary>Prefers what is to be tried: a position for each kernel of a program.</summary>
internal sealed class TrialPreference(LoweredProgram program, IReadOnlyList<int> candidates) : CandidatePreference
{
    private readonly Dictionary<ProgramKernel, int> _positions = program.Main.Select((kernel, i) => KeyValuePair.Create(kernel, candidates[i]))
        .ToDictionary<KeyValuePair<ProgramKernel, int>, ProgramKernel, int>(pair => pair.Key, pair => pair.Value, ReferenceEqualityComparer.Instance);

    // A trial is of one set of symbols.
    public override bool IsForAllSymbols => true;

    public override bool LeavesOrder => true;

    public override int? Preferred(ProgramKernel kernel, IReadOnlyDictionary<string, long> symbols) => _positions.TryGetValue(kernel, out int position) ? position : null;

    public override IEnumerable<int> Possible(ProgramKernel kernel) => _positions.TryGetValue(kernel, out int position) ? [position] : [];
}
