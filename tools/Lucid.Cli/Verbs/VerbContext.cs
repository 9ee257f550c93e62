using Lucid.Cli.Terminal;

namespace Lucid.Cli.Verbs;

/// <summary>What every verb gets beside its own arguments.</summary>
/// <param name="Host">The world outside.</param>
/// <param name="IsQuiet"><c>-q</c>: nothing but errors on standard error.</param>
/// <param name="IsVerbose"><c>-v</c>.</param>
internal sealed record VerbContext(CommandHost Host, bool IsQuiet, bool IsVerbose)
{
    private Action? _hideBar;

    public TextWriter Out => Host.Out;

    public CancellationToken Cancellation => Host.Cancellation;

    /// <summary>Says something that is no result.</summary>
    public void Note(string message)
    {
        if (!IsQuiet) Fault(message);
    }

    /// <summary>Says what is wrong, whatever was asked for.</summary>
    public void Fault(string message)
    {
        _hideBar?.Invoke();
        Host.Error.WriteLine(Colours.Diagnostic(message, Host.ErrorTerminal));
    }

    /// <summary>Says something for those who want to know more.</summary>
    public void Detail(string message)
    {
        if (IsVerbose) Fault(message);
    }

    /// <summary>A long step, shown as a bar where standard error is a terminal.</summary>
    public ProgressBar Progress(string what)
    {
        ProgressBar bar = new(Host.Error, what, Host.ErrorTerminal.HasControls && !IsQuiet ? Host.Width : null);
        _hideBar = bar.Hide;
        return bar;
    }
}
