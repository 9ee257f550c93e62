using System.Collections.Immutable;
using System.Globalization;
using System.Text;

using Lucid.Pictures.Drawing;
using Lucid.Pictures.Layout;

namespace Lucid.Pictures.Graphs;

/// <summary>
/// A graph as a picture that is read from top to bottom. A box has its name, a coloured line for each of its nodes and its numbers; a
/// value's extents stand where it leaves its box. Edges over many layers, the skips, have colours of their own and say at their
/// end where they come from.
/// </summary>
public static class GraphSvg
{
    private const double Margin = 24, Top = 96, Least = 130, Most = 430, Name = 18, Row = 19, Facts = 16;
    private const int LongEdge = 3; // layers

    private const string Style =
        ".k{fill:#f6f8fa;stroke:#24292f;stroke-width:1.4}.n{fill:#f6f8fa;stroke:#8c959f}.io{fill:#fff;stroke:#24292f;stroke-width:1.6}"
        + ".e{fill:none;stroke:#6e7781;stroke-width:1.3}.s{font-size:10.5px}.t{font-size:11px}.m{fill:#57606a}.h{font-size:16px;font-weight:bold}.b{font-weight:bold}"
        + ".v{font-size:10.5px;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}.a{fill:#6e7781}.r{fill:#fff;stroke:#eaeef2}.c{stroke:#8c959f;stroke-dasharray:2 4}";

    // Dark enough on white; neighbours in the list differ for most people who see few colours.
    private static readonly string[] SkipColours = ["#0969da", "#bc4c00", "#1a7f37", "#8250df", "#bf3989", "#7d5700"];

    /// <summary>Tall pictures are cut into columns side by side, so that a page or a screen is filled; edges go on in the next.</summary>
    /// <param name="picture">What to draw.</param>
    /// <param name="inColumns">False for one that is as tall as it needs to be.</param>
    public static string Draw(GraphPicture picture, bool inColumns = true)
    {
        ImmutableArray<LayoutBox> sizes = [.. picture.Boxes.Select(Size)];
        int[] ports = new int[picture.Boxes.Length];
        foreach (PictureLink link in picture.Links)
            ports[link.From] = Math.Max(ports[link.From], link.Port + 1);
        LayeredDrawing drawing = LayeredLayout.Run(sizes, [.. picture.Links.Select(link => new LayoutEdge(link.From, link.To, PortAt(link.Port, ports[link.From], sizes[link.From].Width)))]);
        ImmutableArray<EdgeLabel> labels = EdgeLabel.Of(picture, drawing, SkipColour);
        double left = Math.Max(0, -labels.Select(label => label.Left).DefaultIfEmpty(0).Min()) + 4;
        double column = left + Math.Max(drawing.Width, labels.Select(label => label.Right).DefaultIfEmpty(0).Max()) + 4;
        ImmutableArray<(double Top, double Bottom)> cuts = inColumns ? Columns.Of(drawing, column + Margin) : [(-1, drawing.Height + 1)];

        double header = Math.Min(1200, Math.Max(TextWidth.Of(picture.Title, 18), TextWidth.Of(picture.Summary, 12)));
        double width = Math.Max(cuts.Length * (column + Margin) - Margin, Math.Max(header, 672)) + 2 * Margin;
        double first = cuts.Length == 1 ? (width - column) / 2 : Margin;
        var svg = new SvgWriter(width, cuts.Max(cut => cut.Bottom - cut.Top) + Top + Margin, $"Graph of {picture.Title}", Style);
        svg.Text(Margin, 32, TextWidth.Fit(picture.Title, 18, width - 2 * Margin), ("class", "h"));
        svg.Text(Margin, 52, TextWidth.Fit(picture.Summary, 12, width - 2 * Margin), ("class", "m"));
        DrawKey(svg, picture);
        for (int i = 0; i < cuts.Length; i++)
        {
            (double top, double bottom) = cuts[i];
            double x = first + i * (column + Margin);
            if (cuts.Length > 1)
                svg.Rect(x, Top, column, bottom - top, ("class", "r"));
            string box = string.Create(CultureInfo.InvariantCulture, $"{SvgWriter.Number(-left)} {SvgWriter.Number(top)} {SvgWriter.Number(column)} {SvgWriter.Number(bottom - top)}");
            svg.Open("svg", ("x", x), ("y", Top), ("width", column), ("height", bottom - top), ("viewBox", box));
            DrawPart(svg, picture, drawing, sizes, labels, top, bottom);
            svg.Close();
            DrawCuts(svg, x, column, bottom - top, i > 0 ? i : 0, i + 1 < cuts.Length ? i + 2 : 0);
        }

        return svg.Finish();
    }

    private static void DrawPart(
        SvgWriter svg, GraphPicture picture, LayeredDrawing drawing, ImmutableArray<LayoutBox> sizes, ImmutableArray<EdgeLabel> labels, double top, double bottom)
    {
        for (int i = 0; i < picture.Links.Length; i++)
        {
            ImmutableArray<LayoutPoint> route = drawing.Routes[i];
            if (route.Length >= 2 && Math.Min(route[0].Y, route[^1].Y) < bottom && Math.Max(route[0].Y, route[^1].Y) > top)
                DrawEdge(svg, picture.Links[i], route);
        }

        for (int i = 0; i < picture.Boxes.Length; i++)
        {
            if (drawing.Corners[i].Y >= top && drawing.Corners[i].Y < bottom)
                DrawBox(svg, picture.Boxes[i], i, drawing.Corners[i], sizes[i]);
        }

        // Over everything else, with a rim of white.
        foreach (EdgeLabel label in labels.Where(label => label.Y >= top && label.Y < bottom))
        {
            if (label.Colour is null)
                svg.Text(label.X, label.Y, label.Text, ("class", "v m"), ("text-anchor", label.IsLeft ? "end" : "start"));
            else
                svg.Text(label.X, label.Y, label.Text, ("class", "v"), ("style", $"fill:{label.Colour}"), ("text-anchor", label.IsLeft ? "end" : "start"));
        }
    }

    // Where a column begins or ends within the graph; 0 where it does not.
    private static void DrawCuts(SvgWriter svg, double x, double width, double height, int before, int after)
    {
        if (before > 0)
        {
            svg.Line(x, Top, x + width, Top, ("class", "c"));
            svg.Text(x + width, Top - 5, string.Create(CultureInfo.InvariantCulture, $"from column {before}"), ("class", "s m"), ("text-anchor", "end"));
        }

        if (after > 0)
        {
            svg.Line(x, Top + height, x + width, Top + height, ("class", "c"));
            svg.Text(x + width, Top + height + 14, string.Create(CultureInfo.InvariantCulture, $"goes on in column {after}"), ("class", "s m"), ("text-anchor", "end"));
        }
    }

    private static LayoutBox Size(PictureBox box)
    {
        double text = Math.Max(TextWidth.Of(box.Name, 11.5), TextWidth.Of(box.Facts, 10.5));
        foreach (PictureNode node in box.Nodes)
            text = Math.Max(text, TextWidth.Of(RowText(node), 12.5) + 10 + (box.Nodes.Length > 1 ? TextWidth.Of(node.Facts, 10.5) + 14 : 0));
        return new LayoutBox(Math.Clamp(text + 20, Least, Most), Name + Row * box.Nodes.Length + (box.Facts.Length > 0 ? Facts : 0) + 8);
    }

    private static double PortAt(int port, int count, double width) => count < 2 ? 0 : width * ((port + 1.0) / (count + 1) - 0.5);

    private static string RowText(PictureNode node) => node.Attributes.Length == 0 ? node.Op : $"{node.Op} {node.Attributes}";

    private static void DrawBox(SvgWriter svg, PictureBox box, int index, LayoutPoint corner, LayoutBox size)
    {
        (double x, double y) = (corner.X, corner.Y);
        bool isPort = box.Kind is PictureBoxKind.Input or PictureBoxKind.Output;
        svg.Open("g", ("class", "box"), ("data-box", index));
        svg.Title(string.Join("; ", new[] { box.Name, box.Facts }.Concat(box.Nodes.Select(node => $"{node.Name}: {RowText(node)} → {node.Results}")).Where(text => text.Length > 0)));
        string frame = isPort ? "io" : box.Kind == PictureBoxKind.Kernel ? "k" : "n";
        svg.Rect(x, y, size.Width, size.Height, ("class", frame), ("rx", isPort ? size.Height / 2 : 5));
        string name = TextWidth.Fit(isPort ? $"{(box.Kind == PictureBoxKind.Input ? "input" : "output")} {box.Name}" : box.Name, 11.5, size.Width - 18);
        if (isPort)
            svg.Text(x + size.Width / 2, y + 17, name, ("class", "t b"), ("text-anchor", "middle"));
        else
            svg.Text(x + 9, y + 15, name, ("class", "t"));
        y += Name + 2;
        foreach (PictureNode node in box.Nodes)
        {
            (string fill, string band) = Colours(node.Family);
            double facts = box.Nodes.Length > 1 ? TextWidth.Of(node.Facts, 10.5) + 8 : 0;
            svg.Rect(x + 6, y + 1, size.Width - 12, Row - 2, ("fill", fill), ("rx", 2));
            svg.Rect(x + 6, y + 1, 4, Row - 2, ("fill", band));
            svg.Text(x + 15, y + 14, TextWidth.Fit(RowText(node), 12.2, size.Width - 24 - facts));
            if (box.Nodes.Length > 1)
                svg.Text(x + size.Width - 9, y + 14, node.Facts, ("class", "s m"), ("text-anchor", "end"));
            y += Row;
        }

        if (isPort)
            svg.Text(x + size.Width / 2, y + 12, TextWidth.Fit(box.Facts, 10.5, size.Width - 18), ("class", "s m"), ("text-anchor", "middle"));
        else
            svg.Text(x + 9, y + 12, TextWidth.Fit(box.Facts, 10.5, size.Width - 18), ("class", "s m"));
        svg.Close();
    }

    private static void DrawEdge(SvgWriter svg, PictureLink link, ImmutableArray<LayoutPoint> route)
    {
        string? colour = SkipColour(link, route);
        svg.Open("g", ("class", "link"), ("data-from", link.From), ("data-to", link.To));
        svg.Title($"{link.Value}: {link.Type}");
        LayoutPoint end = route[^1];
        string arrow = $"M{Text(new(end.X - 3.5, end.Y - 7))}L{Text(new(end.X + 3.5, end.Y - 7))}L{Text(end)}Z";
        if (colour is null)
        {
            svg.Path(Curve(route), ("class", "e"));
            svg.Path(arrow, ("class", "a"));
        }
        else
        {
            svg.Path(Curve(route), ("class", "e"), ("style", $"stroke:{colour};stroke-width:1.8"));
            svg.Path(arrow, ("style", $"fill:{colour}"));
        }

        svg.Close();
    }

    // Each source of a long edge has a colour, so that the edges of one value look the same.
    private static string? SkipColour(PictureLink link, ImmutableArray<LayoutPoint> route) =>
        route.Length / 2 > LongEdge ? SkipColours[link.From % SkipColours.Length] : null;

    private static string Curve(ImmutableArray<LayoutPoint> route)
    {
        var path = new StringBuilder();
        path.Append('M').Append(Text(route[0]));
        for (int i = 1; i < route.Length; i++)
        {
            (LayoutPoint above, LayoutPoint below) = (route[i - 1], route[i]);
            if (Math.Abs(above.X - below.X) < 0.01)
            {
                // Straight stretches over many layers are one.
                if (i + 1 == route.Length || Math.Abs(route[i + 1].X - below.X) >= 0.01)
                    path.Append('V').Append(SvgWriter.Number(below.Y));
                continue;
            }

            double middle = (above.Y + below.Y) / 2;
            path.Append('C').Append(Text(above with { Y = middle })).Append(' ').Append(Text(below with { Y = middle })).Append(' ').Append(Text(below));
        }

        return path.ToString();
    }

    private static string Text(LayoutPoint point) => string.Create(CultureInfo.InvariantCulture, $"{SvgWriter.Number(point.X)} {SvgWriter.Number(point.Y)}");

    private static void DrawKey(SvgWriter svg, GraphPicture picture)
    {
        double x = Margin;
        foreach (OpFamily family in picture.Boxes.SelectMany(box => box.Nodes).Select(node => node.Family).Distinct().Order())
        {
            (string fill, string band) = Colours(family);
            string text = family.ToString().ToLowerInvariant();
            svg.Rect(x, 64, 18, 12, ("fill", fill));
            svg.Rect(x, 64, 4, 12, ("fill", band));
            svg.Text(x + 23, 74, text, ("class", "s m"));
            x += 40 + TextWidth.Of(text, 10.5);
        }
    }

    private static (string Fill, string Band) Colours(OpFamily family) => family switch
    {
        OpFamily.Linear => ("#cfe3fb", "#0969da"),
        OpFamily.Elementwise => ("#fdebc4", "#bf8700"),
        OpFamily.Normalization => ("#e8dcf9", "#8250df"),
        OpFamily.Reduction => ("#fad8d4", "#cf222e"),
        OpFamily.Resampling => ("#cdeed6", "#1a7f37"),
        OpFamily.Movement => ("#e4e7eb", "#6e7781"),
    };
}
