using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Reflection;

using Lucid.Cli.Terminal;
using Lucid.Cli.Verbs;
using Lucid.Model;

namespace Lucid.Cli;

/// <summary>The <c>lucid</c> command as a function: arguments and a host in, an exit code out.</summary>
internal static class LucidCommand
{
    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Nothing on standard error but errors." };
    private static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "More about what is done and how." };

    /// <summary>The version of Lucid, as <c>--version</c> prints it.</summary>
    public static string Version { get; } =
        typeof(LucidCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public static int Run(IReadOnlyList<string> args, CommandHost host)
    {
        try
        {
            return (int)Dispatch(args, host);
        }
        catch (Exception fault)
        {
            Fault known = FaultReport.Of(fault, args);
            // A stack trace is to be copied as it is, and a source's line has its carets below it.
            bool isWrapped = host.ErrorTerminal.IsTerminal && known.Code != ExitCode.Internal && !known.Message.Contains(" | ", StringComparison.Ordinal);
            string message = isWrapped ? string.Join('\n', Wrapped.Lines(known.Message, host.Width)) : known.Message;
            host.Error.WriteLine(Colours.Diagnostic(message, host.ErrorTerminal));
            return (int)known.Code;
        }
        finally
        {
            host.Out.Flush();
            host.Error.Flush();
        }
    }

    private static ExitCode Dispatch(IReadOnlyList<string> args, CommandHost host)
    {
        (Command root, Verb? verb) = Build(args, host);
        // No response files: a file may be called @name.
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is VersionAction or TextHelp) return (ExitCode)parsed.Invoke(Configuration(host));
        if (args.Count == 0)
        {
            root.Parse(["--help"]).Invoke(new InvocationConfiguration { Output = host.Error, Error = host.Error });
            return ExitCode.Usage;
        }

        if (verb is null || parsed.Errors.Count > 0 || MistakenPath(parsed) is not null) throw new UsageException(UsageFault(args, parsed, verb));
        VerbContext context = new(host, parsed.GetValue(Quiet), parsed.GetValue(Verbose));
        return verb.Run(parsed, context);
    }

    /// <summary>All verbs with their descriptions, and the options of the one that is called.</summary>
    private static (Command Root, Verb? Called) Build(IReadOnlyList<string> args, CommandHost host)
    {
        // No RootCommand: that one is called as the process is, which may be `dotnet` or a test's.
        Command root = new("lucid", "Compiles decoder models for Vulkan, runs and verifies them.");
        string? first = args.FirstOrDefault(arg => !arg.StartsWith('-'));
        Verb? called = VerbList.All.FirstOrDefault(verb => verb.Name == first);
        foreach (Verb verb in VerbList.All)
        {
            Command command = new(verb.Name, verb.Description);
            if (verb == called)
            {
                verb.Define(command);
                command.Add(Quiet);
                command.Add(Verbose);
                command.Add(new HelpOption("--help", "-h") { Action = new TextHelp(verb.Example, verb.Notes, host), Description = "This text." });
            }

            root.Add(command);
        }

        root.Add(new HelpOption("--help", "-h") { Action = new TextHelp(null, "", host), Description = "This text; `lucid VERB --help` has more." });
        root.Add(new VersionOption("--version") { Action = new VersionAction(), Description = "The version." });
        return (root, called);
    }

    private static InvocationConfiguration Configuration(CommandHost host) =>
        new() { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    private static string UsageFault(IReadOnlyList<string> args, ParseResult parsed, Verb? verb)
    {
        string? first = args.FirstOrDefault(arg => !arg.StartsWith('-'));
        if (verb is null)
        {
            string found = first is null ? $"no verb in '{string.Join(' ', args)}'" : $"'{first}' is no verb" + NearestNames.Hint(first, VerbList.All.Select(known => known.Name));
            return $"{found}\n`lucid --help` lists the verbs";
        }

        // An option that does not exist also makes the words around it wrong: it is named first.
        string? unknown = parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-')) ?? MistakenPath(parsed);
        string fault = unknown is not null
            ? $"{verb.Name}: unknown option '{unknown}'" + NearestNames.Hint(unknown, parsed.CommandResult.Command.Options.Select(option => option.Name))
            : $"{verb.Name}: {string.Join("\n", parsed.Errors.Select(error => error.Message).Distinct())}";
        return $"{fault}\n`lucid {verb.Name} --help` shows how it is used";
    }

    // A verb that takes any number of paths takes an unknown option for one.
    private static string? MistakenPath(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .FirstOrDefault(value => value.StartsWith("--", StringComparison.Ordinal) && !File.Exists(value));

    private sealed class VersionAction : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Version);
            return (int)ExitCode.Done;
        }

        public override bool ClearsParseErrors => true;
    }

    /// <summary>The library's help, cut to the terminal's width, what the verb adds, and an example.</summary>
    private sealed class TextHelp(string? example, string notes, CommandHost host) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            new HelpAction { MaxWidth = host.Width }.Invoke(parseResult);
            TextWriter output = parseResult.InvocationConfiguration.Output;
            if (notes.Length > 0) output.WriteLine(notes.ReplaceLineEndings("\n") + "\n");
            if (example is not null) output.WriteLine($"Example:\n  {example.ReplaceLineEndings("\n  ")}\n");
            else output.WriteLine("Exit codes:\n  0 done   1 wrong usage   2 the model or a file is at fault   3 the device is\n  at fault   4 a comparison failed   70 Lucid itself is at fault\n");
            return (int)ExitCode.Done;
        }

        public override bool ClearsParseErrors => true;
    }
}
