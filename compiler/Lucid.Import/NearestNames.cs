namespace Lucid.Import;

/// <summary>Which of the names there are was probably meant: smallest edit distance first, a common ending before none.</summary>
internal static class NearestNames
{
    private const int Shown = 3;
    private const int Considered = 20_000;

    /// <summary>As <c>; nearest: a, b, c</c>, or nothing where there is no name at all.</summary>
    public static string Hint(string wanted, IEnumerable<string> names)
    {
        string[] nearest = [.. names.Take(Considered).Select(name => (name, Distance: Distance(wanted, name)))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.name, StringComparer.Ordinal).Take(Shown).Select(pair => $"'{pair.name}'")];
        return nearest.Length == 0 ? string.Empty : $"; nearest: {string.Join(", ", nearest)}";
    }

    /// <summary>Levenshtein distance over the first characters; a name that ends in the other is near however much stands before.</summary>
    private static int Distance(string a, string b)
    {
        const int Limit = 128;
        if (a.EndsWith(b, StringComparison.Ordinal) || b.EndsWith(a, StringComparison.Ordinal)) return Math.Min(2, Math.Abs(a.Length - b.Length));
        ReadOnlySpan<char> x = a.AsSpan(0, Math.Min(a.Length, Limit));
        ReadOnlySpan<char> y = b.AsSpan(0, Math.Min(b.Length, Limit));
        int[] row = [.. Enumerable.Range(0, y.Length + 1)];
        for (int i = 1; i <= x.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= y.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (x[i - 1] == y[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
