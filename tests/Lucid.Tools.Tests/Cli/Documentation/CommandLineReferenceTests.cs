using System.Text;

using Lucid.Cli;
using Lucid.Cli.Verbs;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli.Documentation;

/// <summary><c>docs/command-line.md</c> is the command's own help.</summary>
public sealed class CommandLineReferenceTests
{
    [Fact]
    public void The_reference_of_the_command_line_is_what_the_help_says()
    {
        string path = RepositoryRoot.Combine("docs/command-line.md"), generated = Generate();
        if (Environment.GetEnvironmentVariable("LUCID_BLESS") == "1" && Environment.GetEnvironmentVariable("CI") != "true") File.WriteAllText(path, generated);
        Assert.Equal(generated, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    private static string Generate()
    {
        StringBuilder text = new("""
            # The command line

            Generated from the command's own help by a test (`LUCID_BLESS=1` rewrites it). Results go to standard output, progress and diagnostics to standard error; every file that
            is written appears whole or not at all. MODEL is a `.lucid` source, an `.onnx` model or a compiled `.lvk`; what is not compiled is compiled on the fly.

            | | |
            | --- | --- |

            """);
        foreach (Verb verb in VerbList.All) text.Append($"| [`{verb.Name}`](#lucid-{verb.Name}) | {verb.Description} |\n");
        text.Append("""

            Exit codes: 0 done; 1 wrong usage; 2 the model or a file is at fault; 3 the device is at fault; 4 a comparison failed, or a memory problem does not fit its capacity;
            70 Lucid itself is at fault, and says what to report; 130 interrupted.

            On a terminal, a bar shows how far long work is, verdicts have a colour beside their word (`NO_COLOR` turns that off), and a terminal without UTF-8 or with `TERM=dumb` gets
            plain ASCII. Elsewhere the text is UTF-8 without any control. `--json` prints what a script would read. `LUCID_DEVICE` stands for `--device`.

            """);
        foreach (Verb verb in VerbList.All)
        {
            string help = CommandRun.Of(verb.Name, "--help").Expect(ExitCode.Done).Out.ReplaceLineEndings("\n");
            string usage = help[help.IndexOf("Usage:", StringComparison.Ordinal)..help.IndexOf("Example:", StringComparison.Ordinal)];
            text.Append($"\n## lucid {verb.Name}\n\n{verb.Description}\n\n```sh\n{verb.Example.ReplaceLineEndings("\n")}\n```\n\n```text\n");
            foreach (string line in usage.TrimEnd('\n').Split('\n')) text.Append(line.TrimEnd()).Append('\n');
            text.Append("```\n");
        }

        return text.ToString();
    }
}
