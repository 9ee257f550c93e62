using System.Globalization;

namespace Lucid.Planning;

/// <summary>A memory problem file that does not have the CSV form: where, what was found and what was expected.</summary>
public sealed class ProblemFormatException : FormatException
{
    public ProblemFormatException(string source, long line, string fault)
        : base(string.Create(CultureInfo.InvariantCulture, $"{source}:{line}: {fault}"))
    {
        SourceName = source;
        Line = line;
    }

    public string SourceName { get; }

    /// <summary>Counted from 1, the header included.</summary>
    public long Line { get; }
}
