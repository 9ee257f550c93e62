using System.Runtime.InteropServices;
using System.Text;

using Lucid.Cli.Terminal;

namespace Lucid.Cli;

/// <summary>Ties the command to this process: its streams, its environment, and Ctrl-C.</summary>
internal static class ProcessHost
{
    public static int Run(string[] args)
    {
        // Before anything is loaded that the version does not need.
        if (args is ["--version"])
        {
            Console.Out.WriteLine(LucidCommand.Version);
            return (int)ExitCode.Done;
        }

        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using CancellationTokenSource interrupted = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, interrupted));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, interrupted));
        TerminalAbility outTerminal = Ability(!Console.IsOutputRedirected), errorTerminal = Ability(!Console.IsErrorRedirected);
        using StreamWriter output = new(Console.OpenStandardOutput(), new UTF8Encoding(false), bufferSize: 4096) { NewLine = "\n" };
        CommandHost host = new()
        {
            Out = outTerminal.HasUnicode ? output : new AsciiWriter(output),
            Error = errorTerminal.HasUnicode ? Console.Error : new AsciiWriter(Console.Error),
            OutTerminal = outTerminal,
            ErrorTerminal = errorTerminal,
            Width = WidthOfTerminal(),
            Variable = Environment.GetEnvironmentVariable,
            Cancellation = interrupted.Token,
        };
        return LucidCommand.Run(args, host);
    }

    private static TerminalAbility Ability(bool isTerminal) => TerminalAbility.Of(isTerminal, OperatingSystem.IsWindows(), Environment.GetEnvironmentVariable);

    // The first signal lets the verb clean up; the second ends the process the ordinary way.
    private static void Cancel(PosixSignalContext context, CancellationTokenSource interrupted)
    {
        if (interrupted.IsCancellationRequested) return;
        context.Cancel = true;
        interrupted.Cancel();
    }

    private static int WidthOfTerminal()
    {
        if (Console.IsOutputRedirected) return CommandHost.DefaultWidth;
        try
        {
            return Math.Max(40, Console.WindowWidth);
        }
        catch (IOException)
        {
            return CommandHost.DefaultWidth; // a terminal that does not tell its size
        }
    }
}
