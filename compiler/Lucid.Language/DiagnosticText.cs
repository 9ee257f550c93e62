using System.Globalization;
using System.Text;

using Lucid.Model;

namespace Lucid.Language;

/// <summary>
/// Diagnostics as a terminal shows them: the message, broken into lines, then the line of the source with carets below the word in question.
/// </summary>
public static class DiagnosticText
{
    /// <summary>Columns of a terminal of ordinary width.</summary>
    public const int Width = 80;

    private const int LeastWidth = 40;

    /// <summary>All of them, an empty line between each two.</summary>
    public static string Render(IReadOnlyList<Diagnostic> diagnostics, string text, int width = Width) =>
        string.Join("\n\n", diagnostics.Select(diagnostic => Render(diagnostic, text, width)));

    /// <summary>One of them; without the source's line where it has no place there.</summary>
    public static string Render(Diagnostic diagnostic, string text, int width = Width)
    {
        width = Math.Max(width, LeastWidth);
        StringBuilder shown = new(Wrap(diagnostic.ToString(), width));
        SourceSpan span = diagnostic.Span;
        if (span.Line < 1 || LineOf(text, span.Line) is not { } line || span.Column < 1 || span.Column > line.Length + 1) return shown.ToString();
        (string part, int column) = Window(line, span.Column - 1, width - 8);
        string number = span.Line.ToString(CultureInfo.InvariantCulture).PadLeft(4);
        int length = Math.Min(LengthOf(part, column), Math.Max(1, part.Length - column));
        shown.Append('\n').Append(number).Append(" | ").Append(part);
        shown.Append('\n').Append("     | ").Append(' ', column).Append('^', Math.Max(1, length));
        return shown.ToString();
    }

    /// <summary>The part of a line that fits, the column in it; tabs count as one blank.</summary>
    private static (string Part, int Column) Window(string line, int column, int width)
    {
        if (line.Length <= width) return (Plain(line), column);
        int start = Math.Max(0, Math.Min(column - (width / 3), line.Length - width));
        string part = Plain(line[start..Math.Min(line.Length, start + width)]);
        if (start > 0) part = "…" + part[1..];
        if (start + width < line.Length) part = part[..^1] + "…";
        return (part, column - start);
    }

    private static string Plain(string part) => string.Concat(part.Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>The word, number, text or sign that begins at a place.</summary>
    private static int LengthOf(string line, int column)
    {
        if (column >= line.Length) return 1;
        bool Word(int i) => char.IsAsciiLetterOrDigit(line[i]) || line[i] == '_';
        int end = column + 1;
        if (line[column] is '"' or '\'' or '`')
        {
            while (end < line.Length && line[end] != line[column]) end++;
            return Math.Min(end + 1, line.Length) - column;
        }

        if (Word(column))
        {
            while (end < line.Length && (Word(end) || (line[end] == '.' && end + 1 < line.Length && char.IsAsciiDigit(line[column]) && char.IsAsciiDigit(line[end + 1])))) end++;
        }
        else if (end < line.Length && line[column..(end + 1)] is "->" or "//" or "**" or "<=" or ">=" or "==" or "!=")
        {
            end++;
        }

        return end - column;
    }

    /// <summary>Lines of at most a width, broken at blanks; those after the first are indented.</summary>
    private static string Wrap(string message, int width)
    {
        StringBuilder wrapped = new();
        foreach (string paragraph in message.ReplaceLineEndings("\n").Split('\n'))
        {
            if (wrapped.Length > 0) wrapped.Append('\n');
            int used = 0;
            foreach (string word in paragraph.Split(' '))
            {
                if (used > 0 && used + 1 + word.Length > width)
                {
                    wrapped.Append("\n  ");
                    used = 2;
                }
                else if (used > 0)
                {
                    wrapped.Append(' ');
                    used++;
                }

                wrapped.Append(word);
                used += word.Length;
            }
        }

        return wrapped.ToString();
    }

    private static string? LineOf(string text, int number)
    {
        int start = 0;
        for (int line = 1; line < number; line++)
        {
            start = text.IndexOf('\n', start) + 1;
            if (start == 0) return null;
        }

        int end = text.IndexOf('\n', start);
        return (end < 0 ? text[start..] : text[start..end]).TrimEnd('\r');
    }
}
