using System.Collections.Immutable;
using System.CommandLine;

using Lucid.Cli.Verbs;

namespace Lucid.Cli.Terminal;

/// <summary>What can be typed: the verbs with their options, read off their own definitions.</summary>
/// <param name="Verbs">In the order of the help.</param>
internal sealed record CompletionWords(ImmutableArray<CompletionWords.VerbWords> Verbs)
{
    public static CompletionWords Of(IEnumerable<Verb> verbs) => new([.. verbs.Select(verb =>
    {
        Command command = new(verb.Name);
        verb.Define(command);
        IEnumerable<OptionWord> options = command.Options.Select(option => new OptionWord(option.Name, option.Description ?? ""));
        return new VerbWords(verb.Name, verb.Description, [.. options, new("--quiet", "Nothing on standard error but errors."), new("--verbose", "More about what is done."), new("--help", "Help.")]);
    })]);

    internal sealed record VerbWords(string Name, string Description, ImmutableArray<OptionWord> Options);

    internal sealed record OptionWord(string Name, string Description);
}
