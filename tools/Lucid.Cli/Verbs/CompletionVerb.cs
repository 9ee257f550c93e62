using System.CommandLine;

using Lucid.Cli.Terminal;

namespace Lucid.Cli.Verbs;

/// <summary>A script that completes verbs and options in a shell.</summary>
internal sealed class CompletionVerb() : Verb(
    "completion",
    "Prints the completion script of a shell.",
    "lucid completion bash >> ~/.bashrc\nlucid completion zsh >> ~/.zshrc\nlucid completion fish > ~/.config/fish/completions/lucid.fish\nlucid completion pwsh >> $PROFILE")
{
    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh, fish or pwsh." };

    public override void Define(Command command) => command.Add(_shell);

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        string shell = arguments.GetRequiredValue(_shell);
        CompletionWords words = CompletionWords.Of(VerbList.All);
        context.Out.Write(shell switch
        {
            "bash" => CompletionScript.Bash(words),
            "zsh" => CompletionScript.Zsh(words),
            "fish" => CompletionScript.Fish(words),
            "pwsh" => CompletionScript.PowerShell(words),
            _ => throw new UsageException($"completion {shell}: expected bash, zsh, fish or pwsh"),
        });
        return ExitCode.Done;
    }
}
