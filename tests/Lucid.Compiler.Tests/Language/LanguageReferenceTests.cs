using Lucid.Language;
using Lucid.Testing;

using Xunit;

namespace Lucid.Compiler.Tests.Language;

public sealed class LanguageReferenceTests
{
    [Fact]
    public void The_page_about_layers_and_functions_is_what_the_code_says()
    {
        string path = RepositoryRoot.Combine("docs/layers-and-functions.md");
        string generated = LanguageReference.Markdown().ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("LUCID_BLESS") == "1" && Environment.GetEnvironmentVariable("CI") != "true") File.WriteAllText(path, generated);
        Assert.Equal(generated, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
