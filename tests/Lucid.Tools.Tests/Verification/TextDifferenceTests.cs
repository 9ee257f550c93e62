using Lucid.Verification.Cases;

using Xunit;

namespace Lucid.Tools.Tests.Verification;

public sealed class TextDifferenceTests
{
    [Fact]
    public void Equal_texts_have_none_whatever_their_line_ends() => Assert.Empty(TextDifference.Unified("a\r\nb\r\n", "a\nb"));

    [Fact]
    public void Hunks_are_those_of_diff_u()
    {
        string old = string.Join('\n', Enumerable.Range(1, 20)), now = old.Replace("\n3\n", "\nthree\n", StringComparison.Ordinal).Replace("\n17\n", "\n", StringComparison.Ordinal);
        Assert.Equal("@@ -1,6 +1,6 @@\n 1\n 2\n-3\n+three\n 4\n 5\n 6\n@@ -14,7 +14,6 @@\n 14\n 15\n 16\n-17\n 18\n 19\n 20\n", TextDifference.Unified(old, now));
        Assert.Equal("2 lines removed, 1 added", TextDifference.Summary(old, now));
    }

    [Fact]
    public void A_text_against_none_is_added_whole()
    {
        Assert.Equal("@@ -0,0 +1,2 @@\n+a\n+b\n", TextDifference.Unified("", "a\nb\n"));
        Assert.Equal("@@ -1 +0,0 @@\n-a\n", TextDifference.Unified("a", ""));
    }

    [Fact]
    public void Long_lines_go_on_below_so_that_all_of_them_can_be_read()
    {
        string line = new string('x', 100) + "end";
        string[] shown = TextDifference.Unified(line, line + "s").Split('\n');
        Assert.All(shown, part => Assert.InRange(part.Length, 0, 80));
        Assert.Equal("+    " + new string('x', 21) + "ends", shown[^2]);
    }

    [Fact]
    public void Texts_of_many_thousand_lines_take_no_table_of_all_pairs()
    {
        string old = string.Join('\n', Enumerable.Range(0, 9000)), now = string.Join('\n', Enumerable.Range(0, 9000).Select(i => -i - 1));
        Assert.Equal("9000 lines removed, 9000 added", TextDifference.Summary(old, now));
    }
}
