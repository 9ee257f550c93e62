namespace Lucid.Model;

/// <summary>Finds what a mistyped name may have meant.</summary>
public static class NearestNames
{
    // A hint must not cost more than the mistake.
    private const int LongestName = 128;
    private const int MostNames = 10_000;

    /// <summary>Up to <paramref name="count"/> of the known names, nearest first by edit distance; ties in ordinal order.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> known, int count = 3) =>
        name.Length > LongestName ? [] : [.. known.Take(MostNames).Where(candidate => candidate.Length <= LongestName).Select(candidate => (Distance: Distance(name, candidate), Name: candidate))
            // Farther than half of the longer name is no likeness.
            .Where(candidate => candidate.Distance <= Math.Max(name.Length, candidate.Name.Length) / 2)
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(count).Select(candidate => candidate.Name)];

    /// <summary>As <c>; nearest: 'conv1.weight', 'conv2.weight'</c>, or an empty text where nothing is near.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        IReadOnlyList<string> nearest = Of(name, known);
        return nearest.Count == 0 ? string.Empty : $"; nearest: {string.Join(", ", nearest.Select(found => $"'{found}'"))}";
    }

    /// <summary>Levenshtein's distance: the least number of characters inserted, removed or changed.</summary>
    public static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
