using Lucid.Cli.Terminal;

namespace Lucid.Cli.Verbs;

/// <summary>What every verb gets beside its own arguments.</summary>
/// <param name="Host">The world outside.</param>
/// <param name="IsQuiet"><c>-q</c>: nothing but errors on standard error.</param>
/// <param name="IsVerbose"><c>-v</c>.</param>
internal sealed record VerbContext(CommandHost Host, bool IsQuiet, bool IsVerbose)
{
    public TextWriter Out => Host.Out;

    public CancellationToken Cancellation => Host.Cancellation;

    /// <summary>Says something that is no result.</summary>
    public void Note(string message)
    {
        if (!IsQuiet) Host.Error.WriteLine(message);
    }

    /// <summary>Says something for those who want to know more.</summary>
    public void Detail(string message)
    {
        if (IsVerbose) Host.Error.WriteLine(message);
    }

    /// <summary>A long step, shown as a bar where standard error is a terminal.</summary>
    public ProgressBar Progress(string what) => new(Host.Error, what, Host.ErrorIsTerminal && !IsQuiet ? Host.Width : null);
}
