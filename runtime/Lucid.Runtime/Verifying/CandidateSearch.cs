using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime.Verifying;

/// <summary>
/// Finds wrong candidates by the outputs alone. With every kernel on its last candidate, the plainest, the goldens must hold; then the shortest row of first kernels that must leave their
/// first candidate is found by halving, and its last kernel is one that is wrong. It takes the next candidate that will do, and the search goes on until nothing else must change.
/// </summary>
internal static class CandidateSearch
{
    public static List<RefusedCandidate> Run(CandidateTrials trials, Session session, GoldenReport first)
    {
        List<Choice> open = Choices(session);
        List<RefusedCandidate> found = [];
        if (open.Count == 0 || !Holds(trials, found, open, open.Count)) throw trials.Mismatch(first, "with none of the candidates that are left does it");
        while (!Holds(trials, found, open, 0))
        {
            (int low, int high) = (0, open.Count); // fails with low first kernels on their last candidate, holds with high
            while (high - low > 1)
            {
                int middle = (low + high) / 2;
                if (Holds(trials, found, open, middle)) high = middle;
                else low = middle;
            }

            Choice wrong = open[high - 1];
            List<RefusedCandidate> before = OnLast(open, high - 1);
            int next = 1;
            while (next < wrong.Variants.Count - 1 && !Passes(trials, [.. found, .. before, .. wrong.Before(next)])) next++;
            found.AddRange(wrong.Before(next));
            open.RemoveAt(high - 1);
            if (!Holds(trials, found, open, open.Count)) throw trials.Mismatch(first, "what is wrong depends on more than one kernel at a time");
        }

        return found;
    }

    private static bool Holds(CandidateTrials trials, List<RefusedCandidate> found, List<Choice> open, int onLast) => Passes(trials, [.. found, .. OnLast(open, onLast)]);

    private static bool Passes(CandidateTrials trials, List<RefusedCandidate> refused) => trials.Report(refused) is { Passes: true };

    private static List<RefusedCandidate> OnLast(List<Choice> open, int count) => [.. open.Take(count).SelectMany(choice => choice.Before(choice.Variants.Count - 1))];

    // The kernels that have a choice for the sizes of the first data set.
    private static List<Choice> Choices(Session session)
    {
        ModelPackage package = session.Model.Package;
        (int[][] candidates, _) = session.Runnable([.. session.Model.Proof!.Sets[0].Inputs.Select(input => input.Shape)]);
        return [.. package.Program.Main.Select((kernel, k) => new Choice(kernel.Name, candidates[k].Select(i => kernel.Candidates[i].Variant).Distinct().ToValueList())).Where(choice => choice.Variants.Count > 1)];
    }

    /// <summary>A kernel and the candidates that can run, first the one that does.</summary>
    private sealed record Choice(string Kernel, ValueList<string> Variants)
    {
        public IEnumerable<RefusedCandidate> Before(int variant) =>
            Variants.Take(variant).Select(name => new RefusedCandidate(Kernel, name, "with it the package's goldens do not hold on this device"));
    }
}
