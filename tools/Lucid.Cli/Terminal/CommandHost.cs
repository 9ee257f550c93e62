namespace Lucid.Cli.Terminal;

/// <summary>What a verb sees of the world outside: streams, whether somebody watches them, the environment, Ctrl-C.</summary>
internal sealed class CommandHost
{
    public const int DefaultWidth = 80;

    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress and diagnostics.</summary>
    public required TextWriter Error { get; init; }

    public bool OutIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = DefaultWidth;

    /// <summary>A variable of the environment.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    public CancellationToken Cancellation { get; init; }
}
