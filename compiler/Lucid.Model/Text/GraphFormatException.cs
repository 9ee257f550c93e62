namespace Lucid.Model.Text;

/// <summary>A text is no graph. The message begins with the place.</summary>
public sealed class GraphFormatException(SourceSpan place, string problem, Exception? inner = null) : Exception($"{place}: {problem}", inner)
{
    /// <summary>Where reading stopped.</summary>
    public SourceSpan Place => place;

    /// <summary>What was found and expected there.</summary>
    public string Problem => problem;
}
