using System.Collections.Immutable;
using System.Globalization;

using Lucid.Pictures.Drawing;

namespace Lucid.Pictures.Checkerboards;

/// <summary>
/// A card for each transposed convolution: a heat map of how many products each output sums, over a few periods of the pattern and far
/// from the borders. Darker is more; every cell large enough says its number; outputs without a product are crossed out.
/// </summary>
public static class CheckerboardSvg
{
    private const double CardWidth = 310, BelowMap = 106, Map = 190, Strip = 56, Gap = 16, Top = 76;

    private const string Style =
        ".c{fill:#ffffff;stroke:#d0d7de}.n{stroke:#ffffff;stroke-width:.6}.s{font-size:10.5px}.m{fill:#57606a}.h{font-size:16px;font-weight:bold}.t{font-weight:bold}"
        + ".x{stroke:#cf222e;stroke-width:1.2}.w{fill:#ffffff}.e{fill:#116329}.u{fill:#9a6700}.o{fill:#a40e26}";

    public static string Draw(string model, ImmutableArray<OverlapLayer> layers)
    {
        int columns = Math.Clamp(layers.Length, 2, 3), rows = (layers.Length + columns - 1) / columns;
        // Layers over one axis need a strip only.
        double map = layers.All(layer => layer.Axes.Length == 1) ? Strip : Map, cardHeight = map + BelowMap;
        double width = Gap + columns * (CardWidth + Gap), height = Top + Math.Max(1, rows) * (cardHeight + Gap);
        var svg = new SvgWriter(width, height, $"Overlap of the transposed convolutions of {model}", Style);
        svg.Text(20, 30, TextWidth.Fit($"{model}: products summed by each output of a transposed convolution", 16, width - 40), ("class", "h"));
        svg.Text(20, 52, Summary(layers), ("class", "m"));
        for (int i = 0; i < layers.Length; i++)
            DrawCard(svg, layers[i], Gap + i % columns * (CardWidth + Gap), Top + i / columns * (cardHeight + Gap), map);
        return svg.Finish();
    }

    /// <summary>How many layers are even, uneven and with holes.</summary>
    public static string Summary(ImmutableArray<OverlapLayer> layers)
    {
        if (layers.Length == 0) return "no transposed convolution";
        int Count(OverlapVerdict verdict) => layers.Count(layer => layer.Verdict == verdict);
        string number = layers.Length.ToString(CultureInfo.InvariantCulture);
        return $"{number} transposed convolution{(layers.Length == 1 ? "" : "s")}: "
            + string.Create(CultureInfo.InvariantCulture, $"{Count(OverlapVerdict.Even)} even, {Count(OverlapVerdict.Uneven)} uneven, {Count(OverlapVerdict.Holes)} with holes");
    }

    private static void DrawCard(SvgWriter svg, OverlapLayer layer, double x, double y, double map)
    {
        svg.Open("g");
        svg.Title($"{layer.Name}: {layer.Pattern}");
        svg.Rect(x, y, CardWidth, map + BelowMap, ("class", "c"), ("rx", 6));
        svg.Text(x + 12, y + 20, TextWidth.Fit(layer.Name, 12, CardWidth - 24), ("class", "t"));
        svg.Text(x + 12, y + 36, TextWidth.Fit(layer.Attributes, 10.5, CardWidth - 24), ("class", "s m"));
        DrawMap(svg, layer, x + 12, y + 46);
        (string verdict, string style) = layer.Verdict switch
        {
            OverlapVerdict.Even => ("even", "s t e"),
            OverlapVerdict.Uneven => ("uneven: may show a checkerboard", "s t u"),
            OverlapVerdict.Holes => ("holes: outputs of the bias alone", "s t o"),
        };
        svg.Text(x + 12, y + map + 62, TextWidth.Fit($"{verdict}; {layer.Pattern}", 11.5, CardWidth - 24), ("class", style));
        string[] remedy = layer.Remedy.Length == 0 ? [] : ["even with " + layer.Remedy[..(layer.Remedy.IndexOf(',', StringComparison.Ordinal) + 1)], layer.Remedy[(layer.Remedy.IndexOf(',', StringComparison.Ordinal) + 2)..]];
        for (int line = 0; line < remedy.Length; line++)
            svg.Text(x + 12, y + map + 78 + line * 14, TextWidth.Fit(remedy[line], 10.5, CardWidth - 24), ("class", "s m"));
        svg.Close();
    }

    // The last two axes; of three, the plane at the first one's fullest position stands for all.
    private static void DrawMap(SvgWriter svg, OverlapLayer layer, double x, double y)
    {
        OverlapAxis across = layer.Axes[^1];
        OverlapAxis? down = layer.Axes.Length > 1 ? layer.Axes[^2] : null;
        long deep = layer.Axes.Length > 2 ? layer.Axes[0].Products.Max() : 1;
        int columns = Cells(across), rows = down is null ? 1 : Cells(down);
        double cellWidth = Map / columns, cellHeight = down is null ? 40 : Map / rows;
        long most = Math.Max(1, deep * across.Products.Max() * (down?.Products.Max() ?? 1));
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                long products = deep * across.At(column) * (down?.At(row) ?? 1);
                double left = x + column * cellWidth, top = y + row * cellHeight, share = (double)products / most;
                svg.Rect(left, top, cellWidth, cellHeight, ("class", "n"), ("fill", Shade(share)));
                string text = products.ToString(CultureInfo.InvariantCulture);
                if (products == 0)
                    svg.Line(left + 1, top + 1, left + cellWidth - 1, top + cellHeight - 1, ("class", "x"));
                else if (cellHeight >= 12 && TextWidth.Of(text, 10.5) <= cellWidth - 2)
                    svg.Text(left + cellWidth / 2, top + cellHeight / 2 + 4, text, ("class", share > 0.6 ? "s w" : "s"), ("text-anchor", "middle"));
            }
        }

        DrawScale(svg, x + Map + 10, y, most);
    }

    private static void DrawScale(SvgWriter svg, double x, double y, long most)
    {
        int entries = (int)Math.Min(most, 8);
        for (int i = 0; i <= entries; i++)
        {
            long products = most * (entries - i) / entries;
            svg.Rect(x, y + i * 18, 14, 14, ("stroke", "#d0d7de"), ("fill", Shade((double)products / most)));
            svg.Text(x + 19, y + i * 18 + 11, products.ToString(CultureInfo.InvariantCulture), ("class", "s m"));
        }
    }

    // At least two periods of short patterns, one of long ones.
    private static int Cells(OverlapAxis axis) =>
        axis.Products.Count <= 6 ? axis.Products.Count * Math.Max(2, 12 / axis.Products.Count) : (int)Math.Min(axis.Products.Count, 64);

    // From nearly white to dark blue.
    private static string Shade(double share)
    {
        int Mix(int light, int dark) => (int)Math.Round(light + (dark - light) * share);
        return string.Create(CultureInfo.InvariantCulture, $"#{Mix(0xF6, 0x0A):x2}{Mix(0xF8, 0x3D):x2}{Mix(0xFA, 0x7A):x2}");
    }
}
