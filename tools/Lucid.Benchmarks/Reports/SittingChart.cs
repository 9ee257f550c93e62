using System.Globalization;
using System.Security;
using System.Text;

using Lucid.Benchmarks.Contestants;
using Lucid.Benchmarks.Workloads;

namespace Lucid.Benchmarks.Reports;

/// <summary>A sitting as an SVG: for each workload a bar a contestant, its GFLOP/s on a scale of powers of ten.</summary>
internal static class SittingChart
{
    private const int Left = 150, Right = 90, Top = 64, Bar = 11, Gap = 14, Plot = 560;

    // Distinguishable also without colour vision (Okabe and Ito).
    private static readonly string[] Colours = ["#0072b2", "#e69f00", "#cc79a7", "#009e73", "#d55e00"];

    public static string Draw(string title, string subtitle, Measurements measurements)
    {
        (Workload Workload, Contestant Contestant, double Gflops)[] bars = [.. measurements.Workloads.SelectMany(workload => measurements.Contestants.Select(contestant =>
            (workload, contestant, measurements[workload, contestant].Times is { } times ? workload.Flops / times.Median / 1e6 : 0)))];
        double[] shown = [.. bars.Select(bar => bar.Gflops).Where(gflops => gflops > 0)];
        (double low, double high) = (Math.Floor(Math.Log10(shown.Min())), Math.Ceiling(Math.Log10(shown.Max())));
        if (high <= low) high = low + 1;
        int count = measurements.Contestants.Count;
        int group = (count * Bar) + Gap, height = Top + (measurements.Workloads.Count * group) + 30, width = Left + Plot + Right;
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"11\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n");
        Text(svg, 10, 18, title, "start", "font-size=\"14\" font-weight=\"bold\"");
        Text(svg, 10, 33, subtitle, "start", "fill=\"#555555\"");
        Legend(svg, measurements.Contestants);
        for (double power = low; power <= high; power++)
        {
            double x = X(Math.Pow(10, power));
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:0.#}\" y1=\"{Top}\" x2=\"{x:0.#}\" y2=\"{height - 26}\" stroke=\"#dddddd\"/>\n");
            Text(svg, x, height - 12, string.Create(CultureInfo.InvariantCulture, $"{Math.Pow(10, power):0.###} GFLOP/s"), "middle", "fill=\"#555555\"");
        }

        for (int i = 0; i < bars.Length; i++)
        {
            double y = Top + (i / count * group) + (i % count * Bar);
            if (i % count == 0) Text(svg, Left - 8, y + (count * Bar / 2.0) + 4, bars[i].Workload.Name, "end", "");
            if (bars[i].Gflops <= 0)
            {
                Text(svg, Left + 4, y + 9, "–", "start", "fill=\"#555555\"");
                continue;
            }

            double end = X(bars[i].Gflops);
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left}\" y=\"{y:0.#}\" width=\"{Math.Max(end - Left, 1):0.#}\" height=\"{Bar - 1}\" fill=\"{Colours[i % count % Colours.Length]}\"/>\n");
            Text(svg, Math.Max(end, Left + 1) + 4, y + 9, bars[i].Gflops.ToString("0.##", CultureInfo.InvariantCulture), "start", "");
        }

        return svg.Append("</svg>\n").ToString();

        double X(double gflops) => Left + ((Math.Log10(gflops) - low) / (high - low) * Plot);
    }

    private static void Legend(StringBuilder svg, IReadOnlyList<Contestant> contestants)
    {
        double x = 10;
        for (int i = 0; i < contestants.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"42\" width=\"10\" height=\"10\" fill=\"{Colours[i % Colours.Length]}\"/>\n");
            Text(svg, x + 14, 51, contestants[i].Name, "start", "");
            x += 32 + (contestants[i].Name.Length * 6.5);
        }
    }

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor, string more) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" {more}>{SecurityElement.Escape(text)}</text>\n");
}
