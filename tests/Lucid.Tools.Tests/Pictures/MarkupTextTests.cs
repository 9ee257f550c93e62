using System.Xml.Linq;

using Lucid.Pictures.Drawing;

using Xunit;

namespace Lucid.Tools.Tests.Pictures;

public sealed class MarkupTextTests
{
    [Theory]
    [InlineData("a < b & c > \"d\" 'e'", "a &lt; b &amp; c &gt; &quot;d&quot; &#39;e&#39;")]
    [InlineData("</text><script>alert(1)</script>", "&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("x\u0000\u0008\u001by", "x\uFFFD\uFFFD\uFFFDy")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("déc 画像 😀", "déc 画像 😀")]
    public void Names_are_text_and_nothing_else(string name, string expected) => Assert.Equal(expected, MarkupText.Escape(name));

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character() => Assert.Equal("a\uFFFDb", MarkupText.Escape("a" + '\uD83D' + "b"));

    [Fact]
    public void Any_text_makes_a_well_formed_document()
    {
        var random = new Random(4);
        for (int round = 0; round < 200; round++)
        {
            string name = string.Concat(Enumerable.Range(0, 20).Select(_ => (char)random.Next(0, 0x10000)));
            var svg = new SvgWriter(10, 10, name, "");
            svg.Text(1, 2, name, ("id", name));
            XDocument document = XDocument.Parse(svg.Finish());
            Assert.Equal(3, document.Root!.Elements().Count(element => element.Name.LocalName is "title" or "rect" or "text"));
        }
    }

    [Fact]
    public void A_text_that_is_too_long_keeps_its_beginning_and_its_end()
    {
        string fitted = TextWidth.Fit("/decoder/blocks.11/upsample/ConvTranspose_output_0", 12, 120);
        Assert.StartsWith("/d", fitted, StringComparison.Ordinal);
        Assert.EndsWith("output_0", fitted, StringComparison.Ordinal);
        Assert.True(TextWidth.Of(fitted, 12) <= 120);
    }
}
