using System.Text;

namespace Lucid.Cli.Terminal;

/// <summary>Passes ASCII on and writes the rest with what is most like it. Signs of tables and marks keep their one column.</summary>
internal sealed class AsciiWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        if (char.IsLowSurrogate(value)) return;
        if (value < 128) inner.Write(value);
        else inner.Write(Plain(value));
    }

    public override void Write(string? value)
    {
        foreach (char letter in value ?? "") Write(letter);
    }

    public override void WriteLine(string? value)
    {
        Write(value);
        inner.WriteLine();
    }

    public override void WriteLine() => inner.WriteLine();

    public override void Flush() => inner.Flush();

    private static string Plain(char letter) => letter switch
    {
        '×' => "x",
        '·' => "*",
        '…' => "~",
        '━' => "#",
        '─' => "-",
        '–' or '—' => "-",
        '≤' => "<=",
        '≥' => ">=",
        '→' => "->",
        '²' => "2",
        '³' => "3",
        'µ' or 'μ' => "u",
        '∞' => "inf",
        '‘' or '’' => "'",
        '“' or '”' => "\"",
        _ => "?",
    };
}
