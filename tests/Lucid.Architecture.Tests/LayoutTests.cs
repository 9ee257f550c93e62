using System.Text.RegularExpressions;
using Lucid.Testing;
using Xunit;

namespace Lucid.Architecture.Tests;

public sealed partial class LayoutTests
{
    private const int MostLines = 500;

    private static readonly string[] VagueNames = ["util", "utils", "utility", "utilities", "helper", "helpers", "common", "misc", "shared"];

    [Fact]
    public void A_namespace_is_its_folder()
    {
        List<string> faults = [];
        foreach (ProjectFile project in Repository.Projects)
        {
            foreach (string path in SourcesOf(project))
            {
                string folder = path[..path.LastIndexOf('/')];
                string expected = (project.Name + folder[project.Folder.Length..]).Replace('/', '.');
                Match declared = Namespace().Match(Repository.Read(path));
                if (declared.Success && !NamespaceFits(path, declared.Groups[1].Value, expected))
                    faults.Add($"{path}: namespace {declared.Groups[1].Value}, expected {expected}");
                if (!declared.Success && Type().IsMatch(Repository.Read(path))) faults.Add($"{path}: a type without a file-scoped namespace");
            }
        }

        Faults.None(faults);
    }

    [Fact]
    public void No_folder_or_file_has_a_vague_name()
    {
        IEnumerable<string> faults =
            from path in Repository.WithExtension(".cs")
            from part in path.Split('/')
            let words = Word().Matches(Path.GetFileNameWithoutExtension(part)).Select(match => match.Value)
            where words.Any(word => VagueNames.Contains(word, StringComparer.OrdinalIgnoreCase)) && !part.EndsWith(".g.cs", StringComparison.Ordinal)
            select path;
        Faults.None(faults);
    }

    [Fact]
    public void No_file_is_longer_than_its_idea()
    {
        IEnumerable<string> faults =
            from path in Repository.WithExtension(".cs", ".comp", ".glsl")
            where !path.EndsWith(".g.cs", StringComparison.Ordinal)
            let lines = Repository.Read(path).Count(letter => letter == '\n')
            where lines > MostLines
            select $"{path} has {lines} lines; {MostLines} is where it is split by idea";
        Faults.None(faults);
    }

    [Fact]
    public void Every_project_opens_with_a_readme_of_at_most_a_screen()
    {
        List<string> faults = [];
        foreach (ProjectFile project in Repository.Projects)
        {
            string readme = $"{project.Folder}/README.md";
            if (!Repository.Files.Contains(readme)) faults.Add($"{project.Name} has no README.md");
            else if (Repository.Read(readme).Count(letter => letter == '\n') > 60) faults.Add($"{readme} is longer than a screen");
        }

        Faults.None(faults);
    }

    [Theory]
    [InlineData("lucid")]
    [InlineData("test")]
    [InlineData(".ci/run")]
    [InlineData("tests/setup-swiftshader.sh")]
    [InlineData("tests/setup-mesa-root.sh")]
    [InlineData("tests/setup-newer-mesa.sh")]
    public void A_script_can_be_started_and_stops_at_the_first_fault(string path)
    {
        string text = Repository.Read(path);
        Assert.StartsWith("#!/bin/sh\n", text, StringComparison.Ordinal);
        Assert.Contains("\nset -eu\n", text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.True(File.GetUnixFileMode(RepositoryRoot.Combine(path)).HasFlag(UnixFileMode.UserExecute), $"{path} is not executable");
    }

    [Fact]
    public void Test_folders_are_called_as_the_projects_they_test()
    {
        HashSet<string> projects = [.. Repository.Projects.Select(project => project.Name["Lucid.".Length..])];
        IEnumerable<string> faults =
            from wing in new[] { "tests/Lucid.Compiler.Tests", "tests/Lucid.Runtime.Tests", "tests/Lucid.Tools.Tests" }
            from path in Repository.WithExtension(".cs")
            where path.StartsWith(wing + "/", StringComparison.Ordinal)
            let rest = path[(wing.Length + 1)..]
            where rest.Contains('/', StringComparison.Ordinal) && !projects.Contains(rest[..rest.IndexOf('/', StringComparison.Ordinal)])
            select path;
        Faults.None(faults);
    }

    // The bindings follow Silk.NET's namespaces: each extension vendor's class lies in a folder of its own.
    private static bool NamespaceFits(string path, string declared, string expected) =>
        declared == expected || (path.EndsWith(".g.cs", StringComparison.Ordinal) && expected.StartsWith(declared, StringComparison.Ordinal));

    private static IEnumerable<string> SourcesOf(ProjectFile project) =>
        Repository.WithExtension(".cs").Where(path => path.StartsWith(project.Folder + "/", StringComparison.Ordinal));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(public|internal|file)?\s*(static |sealed |abstract |readonly |partial |ref |unsafe )*(class|struct|interface|enum|record) \w", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex(@"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")]
    private static partial Regex Word();
}
