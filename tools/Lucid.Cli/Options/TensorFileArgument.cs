namespace Lucid.Cli.Options;

/// <summary><c>[NAME=]FILE</c> of <c>--input</c> and <c>--output</c>.</summary>
/// <param name="Name">The value's name, or null.</param>
/// <param name="File">The file.</param>
internal sealed record TensorFileArgument(string? Name, string File)
{
    /// <summary>Splits at the first =, unless a path separator stands before it: then it belongs to the path.</summary>
    public static TensorFileArgument Parse(string option, string text, IReadOnlyCollection<string> knownNames)
    {
        // A value's name may itself hold = and /, as exporters write them: a known one wins.
        string? known = knownNames.Where(name => text.StartsWith(name + "=", StringComparison.Ordinal)).MaxBy(name => name.Length);
        int equals = known?.Length ?? text.IndexOf('=');
        TensorFileArgument parsed = known is null && (equals < 0 || text.AsSpan(0, equals).IndexOfAny('/', '\\') >= 0 || System.IO.File.Exists(text))
            ? new(null, text)
            : new(text[..equals], text[(equals + 1)..]);
        if (parsed.File.Length == 0 || parsed.Name?.Length == 0) throw new UsageException($"{option} {text}: expected FILE or NAME=FILE");
        return parsed;
    }
}
