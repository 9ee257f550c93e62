namespace Lucid.Architecture.Tests;

/// <summary>What one project may use.</summary>
/// <param name="Folder">The project's folder from the root; it is called as its file.</param>
/// <param name="Projects">Names without <c>Lucid.</c> of the projects it may reference, or <see cref="Anything"/>.</param>
/// <param name="Packages">The packages it may use.</param>
internal sealed record DependencyRow(string Folder, string[] Projects, string[] Packages)
{
    /// <summary>Tools, and tests from end to end, may see every project that is no test.</summary>
    public static readonly string[] Anything = ["*"];

    public string Name => Folder[(Folder.LastIndexOf('/') + 1)..];

    public bool MaySee(ProjectFile project) =>
        ReferenceEquals(Projects, Anything)
            ? !project.Name.EndsWith(".Tests", StringComparison.Ordinal) && (project.Wing != "tests" || Folder.StartsWith("tests/", StringComparison.Ordinal))
            : Projects.Contains(project.Name["Lucid.".Length..]);
}
