using System.CommandLine;

namespace Lucid.Cli.Verbs;

/// <summary>
/// One verb of the command: its words, and what it does. A verb is a door: it reads its arguments, calls a library and prints.
/// Adding one is one file here and one line in <see cref="VerbList"/>.
/// </summary>
internal abstract class Verb(string name, string description, string example)
{
    public string Name => name;

    /// <summary>A sentence for the list of verbs.</summary>
    public string Description => description;

    /// <summary>One call that works, shown below the help.</summary>
    public string Example => example;

    /// <summary>What the help says below the options.</summary>
    public virtual string Notes => "";

    /// <summary>Adds the verb's arguments and options; called only for the verb that the command line names.</summary>
    public abstract void Define(Command command);

    /// <exception cref="UsageException">The options contradict each other.</exception>
    public abstract ExitCode Run(ParseResult arguments, VerbContext context);
}
