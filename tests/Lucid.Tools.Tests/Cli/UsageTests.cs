using Lucid.Cli;
using Lucid.Cli.Verbs;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

public sealed class UsageTests
{
    private static readonly string Model = RepositoryRoot.Combine("examples/glyph_vae.onnx");

    public static TheoryData<string> Verbs => [.. VerbList.All.Select(verb => verb.Name)];

    [Fact]
    public void The_command_is_called_lucid_whatever_the_process_is()
    {
        Assert.Contains("Usage:\n  lucid [command] [options]\n", CommandRun.Of("--help").Expect(ExitCode.Done).Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("Usage:\n  lucid run <MODEL> [options]\n", CommandRun.Of("run", "--help").Expect(ExitCode.Done).Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("'lucid' is no verb", CommandRun.Of("lucid", "run").Expect(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_one_line()
    {
        CommandRun run = CommandRun.Of("--version").Expect(ExitCode.Done);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", run.Out);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void Help_lists_every_verb_and_the_exit_codes()
    {
        CommandRun run = CommandRun.Of("--help").Expect(ExitCode.Done);
        foreach (Verb verb in VerbList.All) Assert.Contains("  " + verb.Name, run.Out, StringComparison.Ordinal);
        Assert.Contains("4 a comparison failed", run.Out, StringComparison.Ordinal);
        AssertFits80(run.Out);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_verb_has_help_with_an_example_in_80_columns(string verb)
    {
        CommandRun run = CommandRun.Of(verb, "--help").Expect(ExitCode.Done);
        Assert.Contains($"Example:\n  lucid {verb}", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.Error);
        AssertFits80(run.Out);
    }

    [Fact]
    public void Without_a_verb_the_help_goes_to_standard_error()
    {
        CommandRun run = CommandRun.Of().Expect(ExitCode.Usage);
        Assert.Empty(run.Out);
        Assert.Contains("Commands:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_verb_is_answered_with_the_nearest() =>
        CommandRun.Of("verfy", "x").Refused(ExitCode.Usage, "'verfy' is no verb", "'verify'", "lucid --help");

    [Fact]
    public void A_mistyped_option_is_answered_with_the_nearest() =>
        CommandRun.Of("run", Model, "--inptu", "x.npy").Refused(ExitCode.Usage, "unknown option '--inptu'", "'--input'", "lucid run --help");

    [Fact]
    public void A_missing_argument_is_wrong_usage() => CommandRun.Of("run").Refused(ExitCode.Usage, "run: ");

    [Fact]
    public void A_number_that_is_none_is_wrong_usage() => CommandRun.Of("run", Model, "--random", "many").Refused(ExitCode.Usage, "many");

    [Fact]
    public void A_verb_for_one_device_refuses_all() =>
        CommandRun.Of("run", Model, "--random", "1", "--device", "all").Refused(ExitCode.Usage, "--device all");

    [Theory]
    [InlineData("latent", "expected NAME=")]
    [InlineData("latent=", "found ''")]
    [InlineData("latent=1xx16", "found ''")]
    [InlineData("latent=0x16", "found '0'")]
    [InlineData("latent=-1x16", "found '-1'")]
    [InlineData("latent=1x99999999999999999999", "found '99999999999999999999'")]
    public void A_shape_that_cannot_be_read_says_what_was_found(string shape, string found) =>
        CommandRun.Of("run", Model, "--random", "1", "--shape", shape, "--device", "reference").Refused(ExitCode.Usage, "--shape " + shape, found);

    [Fact]
    public void A_shape_given_twice_is_wrong_usage() =>
        CommandRun.Of("run", Model, "--random", "1", "--shape", "latent=1x16", "--shape", "latent=2x16", "--device", "reference").Refused(ExitCode.Usage, "before");

    [Fact]
    public void A_prefix_without_weights_is_wrong_usage() =>
        CommandRun.Of("run", Model, "--random", "1", "--weights-prefix", "net.", "--device", "reference").Refused(ExitCode.Usage, "--weights-prefix");

    [Theory]
    [InlineData("12Q")]
    [InlineData("-5")]
    [InlineData("M")]
    public void A_memory_limit_that_is_no_size_is_wrong_usage(string size) =>
        CommandRun.Of("run", Model, "--random", "1", "--shape", "latent=1x16", "--device", "auto", "--memory-limit", size).Refused(ExitCode.Usage, "--memory-limit " + size);

    private static void AssertFits80(string text) => Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 80, $"{line.Length} columns: {line}"));
}
