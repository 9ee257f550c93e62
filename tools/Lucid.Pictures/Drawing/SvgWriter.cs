using System.Globalization;
using System.Text;

namespace Lucid.Pictures.Drawing;

/// <summary>
/// Writes an SVG document. Text and attribute values are escaped here and nowhere else; numbers have at most two decimals and a point,
/// so that the same picture is the same text everywhere. y grows downwards.
/// </summary>
internal sealed class SvgWriter
{
    private const string Font = "font-family:'DejaVu Sans',Verdana,'Segoe UI',Helvetica,Arial,sans-serif";

    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="title">What the picture shows, for those who cannot see it and for a window's title.</param>
    /// <param name="style">CSS rules.</param>
    public SvgWriter(double width, double height, string title, string style)
    {
        Open("svg", ("xmlns", "http://www.w3.org/2000/svg"), ("width", width), ("height", height),
            ("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Number(width)} {Number(height)}")), ("role", "img"));
        Title(title);
        _text.Append("<style>text{").Append(Font).Append(";fill:#1b1f24;font-size:12px}").Append(style).Append("</style>\n");
        Rect(0, 0, width, height, ("fill", "#ffffff"));
    }

    public static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    public void Open(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        Start(name, attributes);
        _text.Append(">\n");
        _open.Push(name);
    }

    public void Close() => _text.Append("</").Append(_open.Pop()).Append(">\n");

    /// <summary>What a viewer shows when the pointer rests on the element that is open.</summary>
    public void Title(string text) => _text.Append("<title>").Append(MarkupText.Escape(text)).Append("</title>\n");

    public void Rect(double x, double y, double width, double height, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        Empty("rect", [("x", x), ("y", y), ("width", width), ("height", height), .. attributes]);

    public void Line(double x1, double y1, double x2, double y2, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        Empty("line", [("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), .. attributes]);

    public void Path(string data, params ReadOnlySpan<(string Name, object Value)> attributes) => Empty("path", [("d", data), .. attributes]);

    public void Text(double x, double y, string text, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        Start("text", [("x", x), ("y", y), .. attributes]);
        _text.Append('>').Append(MarkupText.Escape(text)).Append("</text>\n");
    }

    public void Empty(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        Start(name, attributes);
        _text.Append("/>\n");
    }

    /// <summary>The whole document; closes what is open.</summary>
    public string Finish()
    {
        while (_open.Count > 0)
            Close();
        return _text.ToString();
    }

    private void Start(string name, ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _text.Append('<').Append(name);
        foreach ((string attribute, object value) in attributes)
        {
            string text = value switch
            {
                double real => Number(real),
                int whole => whole.ToString(CultureInfo.InvariantCulture),
                long whole => whole.ToString(CultureInfo.InvariantCulture),
                _ => MarkupText.Escape((string)value),
            };
            _text.Append(' ').Append(attribute).Append("=\"").Append(text).Append('"');
        }
    }
}
