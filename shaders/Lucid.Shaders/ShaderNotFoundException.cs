namespace Lucid.Shaders;

/// <summary>A shader module was asked for that was not compiled into Lucid; the message names the nearest one that was.</summary>
public sealed class ShaderNotFoundException : Exception
{
    internal ShaderNotFoundException(string name, IReadOnlyList<string> names)
        : base($"there is no shader module '{name}'; the nearest is '{names.MinBy(other => EditDistance(name, other))}' (of {names.Count})")
    {
        Name = name;
    }

    public string Name { get; }

    // Levenshtein, one row at a time: row[j] = edits from the first i characters of `from` to the first j of `to`.
    private static int EditDistance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int substituted = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
