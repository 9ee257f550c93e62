using System.Text.RegularExpressions;
using Xunit;

namespace Lucid.Architecture.Tests;

public sealed partial class DependencyTests
{
    [Fact]
    public void Every_project_stands_in_the_table_and_in_its_folder()
    {
        Faults.None(Repository.Projects.Where(project => DependencyTable.Rows.All(row => $"{row.Folder}/{row.Name}.csproj" != project.Path)).Select(project => project.Path));
    }

    [Fact]
    public void No_project_sees_more_than_the_table_allows()
    {
        List<string> faults = [];
        foreach ((ProjectFile project, DependencyRow row) in Rows())
        {
            faults.AddRange(project.References
                .Where(reference => Repository.Projects.FirstOrDefault(other => other.Path == reference) is not { } seen || !row.MaySee(seen))
                .Select(reference => $"{project.Name} may not see {reference}"));
        }

        Faults.None(faults);
    }

    [Fact]
    public void No_project_uses_a_package_that_the_table_does_not_name()
    {
        Faults.None(Rows().SelectMany(pair => pair.Project.Packages.Except(pair.Row.Packages).Select(package => $"{pair.Project.Name} may not use {package}")));
        Faults.None(Repository.Projects.Where(project => project.HasOwnVersions).Select(project => $"{project.Name} names a version; Directory.Packages.props holds them all"));
        Faults.None(Repository.Projects.SelectMany(project => project.LooseReferences.Select(reference => $"{project.Name} references {reference} directly")));
    }

    [Fact]
    public void Every_package_that_is_used_is_named_in_the_notices()
    {
        string notices = Repository.Read("THIRD-PARTY-NOTICES");
        Faults.None(Repository.Projects.SelectMany(project => project.Packages).Distinct().Where(package => !notices.Contains(package, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_runtime_knows_nothing_of_the_compiler()
    {
        Dictionary<string, ProjectFile> byPath = Repository.Projects.ToDictionary(project => project.Path);
        HashSet<string> seen = [];
        Queue<ProjectFile> open = new([byPath["runtime/Lucid.Runtime/Lucid.Runtime.csproj"]]);
        while (open.TryDequeue(out ProjectFile? project))
        {
            if (seen.Add(project.Path)) project.References.ToList().ForEach(reference => open.Enqueue(byPath[reference]));
        }

        Assert.All(seen, path => Assert.StartsWith("runtime/", path, StringComparison.Ordinal));
    }

    [Fact]
    public void Pointers_are_used_at_the_device_and_for_mapped_files_only()
    {
        // Safetensors for mapped files: decision 0002.
        string[] allowed = ["Lucid.Vulkan", "Lucid.Runtime", "Lucid.Safetensors", "Lucid.Runtime.Tests"];
        Faults.None(Repository.Projects.Where(project => project.Has("AllowUnsafeBlocks", "true")).Select(project => project.Name).Except(allowed));
    }

    [Fact]
    public void The_solution_lists_every_project_and_nothing_else()
    {
        IEnumerable<string> listed = SolutionProject().Matches(Repository.Read("Lucid.sln")).Select(match => match.Groups[1].Value.Replace('\\', '/'));
        Assert.Equal(Repository.Projects.Select(project => project.Path).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_project_locks_its_packages()
    {
        Faults.None(Repository.Projects.Where(project => !Repository.Files.Contains($"{project.Folder}/packages.lock.json")).Select(project => project.Name));
    }

    private static IEnumerable<(ProjectFile Project, DependencyRow Row)> Rows() =>
        from project in Repository.Projects
        join row in DependencyTable.Rows on project.Name equals row.Name
        select (project, row);

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex SolutionProject();
}
