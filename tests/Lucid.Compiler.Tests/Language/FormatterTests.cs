using Lucid.Language;
using Lucid.Language.Formatting;
using Lucid.Language.Syntax;
using Lucid.Model;
using Lucid.Testing;

using Xunit;

namespace Lucid.Compiler.Tests.Language;

public sealed class FormatterTests
{
    public static TheoryData<string> Correct => [.. Sources.All().Where(IsCorrect).Select(file => Path.GetRelativePath(RepositoryRoot.Path, file))];

    [Theory]
    [MemberData(nameof(Correct))]
    public void A_formatted_source_stays_as_it_is_and_keeps_its_words_and_comments(string file)
    {
        string text = File.ReadAllText(RepositoryRoot.Combine(file));
        string once = SourceFormatter.Format(text, "test.lucid");
        Assert.Equal(once, SourceFormatter.Format(once, "test.lucid"));
        Assert.Equal(Words(text), Words(once));
        Assert.Equal(Comments(text), Comments(once));
    }

    [Fact]
    public void Blanks_lines_and_comments()
    {
        const string Text = """
            # A head.


            block  up( channels,k = 4 ) ( x ){ # what it does
            return x->conv :ConvTranspose2d( channels,k , stride= 2 )# twice
            }
            model m(x:f32[ N,3 , 2 * h,w ] ,  skip: f32[N,3,h,w]){
              # a loop
              for i , (c,k) in enumerate( [(8,4),(4 , 4)] ) { x = x -> up.{ i }: up(c, k = k) }

              s = -x[..., 1 : -1] * - 2 + 3 ** 2
              y = x -> a: Conv2d(8, 3)   # eight
                -> ReLU
                # the last one
                -> b: Conv2d(4, 3) # four
              z = cat([y, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x], dim = 1)
              output s
              output y
              output z = cat([ # both
                y, # the first
                # and the second
                x ])
            }
            """;
        string formatted = SourceFormatter.Format(Text, "test.lucid");
        Assert.Equal(formatted, SourceFormatter.Format(formatted, "test.lucid"));
        Golden.Match("language/format/blanks_lines_and_comments", formatted);
    }

    [Fact]
    public void A_source_with_errors_is_not_formatted() =>
        Assert.Throws<SourceException>(() => SourceFormatter.Format("model m(x: f32[1]) { y = }", "test.lucid"));

    private static bool IsCorrect(string file)
    {
        DiagnosticBag found = [];
        SourceParser.Parse(File.ReadAllText(file), "test.lucid", found);
        return !found.HasErrors;
    }

    private static string Words(string text) => string.Join(" ", Lexer.Scan(text, "", []).Where(token => token.Kind is not (TokenKind.NewLine or TokenKind.Comment)).Select(token => token.Text));

    private static string[] Comments(string text) => [.. Lexer.Scan(text, "", []).Where(token => token.Kind == TokenKind.Comment).Select(token => token.Text).Order(StringComparer.Ordinal)];
}
