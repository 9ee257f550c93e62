using Lucid.Cli.Terminal;

using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lucid.Cli.Tables;

/// <summary>A table without lines, as wide as it must be on a terminal, and never broken where a script reads.</summary>
internal sealed class TextTable
{
    private const int Unbounded = 100_000;

    private readonly Table _table = new Table().NoBorder();
    private readonly Column[] _columns;

    public TextTable(params ReadOnlySpan<Column> columns)
    {
        _columns = [.. columns];
        foreach (Column column in columns)
        {
            TableColumn added = new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Underline))).PadLeft(0).PadRight(2);
            if (column.IsNumber) added.RightAligned();
            if (!column.IsLong) added.NoWrap();
            _table.AddColumn(added);
        }
    }

    /// <summary>Adds a row of one text a column.</summary>
    public void Add(params ReadOnlySpan<string> cells)
    {
        List<IRenderable> row = [];
        for (int i = 0; i < cells.Length; i++) row.Add(new Text(cells[i], _columns[i].IsVerdict ? Colour(cells[i]) : Style.Plain));
        _table.AddRow(row);
    }

    /// <summary>Prints it to standard output.</summary>
    public void Write(CommandHost host)
    {
        using StringWriter text = new() { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = host.OutTerminal.HasControls ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = host.OutTerminal.HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new Sink(text, host.OutTerminal.IsTerminal ? host.Width : Unbounded),
        });
        console.Write(_table);
        foreach (string line in text.ToString().TrimEnd('\n').Split('\n')) host.Out.WriteLine(line.TrimEnd());
    }

    /// <param name="Title">The head.</param>
    /// <param name="IsNumber">Aligned to the right.</param>
    /// <param name="IsLong">May be broken over lines where the terminal is narrow.</param>
    /// <param name="IsVerdict">Good and bad words have a colour where there are any.</param>
    internal readonly record struct Column(string Title, bool IsNumber = false, bool IsLong = false, bool IsVerdict = false);

    private static Style Colour(string verdict) => verdict switch
    {
        "pass" or "even" => new Style(Color.Green),
        "FAIL" or "ERROR" => new Style(Color.Red),
        "skip" or "uneven" or "holes" => new Style(Color.Olive),
        _ => Style.Plain,
    };

    private sealed class Sink(TextWriter writer, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => width;

        public int Height => 24;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
