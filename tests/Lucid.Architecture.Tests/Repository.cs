using System.Diagnostics;
using Lucid.Testing;

namespace Lucid.Architecture.Tests;

/// <summary>The files of the repository as git knows them, so that build outputs and other leftovers are no part of the tests.</summary>
internal static class Repository
{
    /// <summary>Paths from the root with forward slashes, tracked or new and not ignored.</summary>
    public static IReadOnlyList<string> Files { get; } = List();

    public static IReadOnlyList<ProjectFile> Projects { get; } =
        [.. WithExtension(".csproj").Select(path => new ProjectFile(path, File.ReadAllText(RepositoryRoot.Combine(path))))];

    public static IEnumerable<string> WithExtension(params string[] extensions) =>
        Files.Where(path => extensions.Any(extension => path.EndsWith(extension, StringComparison.Ordinal)));

    public static string Read(string path) => File.ReadAllText(RepositoryRoot.Combine(path));

    private static List<string> List()
    {
        ProcessStartInfo start = new("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = RepositoryRoot.Path,
            RedirectStandardOutput = true,
        };
        // Test runs inside a hook inherit git's own idea of where the repository is.
        foreach (string variable in new[] { "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE" }) start.Environment.Remove(variable);
        using Process git = Process.Start(start)!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        if (git.ExitCode != 0) throw new InvalidOperationException($"git ls-files ended with {git.ExitCode}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(path => File.Exists(RepositoryRoot.Combine(path))).Distinct().Order(StringComparer.Ordinal)];
    }
}
