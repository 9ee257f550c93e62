using Xunit.Sdk;

namespace Lucid.Testing;

/// <summary>
/// Golden texts: what a stage prints, kept in <c>tests/golden/&lt;stage&gt;/&lt;pass&gt;/&lt;name&gt;.txt</c> and read line by line in review.
/// With <c>LUCID_BLESS=1</c> the files are rewritten instead of compared; CI refuses the variable.
/// </summary>
public static class Golden
{
    private const int ShownLines = 60;

    /// <summary>Fails where <paramref name="text"/> is not what the golden file says, showing the lines that differ.</summary>
    /// <param name="name">Path below <c>tests/golden</c> with forward slashes, without extension: <c>fused/fold_constants/two_adds</c>.</param>
    /// <param name="text">What was printed; line ends are normalised.</param>
    public static void Match(string name, string text) =>
        Match(RepositoryRoot.Combine("tests/golden"), name, text, Environment.GetEnvironmentVariable);

    internal static void Match(string folder, string name, string text, Func<string, string?> environment)
    {
        string path = Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar) + ".txt");
        string received = Path.ChangeExtension(path, ".received.txt");
        text = Normalise(text);
        if (environment("LUCID_BLESS") == "1")
        {
            if (environment("CI") == "true") throw new XunitException("LUCID_BLESS is set in CI: golden files are rewritten by a person who then reads them");
            Write(path, text);
            File.Delete(received);
            return;
        }

        if (!File.Exists(path))
        {
            Write(received, text);
            throw new XunitException($"no golden file tests/golden/{name}.txt; LUCID_BLESS=1 writes it, from:\n{Cut(text.Split('\n'), "")}");
        }

        string golden = Normalise(File.ReadAllText(path));
        if (golden == text)
        {
            File.Delete(received);
            return;
        }

        Write(received, text);
        throw new XunitException($"tests/golden/{name}.txt says otherwise (- golden, + received; LUCID_BLESS=1 rewrites it):\n{Difference(golden, text)}");
    }

    /// <summary>The lines between the common beginning and the common end, with two lines of context on either side.</summary>
    internal static string Difference(string golden, string received)
    {
        (string[] old, string[] now) = (golden.Split('\n'), received.Split('\n'));
        int shorter = Math.Min(old.Length, now.Length);
        int start = 0;
        while (start < shorter && old[start] == now[start]) start++;
        int end = 0;
        while (end < shorter - start && old[^(end + 1)] == now[^(end + 1)]) end++;

        int before = Math.Max(0, start - 2);
        int after = Math.Min(2, end);
        return $"@ line {start + 1}\n"
            + Cut(old[before..start], "  ")
            + Cut(old[start..^end], "- ")
            + Cut(now[start..^end], "+ ")
            + Cut(old[(old.Length - end)..(old.Length - end + after)], "  ");
    }

    private static string Cut(string[] lines, string mark) =>
        string.Concat(lines.Take(ShownLines).Select(line => mark + line + "\n"))
        + (lines.Length > ShownLines ? $"{mark}… {lines.Length - ShownLines} more lines\n" : "");

    private static string Normalise(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
