using System.Diagnostics;

using Lucid.Cli;
using Lucid.Cli.Verbs;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void A_script_knows_every_verb_and_its_options(string shell)
    {
        string script = CommandRun.Of("completion", shell).Expect(ExitCode.Done).Out;
        foreach (Verb verb in VerbList.All) Assert.Contains(verb.Name, script, StringComparison.Ordinal);
        Assert.Contains("capacity", script, StringComparison.Ordinal);
        Assert.Contains("help", script, StringComparison.Ordinal);
    }

    [FactOnUnix]
    public void Bash_completes_verbs_options_and_files()
    {
        Assert.Equal(["plan", "plan-memory"], Complete("lucid", "pla"));
        Assert.Equal(["--capacity"], Complete("lucid", "plan-memory", "x.csv", "--cap"));
        Assert.Equal(["/usr"], Complete("lucid", "run", "/us"));
        Assert.Empty(Complete("lucid", "run", "--no-such"));
    }

    [Fact]
    public void A_shell_that_is_not_known_is_wrong_usage() => CommandRun.Of("completion", "cmd").Refused(ExitCode.Usage, "expected bash, zsh, fish or pwsh");

    private static string[] Complete(params string[] words)
    {
        string script = CommandRun.Of("completion", "bash").Expect(ExitCode.Done).Out;
        string typed = string.Join(' ', words.Select(word => $"'{word}'"));
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-s"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        bash.StandardInput.Write($"{script}COMP_WORDS=({typed})\nCOMP_CWORD={words.Length - 1}\n_lucid\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n");
        bash.StandardInput.Close();
        string[] found = bash.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        bash.WaitForExit();
        return found;
    }
}
