using Lucid.Model;

namespace Lucid.Import;

/// <summary><see cref="NearestNames"/> for names that come out of files: however many and however long, a hint takes no time.</summary>
internal static class NameHint
{
    private const int LongestName = 256;
    private const int MostNames = 10_000;

    /// <summary>As <c>; nearest: 'conv1.weight', 'conv2.weight'</c>, or an empty text where nothing is near.</summary>
    public static string For(string name, IEnumerable<string> known) =>
        NearestNames.Hint(Cut(name), known.Where(candidate => candidate.Length > 0).Take(MostNames).Select(Cut));

    private static string Cut(string name) => name.Length <= LongestName ? name : name[..LongestName];
}
