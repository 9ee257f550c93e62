using System.Text.Json;

using Lucid.Cli;
using Lucid.Cli.Terminal;
using Lucid.Cli.Verbs;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary>What terminals are told apart by, and what scripts read.</summary>
public sealed class TerminalTests
{
    private static readonly string Model = RepositoryRoot.Combine("examples/glyph_vae.onnx");

    [Theory]
    [InlineData("TERM=xterm LANG=en_US.UTF-8", true, true, true)]
    [InlineData("TERM=xterm LANG=C.utf8", true, true, true)]
    [InlineData("TERM=xterm LANG=en_US.UTF-8 LC_ALL=C", false, true, true)]
    [InlineData("TERM=xterm", false, true, true)]
    [InlineData("TERM=dumb LANG=en_US.UTF-8", false, false, false)]
    [InlineData("LANG=en_US.UTF-8", true, false, false)]
    [InlineData("TERM=xterm LANG=en_US.UTF-8 NO_COLOR=1", true, true, false)]
    public void The_environment_says_what_a_terminal_can_show(string variables, bool unicode, bool controls, bool colour)
    {
        Dictionary<string, string> environment = variables.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal(new TerminalAbility(true, unicode, controls, colour), TerminalAbility.Of(true, isWindows: false, environment.GetValueOrDefault));
        Assert.Equal(TerminalAbility.None, TerminalAbility.Of(false, isWindows: false, environment.GetValueOrDefault));
    }

    [Fact]
    public void A_long_message_is_broken_at_blanks_on_a_terminal_alone()
    {
        string path = new('m', 60);
        string piped = CommandRun.Of("check", path + ".lucid").Error;
        Assert.Equal(2, piped.Split('\n').Length);
        using StringWriter error = new() { NewLine = "\n" };
        CommandHost host = new() { Out = TextWriter.Null, Error = error, ErrorTerminal = new TerminalAbility(true, true, true, false) };
        LucidCommand.Run(["compare", path + ".onnx", "--device", "reference", "--input", "a=b"], host);
        LucidCommand.Run(["compile", path + ".onnx", "-o", path + ".zip"], host);
        Assert.All(error.ToString().Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Contains("\n  ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_ASCII_takes_the_place_of_signs()
    {
        using StringWriter text = new() { NewLine = "\n" };
        using (AsciiWriter writer = new(text) { NewLine = "\n" })
        {
            writer.WriteLine("kernel 3×3 → 5 … ≤ 1 µs ━─ 漢😀");
            writer.Write('é');
        }

        Assert.Equal("kernel 3x3 -> 5 ~ <= 1 us #- ??\n?", text.ToString());
    }

    [Fact]
    public void Colours_stand_beside_words_and_on_terminals_only()
    {
        const string Text = "a.lucid:2:25: error LUC1101: no\n   2 | x\n     | ^";
        Assert.Equal(Text, Colours.Diagnostic(Text, TerminalAbility.None));
        string coloured = Colours.Diagnostic(Text, new TerminalAbility(true, true, true, true));
        Assert.Contains("\u001b[1;31merror LUC1101\u001b[0m", coloured, StringComparison.Ordinal);
        Assert.Equal(Text, System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[[0-9;]*m", ""));
    }

    [Theory]
    [InlineData("inspect", "kernels")]
    [InlineData("plan", "peak_bytes")]
    [InlineData("checkerboard", "products_by_residue")]
    [InlineData("passes", "arena_bytes")]
    [InlineData("check", "")]
    public void A_listing_is_JSON_where_a_script_asks_for_it(string verb, string property)
    {
        CommandRun run = CommandRun.Of(verb, Model, "--json").Expect(ExitCode.Done);
        using JsonDocument json = JsonDocument.Parse(run.Out);
        Assert.Contains(property, run.Out, StringComparison.Ordinal);
    }

    [FactNeeding(Resource.Vulkan)]
    public void A_comparison_is_JSON_where_a_script_asks_for_it()
    {
        using JsonDocument json = JsonDocument.Parse(CommandRun.Of("compare", Model, "--shape", "latent=1x16", "--json").Expect(ExitCode.Done).Out);
        Assert.True(json.RootElement[0].GetProperty("passed").GetBoolean());
    }

    [Fact]
    public void Times_of_stages_stay_within_80_columns()
    {
        (string, TimeSpan)[] times = [.. Enumerable.Range(1, 30).Select(i => ($"a stage of some length {i}", TimeSpan.FromMilliseconds(100 * i)))];
        foreach (bool all in new[] { false, true })
            Assert.All(CompileVerb.TimeLines(times, all).Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void An_option_among_paths_that_does_not_exist_is_named() =>
        CommandRun.Of("verify", Model, "--precison", "f16").Refused(ExitCode.Usage, "unknown option '--precison'");
}
