using Lucid.Cli;
using Lucid.Cli.Terminal;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary>The command called in this process, with what it printed.</summary>
internal sealed record CommandRun(ExitCode Code, string Out, string Error)
{
    public static CommandRun Of(params string[] args) => Of(new Dictionary<string, string>(), args);

    public static CommandRun Of(IReadOnlyDictionary<string, string> variables, params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        CommandHost host = new() { Out = output, Error = error, Variable = name => variables.GetValueOrDefault(name) };
        int code = LucidCommand.Run(args, host);
        return new CommandRun((ExitCode)code, output.ToString(), error.ToString());
    }

    /// <summary>What stands on standard error behind the warnings about the model, whose further lines are indented.</summary>
    public string Message => string.Join('\n', Error.Split('\n').SkipWhile(line => line.Contains(": warning LUC", StringComparison.Ordinal) || line.StartsWith("  ", StringComparison.Ordinal)));

    /// <summary>Fails where the exit code is another one, showing what was printed.</summary>
    public CommandRun Expect(ExitCode code)
    {
        Assert.True(Code == code, $"exit code {Code}, expected {code}\n{Out}\n{Error}");
        return this;
    }

    /// <summary>Fails unless the command refused with one clear message: the code, the words, nothing on standard output, no stack trace.</summary>
    public CommandRun Refused(ExitCode code, params ReadOnlySpan<string> words)
    {
        Expect(code);
        Assert.Empty(Out);
        Assert.StartsWith("lucid: ", Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        foreach (string word in words) Assert.Contains(word, Error, StringComparison.Ordinal);
        return this;
    }
}
