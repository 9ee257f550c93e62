using System.Text;

using Lucid.Files;

namespace Lucid.Benchmarks.Reports;

/// <summary>A part of a page that is written anew, between two comments; the rest of the page is people's.</summary>
internal static class MarkedSection
{
    /// <summary>The page with the section's content replaced, or with the section at its end where it has none yet.</summary>
    /// <exception cref="InvalidDataException">Only one of the two marks is there.</exception>
    public static string Replace(string page, string name, string content)
    {
        string begin = $"<!-- bench {name}: begin -->", end = $"<!-- bench {name}: end -->";
        int first = page.IndexOf(begin, StringComparison.Ordinal), last = page.IndexOf(end, StringComparison.Ordinal);
        if (first < 0 && last < 0) return $"{page.TrimEnd('\n')}\n\n{begin}\n\n{content.Trim('\n')}\n\n{end}\n";
        if (first < 0 || last < first) throw new InvalidDataException($"expected '{begin}' and behind it '{end}'");
        return $"{page[..(first + begin.Length)]}\n\n{content.Trim('\n')}\n\n{page[last..]}";
    }

    /// <summary>Writes a section into a file.</summary>
    public static void Write(string file, string name, string content)
    {
        string page = File.Exists(file) ? File.ReadAllText(file) : "# Measurements\n";
        WholeFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(Replace(page, name, content))));
    }
}
