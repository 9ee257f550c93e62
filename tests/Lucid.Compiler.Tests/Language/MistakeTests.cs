using Lucid.Language;
using Lucid.Testing;

using Xunit;

namespace Lucid.Compiler.Tests.Language;

/// <summary>Mistakes of somebody who knows PyTorch and not yet Lucid: the full text that a terminal of 80 columns shows.</summary>
public sealed class MistakeTests
{
    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(RepositoryRoot.Combine("tests/golden/language/mistakes"), "*.lucid").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_is_explained(string name)
    {
        string text = File.ReadAllText(RepositoryRoot.Combine($"tests/golden/language/mistakes/{name}.lucid"));
        LucidSource source = LucidSource.Read(text, name + ".lucid");
        string shown = DiagnosticText.Render(source.Check(), text);
        Assert.NotEmpty(shown);
        Assert.All(shown.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.DoesNotContain("Parsing failure", shown, StringComparison.Ordinal);
        Golden.Match($"language/mistakes/{name}.diagnostics", shown);
    }
}
