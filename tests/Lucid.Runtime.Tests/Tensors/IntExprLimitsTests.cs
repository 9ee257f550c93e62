using System.Diagnostics;

using Lucid.Tensors;

using Xunit;

namespace Lucid.Runtime.Tests.Tensors;

/// <summary>Expressions come from files: whatever the text, reading one is quick, and what was read can be printed, read again and evaluated.</summary>
public sealed class IntExprLimitsTests
{
    public static TheoryData<string> HostileTexts => new()
    {
        "a" + string.Concat(Enumerable.Repeat("%b", 8000)),
        "a" + string.Concat(Enumerable.Repeat("//b", 5000)),
        string.Join("*", Enumerable.Repeat("(a+b)", 2700)),
        string.Join("*", Enumerable.Range(0, 1800).Select(i => $"(a{i}+b)")),
        $"({Letters('a', 31)})*({Letters('b', 31)}){string.Concat(Enumerable.Repeat("*1", 7000))}",
        string.Join("+", Enumerable.Range(0, 2000).Select(i => $"a{i}")),
        string.Concat(Enumerable.Repeat("min(a,", 2000)),
        string.Concat(Enumerable.Repeat("(", 16000)),
        string.Concat(Enumerable.Repeat("-", 16000)),
    };

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public void Hostile_text_is_refused_quickly(string text)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Assert.Throws<FormatException>(() => IntExpr.Parse(text));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"took {watch.Elapsed}");
    }

    [Fact]
    public void The_deepest_nesting_prints_parses_and_evaluates()
    {
        IntExpr expr = IntExpr.Symbol("h");
        for (int level = 0; level < 64; level++) expr = 3 - IntExpr.FloorDiv(expr + level + 5, IntExpr.Symbol("d") + 1);
        Assert.Equal(expr, IntExpr.Parse(expr.ToString()));
        Assert.Equal(expr.Evaluate(new Dictionary<string, long> { ["h"] = 9, ["d"] = 1 }), IntExpr.Parse(expr.ToString()).Evaluate(new Dictionary<string, long> { ["h"] = 9, ["d"] = 1 }));
        Assert.Throws<ShapeEvaluationException>(() => IntExpr.FloorDiv(expr, IntExpr.Symbol("d")));
    }

    [Fact]
    public void A_long_sum_is_read_as_adding_one_by_one_would()
    {
        IntExpr sum = IntExpr.Zero;
        for (int i = 0; i < 300; i++) sum = i % 3 == 0 ? sum - (i * IntExpr.Symbol($"a{i % 7}")) : sum + i;
        string text = string.Concat(Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? $"-{i}*a{i % 7}" : $"+{i}"));
        Assert.Equal(sum, IntExpr.Parse(text[..]));
    }

    private static string Letters(char letter, int count) => string.Join("+", Enumerable.Range(0, count).Select(i => $"{letter}{i}"));
}
