using System.Text.RegularExpressions;
using Lucid.Testing;
using Xunit;

namespace Lucid.Architecture.Tests;

public sealed partial class SpecificationTests
{
    [Theory]
    [InlineData("LICENSE")]
    [InlineData("THIRD-PARTY-NOTICES")]
    [InlineData("README.md")]
    [InlineData("examples/README.md")]
    [InlineData("spec/glossary.md")]
    [InlineData("spec/graph-text.md")]
    [InlineData("spec/package-format.md")]
    [InlineData("spec/execution-model.md")]
    [InlineData("spec/phases-and-taps.md")]
    public void What_is_promised_is_written_down(string path) => Assert.Contains(path, Repository.Files);

    [Fact]
    public void Decisions_are_numbered_without_gaps_and_never_twice()
    {
        string[] decisions = [.. Repository.WithExtension(".md").Where(path => path.StartsWith("spec/decisions/", StringComparison.Ordinal)).Select(path => Path.GetFileName(path))];
        Assert.All(decisions, name => Assert.Matches("^[0-9]{4}-[a-z0-9-]+\\.md$", name));
        Assert.Equal(Enumerable.Range(1, decisions.Length), decisions.Select(name => int.Parse(name[..4], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        IEnumerable<string> faults =
            from path in Repository.WithExtension(".md")
            from match in Link().Matches(Repository.Read(path))
            let target = match.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains(':', StringComparison.Ordinal)
            let full = RepositoryRoot.Combine(Path.Combine(Path.GetDirectoryName(path)!, target))
            where !File.Exists(full) && !Directory.Exists(full)
            select $"{path}: {target}";
        Faults.None(faults);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
