using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli.Documentation;

/// <summary>Every block of every page is executed. Alone in its collection: a page's commands have a current folder, and the process has one of those.</summary>
[Collection(nameof(DocumentationTests))]
[CollectionDefinition(nameof(DocumentationTests), DisableParallelization = true)]
public sealed class DocumentationTests
{
    public static TheoryData<string> Pages => [.. MarkdownPage.All.Where(page => MarkdownPage.Read(page).Snippets.Length > 0)];

    [TheoryNeeding(Resource.Vulkan)]
    [MemberData(nameof(Pages))]
    public void Every_block_of_a_page_does_what_the_page_says(string page)
    {
        MarkdownPage read = MarkdownPage.Read(page);
        using PageRun run = new(read);
        Dictionary<Snippet, string> changed = run.Execute();
        if (changed.Count == 0) return;
        if (Environment.GetEnvironmentVariable("LUCID_BLESS") == "1" && Environment.GetEnvironmentVariable("CI") != "true") read.Rewrite(changed);
        Assert.Fail(string.Concat(changed.Select(pair => $"{page}:{pair.Key.Line}: prints otherwise (LUCID_BLESS=1 rewrites the block):\n{pair.Value}\n")));
    }

    [Theory]
    [InlineData("a\n…\nd\n", "a\nb\nc\nd\n", true)]
    [InlineData("a\n…\nd\n", "a\nd\n", true)]
    [InlineData("time … ms\n", "time 3.4 ms\n", true)]
    [InlineData("time … ms\n", "time 3.4\n", false)]
    [InlineData("a.c\n", "abc\n", false)]
    [InlineData("a\n", "a\nb\n", false)]
    public void An_ellipsis_is_any_text(string expected, string got, bool fits) => Assert.Equal(fits, OutputPattern.Fits(expected, got));
}
