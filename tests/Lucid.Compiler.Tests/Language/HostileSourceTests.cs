using System.Text;

using Lucid.Language;
using Lucid.Language.Formatting;
using Lucid.Model;

using Xunit;

namespace Lucid.Compiler.Tests.Language;

/// <summary>Whatever the text, reading it ends in diagnostics.</summary>
public sealed class HostileSourceTests
{
    public static TheoryData<string, string> Texts => new()
    {
        { "parentheses", "model m(x: f32[1]) { y = " + new string('(', 200_000) },
        { "closed parentheses", $"model m(x: f32[1]) {{ y = {new string('(', 5000)}x{new string(')', 5000)} }}" },
        { "brackets not closed", string.Concat(Enumerable.Repeat("a = ([{\n", 20_000)) },
        { "braces", new string('{', 300_000) },
        { "closing braces", new string('}', 300_000) },
        { "signs", $"model m(x: f32[1]) {{ y = {new string('-', 300_000)}x }}" },
        { "a long sum", $"model m(x: f32[1]) {{ y = x{string.Concat(Enumerable.Repeat(" + 1", 200_000))}\n output y }}" },
        { "a long chain", $"model m(x: f32[1]) {{ y = x{string.Concat(Enumerable.Repeat(" -> relu", 30_000))}\n output y }}" },
        { "calls in a row", $"model m(x: f32[1]) {{ y = x{string.Concat(Enumerable.Repeat("()", 100_000))} }}" },
        { "members in a row", $"model m(x: f32[1]) {{ y = x{string.Concat(Enumerable.Repeat(".a", 100_000))} }}" },
        { "a huge number", "model m(x: f32[99999999999999999999999]) { output y = x }" },
        { "huge extents", "model m(x: f32[9000000000000000000, 9000000000000000000]) { output y = x }" },
        { "a huge layer", "model m(x: f32[1, 1, 1, 1]) { output y = x -> c: Conv2d(4000000000000000000, 4000000000) }" },
        { "powers", "model m(x: f32[1]) { a = 9 ** 9 ** 9\n b = 9 ** 63\n output y = x }" },
        { "doubling lists", $"model m(x: f32[1]) {{ a = [1]\n{string.Concat(Enumerable.Repeat("a = a + a\n", 64))} output y = x }}" },
        { "blocks that double", $"{string.Concat(Enumerable.Range(1, 30).Select(i => $"block b{i}()(x) {{ return x -> {(i == 1 ? "relu" : $"b{i - 1}")} -> {(i == 1 ? "relu" : $"b{i - 1}")} }}\n"))}model m(x: f32[1]) {{ output y = x -> b30 }}" },
        { "loops in loops", "model m(x: f32[1]) { for a in range(60000) { for b in range(60000) { x = relu(x) } }\n output y = x }" },
        { "sizes that grow", $"model m(x: f32[n, m]) {{ a = n + m\n{string.Concat(Enumerable.Repeat("a = a * a\n", 40))} output y = x }}" },
        { "nothing", "" },
        { "zero bytes", "\0\0\0" },
        { "lone surrogates", "model m(x: f32[1]) { \ud800 = \udc00 }" },
        { "a text that does not end", "model m(x: f32[1]) { a = \"" + new string('x', 100_000) },
        { "carets far to the right", $"model m(x: f32[1]) {{ {new string(' ', 10_000)} y = }}" },
        { "labels", $"model m(x: f32[1]) {{ y = x -> {string.Concat(Enumerable.Repeat("a.", 50_000))}a: relu }}" },
        { "holes", $"model m(x: f32[1]) {{ y = x -> {string.Concat(Enumerable.Repeat("a{", 2_000))} }}" },
        { "nested loops", $"model m(x: f32[1]) {{ {string.Concat(Enumerable.Repeat("for i in [1] {", 500))} }}" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_hostile_text_ends_in_diagnostics(string name, string text)
    {
        Assert.NotEmpty(name);
        LucidSource source = LucidSource.Read(text, "hostile.lucid");
        string shown = DiagnosticText.Render(source.Check(), text);
        Assert.All(shown.Split('\n'), line => Assert.True(line.Length <= 400, line[..Math.Min(200, line.Length)]));
        Format(text);
    }

    [Fact]
    public void Damaged_sources_end_in_diagnostics()
    {
        const int Seed = 20;
        Random random = new(Seed);
        string[] sources = [.. Sources.All().Select(File.ReadAllText)];
        string[] pieces = ["(", ")", "[", "]", "{", "}", "->", ":", "=", "\"", "`", ",", ".", "\n", "0", "x", "model", "block", "for", "output", "**", "-", "1e999", "#", "as", "at"];
        for (int round = 0; round < 400; round++)
        {
            StringBuilder text = new(sources[random.Next(sources.Length)]);
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                int at = random.Next(text.Length + 1);
                if (random.Next(2) == 0) text.Insert(at, pieces[random.Next(pieces.Length)]);
                else if (at < text.Length) text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
            }

            try
            {
                LucidSource source = LucidSource.Read(text.ToString(), "damaged.lucid");
                _ = DiagnosticText.Render(source.Check(), text.ToString());
                Format(text.ToString());
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {Seed}, round {round}: {fault}\n{text}");
            }
        }
    }

    private static void Format(string text)
    {
        try
        {
            string once = SourceFormatter.Format(text, "hostile.lucid");
            Assert.Equal(once, SourceFormatter.Format(once, "hostile.lucid"));
        }
        catch (SourceException refused)
        {
            Assert.Contains(refused.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        }
    }
}
