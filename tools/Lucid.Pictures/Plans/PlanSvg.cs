using System.Globalization;
using System.Text;

using Lucid.Pictures.Drawing;
using Lucid.Planning;

namespace Lucid.Pictures.Plans;

/// <summary>
/// The memory plan as a picture: time to the right, a kernel a column; offsets upwards; a box for each buffer. Over it the bytes
/// alive at each step, the peak and the lower bound. Below it every buffer by number, for those too small to carry their names.
/// </summary>
public static class PlanSvg
{
    private const double Left = 84, Top = 74, ChartHeight = 520, Right = 150, LegendRow = 16, LeastName = 28;

    private const string Style =
        ".b{stroke:#24292f;stroke-width:.8;fill-opacity:.9}.a{stroke:#8c959f;stroke-width:1}.g{stroke:#d0d7de;stroke-width:1}.s{font-size:10.5px}.m{fill:#57606a}"
        + ".n{font-size:10.5px;text-anchor:middle;paint-order:stroke;stroke:#fff;stroke-opacity:.75;stroke-width:2.5px;stroke-linejoin:round}"
        + ".l{fill:none;stroke:#cf222e;stroke-width:2;stroke-linejoin:round}.p{stroke:#24292f;stroke-width:1.5}.bt{fill:#0550ae}.lt{fill:#a40e26}.q{stroke:#0550ae;stroke-width:1.5;stroke-dasharray:6 4}.h{font-size:16px;font-weight:bold}";

    // Light enough for black text, and told apart by numbers, not by colour alone.
    private static readonly string[] Colours = ["#bcd7f5", "#f9d9a7", "#c6e7c3", "#e3cdf2", "#f6c6c3", "#c4e9e9", "#ebe3a2", "#d9d9d9"];

    public static string Draw(PlanPicture picture)
    {
        MemoryPlan plan = picture.Plan;
        int steps = Math.Max(picture.Steps.Length, 1);
        double column = Math.Clamp(1000.0 / steps, 9, 90);
        double width = column * steps;
        double names = Math.Min(170, picture.Steps.Select(step => TextWidth.Of(step, 10.5)).DefaultIfEmpty(0).Max()) * 0.75 + 16;
        double chartBottom = Top + ChartHeight, legendTop = chartBottom + names + 34;
        double total = Math.Max(Left + width + Right, 860);
        int columns = Math.Max(1, (int)((total - 40) / 400));
        int count = plan.Problem.Buffers.Length, rows = (count + columns - 1) / columns;

        var svg = new SvgWriter(total, legendTop + (rows + 1) * LegendRow + 16, $"Memory plan of {picture.Model}", Style);
        svg.Text(20, 30, TextWidth.Fit($"{picture.Model}: arena {Quantity.Bytes(plan.Peak)}", 16, total - 40), ("class", "h"));
        svg.Text(20, 50, Summary(picture), ("class", "m"));
        if (plan.Peak == 0)
        {
            svg.Text(Left, Top + 40, "No buffer lives in the arena.");
            return svg.Finish();
        }

        var scale = new Scale(Math.Max(plan.Peak, 1), column);
        DrawAxes(svg, picture, scale, width);
        for (int i = 0; i < count; i++)
            DrawBuffer(svg, picture, i, scale);
        DrawLevels(svg, plan, scale, width);
        svg.Path(LiveCurve(picture, scale), ("class", "l"));
        for (int i = 0; i < count; i++)
            DrawName(svg, picture, i, scale); // over the curve
        svg.Text(20, legendTop - 4, "Buffers: number, name, size, offset, first to last kernel", ("class", "m"));
        for (int i = 0; i < count; i++)
            DrawLegend(svg, picture, i, 20 + i / rows * 400, legendTop + (i % rows + 1) * LegendRow);
        return svg.Finish();
    }

    private static string Summary(PlanPicture picture)
    {
        MemoryPlan plan = picture.Plan;
        string gap = plan.Peak == plan.LowerBound ? "the peak meets it"
            : string.Create(CultureInfo.InvariantCulture, $"the peak is {100.0 * (plan.Peak - plan.LowerBound) / plan.LowerBound:0.0##} % above it");
        return $"{plan.Problem.Buffers.Length} buffers over {picture.Steps.Length} kernels; lower bound {Quantity.Bytes(plan.LowerBound)}, {gap}; planned by {plan.Method}"
            + (picture.Sizes.Length == 0 ? "" : $"; at {picture.Sizes}");
    }

    private static void DrawAxes(SvgWriter svg, PlanPicture picture, Scale scale, double width)
    {
        long step = TickOf(picture.Plan.Peak);
        for (long bytes = 0; bytes <= picture.Plan.Peak; bytes += step)
        {
            svg.Line(Left, scale.Y(bytes), Left + width, scale.Y(bytes), ("class", "g"));
            svg.Text(Left - 8, scale.Y(bytes) + 4, Quantity.Bytes(bytes), ("class", "s m"), ("text-anchor", "end"));
        }

        svg.Line(Left, Top, Left, Top + ChartHeight, ("class", "a"));
        svg.Line(Left, Top + ChartHeight, Left + width, Top + ChartHeight, ("class", "a"));
        int every = (int)Math.Ceiling(12 / scale.Column);
        for (int i = 0; i < picture.Steps.Length; i += every)
        {
            double x = Left + (i + 0.5) * scale.Column, y = Top + ChartHeight + 12;
            string turn = string.Create(CultureInfo.InvariantCulture, $"rotate(-50 {SvgWriter.Number(x)} {SvgWriter.Number(y)})");
            svg.Text(x, y, TextWidth.Fit(picture.Steps[i], 10.5, Math.Min(170, (x - 4) / 0.65)), ("class", "s m"), ("text-anchor", "end"), ("transform", turn));
        }
    }

    private static void DrawBuffer(SvgWriter svg, PlanPicture picture, int index, Scale scale)
    {
        BufferLifetime buffer = picture.Plan.Problem.Buffers[index];
        long offset = picture.Plan.Offsets[index];
        double x = Left + buffer.Lower * scale.Column, y = scale.Y(offset + buffer.Size);
        double width = (buffer.Upper - buffer.Lower) * scale.Column, height = scale.Y(offset) - y;
        svg.Open("g");
        svg.Title($"{index + 1} {buffer.Id}: {Describe(picture, index)}");
        svg.Rect(x, y, width, height, ("class", "b"), ("fill", Colours[index % Colours.Length]));
        svg.Close();
    }

    // The number leads to the line of the buffer below the chart: it is there whole, or there is no name at all.
    private static void DrawName(SvgWriter svg, PlanPicture picture, int index, Scale scale)
    {
        BufferLifetime buffer = picture.Plan.Problem.Buffers[index];
        long offset = picture.Plan.Offsets[index];
        double width = (buffer.Upper - buffer.Lower) * scale.Column, height = scale.Y(offset) - scale.Y(offset + buffer.Size);
        (double x, double y) = (Left + buffer.Lower * scale.Column + width / 2, scale.Y(offset) - height / 2);
        string number = (index + 1).ToString(CultureInfo.InvariantCulture);
        string level = Label(number, buffer.Id, width - 6), upright = Label(number, buffer.Id, height - 6);
        if (width >= 12 && height > width && upright.Length > level.Length)
            svg.Text(x + 4, y, upright, ("class", "n"), ("transform", $"rotate(-90 {SvgWriter.Number(x + 4)} {SvgWriter.Number(y)})"));
        else if (height >= 11 && level.Length > 0)
            svg.Text(x, y + 4, level, ("class", "n"));
    }

    private static string Label(string number, string name, double width)
    {
        double rest = width - TextWidth.Of(number + " ", 10.5);
        string shown = rest >= LeastName ? TextWidth.Fit(name, 10.5, rest) : "";
        return shown.Length > 0 ? $"{number} {shown}" : TextWidth.Of(number, 10.5) <= width + 4 ? number : "";
    }

    private static void DrawLevels(SvgWriter svg, MemoryPlan plan, Scale scale, double width)
    {
        double peak = scale.Y(plan.Peak), bound = scale.Y(plan.LowerBound), x = Left + width;
        svg.Line(Left, peak, x + 8, peak, ("class", "p"));
        svg.Line(Left, bound, x + 8, bound, ("class", "q"));
        svg.Text(x + 12, peak + 2, "peak", ("class", "s"));
        svg.Text(x + 12, peak + 15, Quantity.Bytes(plan.Peak), ("class", "s"));
        double labels = Math.Max(bound + 2, peak + 34);
        svg.Text(x + 12, labels, "lower bound", ("class", "s bt"));
        svg.Text(x + 12, labels + 13, Quantity.Bytes(plan.LowerBound), ("class", "s bt"));
        svg.Text(x + 12, labels + 38, "bytes alive", ("class", "s lt"));
        svg.Line(x + 12, labels + 44, x + 60, labels + 44, ("class", "l"));
    }

    private static string LiveCurve(PlanPicture picture, Scale scale)
    {
        var path = new StringBuilder();
        for (int i = 0; i < picture.Live.Length; i++)
        {
            double y = scale.Y(picture.Live[i]);
            path.Append(i == 0 ? 'M' : 'L').Append(SvgWriter.Number(Left + i * scale.Column)).Append(' ').Append(SvgWriter.Number(y));
            path.Append('L').Append(SvgWriter.Number(Left + (i + 1) * scale.Column)).Append(' ').Append(SvgWriter.Number(y));
        }

        return path.ToString();
    }

    private static void DrawLegend(SvgWriter svg, PlanPicture picture, int index, double x, double y)
    {
        BufferLifetime buffer = picture.Plan.Problem.Buffers[index];
        svg.Rect(x, y - 9, 10, 10, ("class", "b"), ("fill", Colours[index % Colours.Length]));
        svg.Text(x + 40, y, (index + 1).ToString(CultureInfo.InvariantCulture), ("class", "s"), ("text-anchor", "end"));
        svg.Text(x + 46, y, TextWidth.Fit(buffer.Id, 10.5, 130), ("class", "s"));
        svg.Text(x + 184, y, TextWidth.Fit(Describe(picture, index), 10.5, 212), ("class", "s m"));
    }

    private static string Describe(PlanPicture picture, int index)
    {
        BufferLifetime buffer = picture.Plan.Problem.Buffers[index];
        return $"{Quantity.Bytes(buffer.Size)} at {Quantity.Bytes(picture.Plan.Offsets[index])}, {buffer.Lower + 1} to {buffer.Upper}";
    }

    // 1, 2 or 5 times a power of two above it, so that there are five to ten lines.
    private static long TickOf(long peak)
    {
        long tick = 1;
        while (peak / tick > 8)
            tick *= 2;
        return tick;
    }

    private readonly record struct Scale(long Peak, double Column)
    {
        public double Y(long bytes) => Top + ChartHeight - (double)bytes / Peak * (ChartHeight - 8);
    }
}
