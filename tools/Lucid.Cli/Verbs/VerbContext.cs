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

    /// <summary>Prints a line of the result; on a terminal broken at blanks, what goes on being indented.</summary>
    public void Line(string text, int indent = 2)
    {
        if (!Host.OutTerminal.IsTerminal) Out.WriteLine(text);
        else foreach (string line in Wrapped.Lines(text, Host.Width, indent)) Out.WriteLine(line);
    }

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
