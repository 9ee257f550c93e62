using System.Globalization;
using System.Text;

namespace Lucid.Verification.Cases;

/// <summary>The difference of two texts as <c>diff -u</c> shows it, in lines of a terminal's width; longer ones go on below, indented.</summary>
public static class TextDifference
{
    private const int Context = 3;
    private const int Width = 80;

    // Of the table of common lines: beyond, the whole middle counts as changed.
    private const long MostCells = 4_000_000;

    private enum Mark
    {
        Same,
        Removed,
        Added,
    }

    /// <summary>The hunks; empty where the texts have the same lines.</summary>
    public static string Unified(string expected, string got) => Show(Lines(expected, got));

    /// <summary>As <c>2 lines removed, 3 added</c>.</summary>
    public static string Summary(string expected, string got)
    {
        List<(Mark Mark, string Text)> lines = Lines(expected, got);
        int removed = lines.Count(line => line.Mark == Mark.Removed), added = lines.Count(line => line.Mark == Mark.Added);
        return string.Create(CultureInfo.InvariantCulture, $"{removed} {(removed == 1 ? "line" : "lines")} removed, {added} added");
    }

    private static List<(Mark Mark, string Text)> Lines(string expected, string got)
    {
        (string[] old, string[] now) = (Split(expected), Split(got));
        int shorter = Math.Min(old.Length, now.Length), start = 0, end = 0;
        while (start < shorter && old[start] == now[start]) start++;
        while (end < shorter - start && old[^(end + 1)] == now[^(end + 1)]) end++;
        List<(Mark, string)> lines = [.. old[..start].Select(line => (Mark.Same, line))];
        Middle(old[start..^end], now[start..^end], lines);
        lines.AddRange(old[(old.Length - end)..].Select(line => (Mark.Same, line)));
        return lines;
    }

    // Longest common subsequence: common[i, j] of old[i..] and now[j..].
    private static void Middle(string[] old, string[] now, List<(Mark, string)> lines)
    {
        (int i, int j) = (0, 0);
        if ((old.Length + 1L) * (now.Length + 1L) <= MostCells)
        {
            int[,] common = new int[old.Length + 1, now.Length + 1];
            for (int a = old.Length - 1; a >= 0; a--)
            {
                for (int b = now.Length - 1; b >= 0; b--) common[a, b] = old[a] == now[b] ? common[a + 1, b + 1] + 1 : Math.Max(common[a + 1, b], common[a, b + 1]);
            }

            while (i < old.Length && j < now.Length)
            {
                if (old[i] == now[j]) {
                    lines.Add((Mark.Same, old[i]));
                    (i, j) = (i + 1, j + 1);
                }
                else if (common[i + 1, j] >= common[i, j + 1]) lines.Add((Mark.Removed, old[i++]));
                else lines.Add((Mark.Added, now[j++]));
            }
        }

        lines.AddRange(old[i..].Select(line => (Mark.Removed, line)));
        lines.AddRange(now[j..].Select(line => (Mark.Added, line)));
    }

    private static string Show(List<(Mark Mark, string Text)> lines)
    {
        StringBuilder shown = new();
        (int oldLine, int newLine) = (1, 1); // of lines[at]
        for (int at = 0; at < lines.Count;)
        {
            int change = lines.FindIndex(at, line => line.Mark != Mark.Same);
            if (change < 0) break;
            int begin = Math.Max(at, change - Context);
            (oldLine, newLine) = (oldLine + begin - at, newLine + begin - at); // all of them are the same in both
            int end = EndOfHunk(lines, change);
            var hunk = lines.GetRange(begin, end - begin);
            int olds = hunk.Count(line => line.Mark != Mark.Added), news = hunk.Count(line => line.Mark != Mark.Removed);
            shown.Append(CultureInfo.InvariantCulture, $"@@ -{Range(oldLine, olds)} +{Range(newLine, news)} @@\n");
            foreach ((Mark mark, string text) in hunk) Append(shown, mark, text);
            (oldLine, newLine, at) = (oldLine + olds, newLine + news, end);
        }

        return shown.ToString();
    }

    // Changes with few lines between them are shown together.
    private static int EndOfHunk(List<(Mark Mark, string Text)> lines, int change)
    {
        int last = change;
        for (int i = change; i < lines.Count && i <= last + (2 * Context); i++)
        {
            if (lines[i].Mark != Mark.Same) last = i;
        }

        return Math.Min(lines.Count, last + 1 + Context);
    }

    private static string Range(int line, int count) => count == 1
        ? line.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? line - 1 : line)},{count}");

    private static void Append(StringBuilder shown, Mark mark, string text)
    {
        char sign = mark switch { Mark.Same => ' ', Mark.Removed => '-', Mark.Added => '+' };
        shown.Append(sign).Append(text.AsSpan(0, Math.Min(text.Length, Width - 1))).Append('\n');
        for (int from = Width - 1; from < text.Length; from += Width - 5)
            shown.Append(sign).Append("    ").Append(text.AsSpan(from, Math.Min(text.Length - from, Width - 5))).Append('\n');
    }

    private static string[] Split(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
