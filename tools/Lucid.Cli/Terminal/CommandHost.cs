namespace Lucid.Cli.Terminal;

/// <summary>What a verb sees of the world outside: streams, whether somebody watches them, the environment, Ctrl-C.</summary>
internal sealed class CommandHost
{
    public const int DefaultWidth = 80;

    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress and diagnostics.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What is behind <see cref="Out"/>.</summary>
    public TerminalAbility OutTerminal { get; init; } = TerminalAbility.None;

    /// <summary>What is behind <see cref="Error"/>.</summary>
    public TerminalAbility ErrorTerminal { get; init; } = TerminalAbility.None;

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = DefaultWidth;

    /// <summary>A variable of the environment.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    public CancellationToken Cancellation { get; init; }
}
