using System.Collections.Immutable;

namespace Lucid.Verification.Cases;

/// <summary>The cases of a folder: every <c>.lucid</c> at or below it.</summary>
/// <param name="Cases">The cases by name.</param>
/// <param name="Orphans">Golden and input files without a source beside them, by their way from the folder.</param>
public sealed record GoldenCases(ImmutableArray<GoldenCase> Cases, ImmutableArray<string> Orphans)
{
    internal const string Extension = ".lucid";

    private static readonly string[] Suffixes = [.. GoldenKinds.All.Select(kind => kind.Suffix()), .. GoldenCase.InputSuffixes];

    /// <summary>Searches a folder, or takes the one source named.</summary>
    public static GoldenCases Find(string path)
    {
        if (File.Exists(path) && IsSource(path)) return new([Of(path, Path.GetFileNameWithoutExtension(path))], []);
        if (!Directory.Exists(path)) return new([], []);
        string[] files = [.. Files(path).Order(StringComparer.Ordinal)];
        HashSet<string> sources = [.. files.Where(IsSource).Select(file => file[..^Extension.Length])];
        return new(
            [.. files.Where(IsSource).Select(file => Of(file, Way(path, file)[..^Extension.Length]))],
            [.. files.Where(file => Suffixes.FirstOrDefault(suffix => file.EndsWith(suffix, StringComparison.Ordinal)) is { } suffix && !sources.Contains(file[..^suffix.Length])).Select(file => Way(path, file))]);
    }

    private static GoldenCase Of(string path, string name)
    {
        GoldenCase bare = new(name, path, []);
        return bare with { Goldens = [.. GoldenKinds.All.Where(kind => File.Exists(bare.FileOf(kind)))] };
    }

    private static bool IsSource(string path) => path.EndsWith(Extension, StringComparison.Ordinal);

    private static string Way(string folder, string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');

    // Hidden folders are somebody else's.
    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder).Concat(
        Directory.EnumerateDirectories(folder).Where(below => !Path.GetFileName(below).StartsWith('.')).SelectMany(Files));
}
