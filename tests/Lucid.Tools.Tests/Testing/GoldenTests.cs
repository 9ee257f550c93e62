using Lucid.Testing;
using Xunit;
using Xunit.Sdk;

namespace Lucid.Tools.Tests.Testing;

public sealed class GoldenTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lucid-golden-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_text_passes_whatever_its_line_ends()
    {
        File.WriteAllText(Path.Combine(_folder, "a.txt"), "one\ntwo\n");
        Match("a", "one\r\ntwo");
    }

    [Fact]
    public void Another_text_fails_and_shows_the_lines_that_differ()
    {
        File.WriteAllText(Path.Combine(_folder, "a.txt"), "one\ntwo\nthree\nfour\nfive\n");
        XunitException failure = Assert.Throws<XunitException>(() => Match("a", "one\ntwo\n3\nfour\nfive\n"));
        Assert.Contains("@ line 3\n  one\n  two\n- three\n+ 3\n  four\n  five\n", failure.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "a.received.txt")));
    }

    [Fact]
    public void A_repeated_line_that_is_missing_is_shown_once()
    {
        Assert.Equal("@ line 2\n  a\n- a\n  b\n  \n", Golden.Difference("a\na\nb\n", "a\nb\n"));
    }

    [Fact]
    public void A_missing_file_fails()
    {
        XunitException failure = Assert.Throws<XunitException>(() => Match("stage/new", "text"));
        Assert.Contains("no golden file tests/golden/stage/new.txt", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "stage", "new.txt")));
    }

    [Fact]
    public void Bless_writes_the_file()
    {
        Match("stage/new", "text", ("LUCID_BLESS", "1"));
        Assert.Equal("text\n", File.ReadAllText(Path.Combine(_folder, "stage", "new.txt")));
    }

    [Fact]
    public void Bless_is_refused_in_ci()
    {
        Assert.Throws<XunitException>(() => Match("stage/new", "text", ("LUCID_BLESS", "1"), ("CI", "true")));
        Assert.False(Directory.Exists(Path.Combine(_folder, "stage")));
    }

    private void Match(string name, string text, params (string Name, string Value)[] environment) =>
        Golden.Match(_folder, name, text, wanted => environment.FirstOrDefault(entry => entry.Name == wanted).Value);
}
