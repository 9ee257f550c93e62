using Lucid.Cli.Data;
using Lucid.Language;
using Lucid.Model;
using Lucid.Verification;
using Lucid.Verification.Models;

namespace Lucid.Cli;

/// <summary>What went wrong, for the user, and whose fault it is.</summary>
internal readonly record struct Fault(ExitCode Code, string Message);

/// <summary>Every exception that a user can cause, by whose fault it is. What is not here is ours, and says what to report.</summary>
internal static class FaultReport
{
    public static Fault Of(Exception fault, IReadOnlyList<string> args) => fault switch
    {
        AggregateException { InnerExceptions: [var only] } => Of(only, args),
        OperationCanceledException => new(ExitCode.Interrupted, "lucid: interrupted; nothing was written"),
        UsageException => new(ExitCode.Usage, Text(fault)),
        // Every line begins with the place.
        SourceException => new(ExitCode.Model, fault.Message),
        ModelException refused when SourceText(refused, args) is { } text => new(ExitCode.Model, DiagnosticText.Render(refused.Diagnostics, text)),
        OutOfMemoryException => new(ExitCode.Model, "lucid: this machine has too little memory for the model at these sizes"),
        NoTestException or Planning.ProblemFormatException => new(ExitCode.Model, Text(fault)),
        _ => Faults.OwnerOf(fault) switch
        {
            FaultOwner.Model => new(ExitCode.Model, Text(fault)),
            FaultOwner.Device => new(ExitCode.Device, Text(fault)),
            FaultOwner.Lucid => new(ExitCode.Internal, Ours(fault, args)),
        },
    };

    private static string Text(Exception fault) => "lucid: " + fault.Message;

    // The source that the diagnostics speak of: what the compiler refuses has its line too.
    private static string? SourceText(ModelException refused, IReadOnlyList<string> args)
    {
        string? name = refused.Diagnostics.FirstOrDefault(diagnostic => diagnostic.Span.Line > 0)?.Span.File;
        string? path = name is null ? null : args.FirstOrDefault(arg => Path.GetFileName(arg) == name);
        return path is null ? null : SourceModel.TextOf(path);
    }

    private static string Ours(Exception fault, IReadOnlyList<string> args) =>
        $"""
        lucid: this is a fault of Lucid, not yours. Please report what follows, with the model if you may share it:
          lucid {LucidCommand.Version}, {Environment.OSVersion}, .NET {Environment.Version}
          lucid {string.Join(' ', args)}
        {fault}
        """;
}
